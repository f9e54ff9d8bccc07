// A small lexer of TypeScript and JavaScript: enough to find keys of object literals and calls with literal arguments.
// Comments and whitespace are dropped; a template literal is one token that knows where its substitutions are.

export interface CodeToken {
  readonly type: 'word' | 'string' | 'template' | 'number' | 'regex' | 'sign';
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Ranges of the expressions inside `${ … }`. */
  readonly substitutions?: readonly { readonly start: number; readonly end: number }[];
}

const word = /[\p{ID_Start}$_#][\p{ID_Continue}$\u200c\u200d]*/uy;
const number = /(?:0[xob][\da-f_]+|\d[\d_]*(?:\.[\d_]*)?(?:e[+-]?\d+)?|\.\d[\d_]*(?:e[+-]?\d+)?)n?/iy;
const sign = /=>|\.\.\.|\?\.(?!\d)|[{}()[\];,:.?]|[^\s\p{ID_Start}\d'"`$_#]/uy;
const skipped = /(?:\s+|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$))+/y;
const regex = /\/(?:[^/\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+\/[a-z]*/y;
const string = /'(?:[^'\\\n]|\\[\s\S])*'?|"(?:[^"\\\n]|\\[\s\S])*"?/y;

/** After these a slash begins a regular expression, not a division. */
const beforeRegex = new Set([
  'return',
  'typeof',
  'case',
  'in',
  'of',
  'do',
  'else',
  'void',
  'delete',
  'throw',
  'new',
  'await',
  'yield',
  '=>',
]);

export function codeTokens(source: string, start = 0, end = source.length): CodeToken[] {
  const tokens: CodeToken[] = [];
  let position = start;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = position;
    return pattern.exec(source)?.[0];
  };
  const push = (type: CodeToken['type'], text: string, substitutions?: CodeToken['substitutions']): void => {
    tokens.push({ type, start: position, end: position + text.length, text, ...(substitutions && { substitutions }) });
    position += text.length;
  };
  while (position < end) {
    const space = match(skipped);
    if (space !== undefined) {
      position += space.length;
      continue;
    }
    const first = source[position]!;
    if (first === "'" || first === '"') push('string', match(string)!);
    else if (first === '`') {
      const template = readTemplate(source, position, end);
      push('template', source.slice(position, template.end), template.substitutions);
    } else if (first === '/' && regexMayFollow(tokens.at(-1)) && match(regex) !== undefined)
      push('regex', match(regex)!);
    else if (match(word) !== undefined) push('word', match(word)!);
    else if (match(number) !== undefined) push('number', match(number)!);
    else push('sign', match(sign) ?? first);
  }
  return tokens;
}

function regexMayFollow(last: CodeToken | undefined): boolean {
  if (last === undefined) return true;
  if (last.type === 'word' || last.type === 'sign')
    return beforeRegex.has(last.text) || (last.type === 'sign' && !/^[)\]}]$/.test(last.text));
  return false;
}

/** To its closing backtick, through templates inside templates; only the outermost substitutions are noted. */
function readTemplate(
  source: string,
  start: number,
  limit: number,
): { end: number; substitutions: { start: number; end: number }[] } {
  const substitutions: { start: number; end: number }[] = [];
  // One entry per open template: null in its text, else the number of open braces in its substitution.
  const open: (number | null)[] = [null];
  let position = start + 1;
  let begin = 0;
  while (position < limit && open.length > 0) {
    const braces = open.at(-1)!;
    const character = source[position]!;
    if (character === '`') {
      if (braces === null) open.pop();
      else open.push(null);
    } else if (braces === null) {
      if (character === '\\') position++;
      else if (character === '$' && source[position + 1] === '{') {
        open[open.length - 1] = 0;
        position++;
        if (open.length === 1) begin = position + 1;
      }
    } else if (character === '{') open[open.length - 1] = braces + 1;
    else if (character === '}' && braces > 0) open[open.length - 1] = braces - 1;
    else if (character === '}') {
      open[open.length - 1] = null;
      if (open.length === 1) substitutions.push({ start: begin, end: position });
    } else {
      position += insideExpression(source, position);
      continue;
    }
    position++;
  }
  return { end: Math.min(position, limit), substitutions };
}

/** How far a string or comment reaches; 1 for any other character. */
function insideExpression(source: string, position: number): number {
  const character = source[position];
  const pattern = character === "'" || character === '"' ? string : character === '/' ? skipped : undefined;
  if (pattern === undefined) return 1;
  pattern.lastIndex = position;
  return pattern.exec(source)?.[0].length ?? 1;
}

/** The text of a string literal, or of a template without substitutions; undefined for anything else. */
export function literalText(token: CodeToken | undefined): string | undefined {
  if (token === undefined) return undefined;
  if (token.type === 'template' && token.substitutions?.length === 0) return unescape(token.text.slice(1, -1));
  return token.type === 'string' ? unescape(token.text.slice(1, -1)) : undefined;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', b: '\b', f: '\f', v: '\v', 0: '\0' };

export function unescape(text: string): string {
  return text.replace(
    /\\(?:u\{([\da-f]+)\}|u([\da-f]{4})|x([\da-f]{2})|(\r?\n)|([\s\S]))/gi,
    (_, braced, four, two, newline, other) => {
      const code = (braced ?? four ?? two) as string | undefined;
      if (code !== undefined) return String.fromCodePoint(Number.parseInt(code, 16));
      return newline !== undefined ? '' : (escapes[other as string] ?? (other as string));
    },
  );
}
