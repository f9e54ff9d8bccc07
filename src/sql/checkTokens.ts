// Problems that show before any parsing: what never ends, and brackets without a partner.
import { diagnostic, type Diagnostic } from '../error/diagnostic.ts';
import { lineColumnAt, lineIndex, sourceLocation, type LineIndex } from './location.ts';
import { T, tokenStart, type Tokens } from './tokens.ts';

const closing: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** In the order of the text. After something that never ends, brackets tell nothing and are left out. */
export function checkTokens(tokens: Tokens, file: string): Diagnostic[] {
  const last = tokens.count - 1;
  if (last >= 0 && tokens.types[last] === T.unterminated) return [unterminated(tokens, last, file)];
  const found: { readonly offset: number; readonly diagnostic: Diagnostic }[] = [];
  let lines: LineIndex | undefined;
  const report = (offset: number, expected: string | undefined): void => {
    lines ??= lineIndex(tokens.text);
    const at = { file, ...lineColumnAt(lines, offset), length: 1 };
    found.push({
      offset,
      diagnostic: diagnostic('SQL_UNBALANCED', { bracket: tokens.text[offset]!, expected }, { at }),
    });
  };
  const open: number[] = [];
  const expected = (): string | undefined => (open.length === 0 ? undefined : closing[tokens.text[open.at(-1)!]!]);
  for (let i = 0; i < tokens.count; i++) {
    if (tokens.types[i] !== T.punctuation) continue;
    const offset = tokenStart(tokens, i);
    const bracket = tokens.text[offset]!;
    if (bracket in closing) open.push(offset);
    else if (bracket === ';') closeAll();
    else if (')]}'.includes(bracket)) close(offset, bracket);
  }
  closeAll();
  return found.sort((a, b) => a.offset - b.offset).map((f) => f.diagnostic);

  function closeAll(): void {
    // One missing bracket is one problem: the innermost is the likeliest place.
    const offset = open.at(-1);
    if (offset !== undefined) report(offset, closing[tokens.text[offset]!]);
    open.length = 0;
  }

  function close(offset: number, bracket: string): void {
    if (bracket !== expected()) report(offset, expected());
    open.pop();
  }
}

function unterminated(tokens: Tokens, i: number, file: string): Diagnostic {
  const start = tokenStart(tokens, i);
  const data = unterminatedKind(tokens, start);
  return diagnostic('SQL_UNTERMINATED', data, { at: sourceLocation(file, tokens.text, { start, end: start + 1 }) });
}

type Unterminated = Parameters<typeof diagnostic<'SQL_UNTERMINATED'>>[1];

/** Judged by its first characters. Whether `"` opens a name or a string is the dialect's: it ends the same way. */
function unterminatedKind(tokens: Tokens, start: number): Unterminated {
  const { text } = tokens;
  if (/jinja_(query|statement)_begin\s*;$/i.test(text.slice(Math.max(0, start - 64), start))) {
    return { what: 'Jinja block', close: 'JINJA_END;' };
  }
  const head = text.slice(start, start + 64);
  if (head.startsWith('/*')) return { what: 'comment', close: '*/' };
  if (head.startsWith('"') || head.startsWith('`')) return { what: 'quoted name', close: head[0]! };
  if (head.startsWith('[')) return { what: 'quoted name', close: ']' };
  const tag = /^\$[^$]*\$/.exec(head)?.[0];
  return { what: 'string', close: tag ?? head[head.search(/['"]/)]! };
}
