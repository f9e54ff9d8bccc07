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

function readTemplate(
  source: string,
  start: number,
  limit: number,
): { end: number; substitutions: { start: number; end: number }[] } {
  const substitutions: { start: number; end: number }[] = [];
  let position = start + 1;
  while (position < limit) {
    const character = source[position];
    if (character === '\\') position += 2;
    else if (character === '`') return { end: position + 1, substitutions };
    else if (character === '$' && source[position + 1] === '{') {
      const close = closingBrace(source, position + 2, limit);
      substitutions.push({ start: position + 2, end: close });
      position = close + 1;
    } else position++;
  }
  return { end: limit, substitutions };
}

function closingBrace(source: string, start: number, limit: number): number {
  let depth = 0;
  let position = start;
  while (position < limit) {
    const character = source[position]!;
    if (character === '`') {
      position = readTemplate(source, position, limit).end;
      continue;
    }
    if (character === "'" || character === '"') {
      string.lastIndex = position;
      position += string.exec(source)![0].length;
      continue;
    }
    skipped.lastIndex = position;
    const space = character === '/' ? skipped.exec(source)?.[0] : undefined;
    if (space !== undefined) {
      position += space.length;
      continue;
    }
    if (character === '{') depth++;
    if (character === '}' && depth-- === 0) return position;
    position++;
  }
  return limit;
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
