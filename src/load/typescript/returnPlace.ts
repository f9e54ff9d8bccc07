// The `return` of a function, for a value that is refused when the function is over. Told only where there is one that
// gives a value: which of several it was, nobody knows any more.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { v8Location } from '../../util/v8Location.ts';
import { codeTokens, type CodeToken } from './codeTokens.ts';
import { lineAndColumn } from '../config/position.ts';

/** As an error with a stack, for who places errors. */
export async function returnedAt(run: (...args: never[]) => unknown): Promise<Error | undefined> {
  const source = run.toString();
  const offset = returnOffset(source);
  const begins = offset === undefined ? undefined : await v8Location(run, 'function');
  if (offset === undefined || begins === undefined || !begins.url.startsWith('file:')) return undefined;
  const text = readFileSync(fileURLToPath(begins.url), 'utf8');
  const start = startOf(source, text, begins);
  if (start === undefined) return undefined;
  const { line, column } = lineAndColumn(text, start + offset);
  return Object.assign(new Error('returned here'), { stack: `    at return (${begins.url}:${line}:${column})` });
}

/** V8 counts from the parameters, the source has `async` and the name before them. */
function startOf(source: string, text: string, { line, column }: { line: number; column: number }): number | undefined {
  let at = column;
  for (let i = 0; i < line; i++) at += text.split('\n', i + 1)[i]!.length + 1;
  const start = text.lastIndexOf(source, at);
  return start !== -1 && at < start + source.length ? start : undefined;
}

/** Offset of the only `return` with a value, or of the expression that is an arrow function's body. */
export function returnOffset(source: string): number | undefined {
  const tokens = codeTokens(source);
  const body = bodyOf(tokens);
  if (body === undefined) return undefined;
  if (tokens[body]?.text !== '{') return tokens.slice(body).find(({ text }) => text !== '(')?.start;
  const found = ownReturns(tokens, body);
  return found.length === 1 ? found[0] : undefined;
}

/** Where the body begins: a brace, or the expression behind an arrow. */
function bodyOf(tokens: readonly CodeToken[]): number | undefined {
  const arrow = tokens[0]?.text === 'async' && tokens[1]?.type === 'word' ? 2 : 1;
  if (tokens[arrow]?.text === '=>') return arrow + 1;
  const open = tokens.findIndex(({ text }) => text === '(');
  let depth = 0;
  for (let i = open; i >= 0 && i < tokens.length; i++) {
    if (tokens[i]!.text === '(') depth++;
    if (tokens[i]!.text === ')' && --depth === 0) return tokens[i + 1]?.text === '=>' ? i + 2 : i + 1;
  }
  return undefined;
}

const statements = new Set(['if', 'for', 'while', 'switch', 'catch', 'with', 'await']);

/** Those of functions inside it are not its own. */
function ownReturns(tokens: readonly CodeToken[], body: number): number[] {
  const found: number[] = [];
  /** For each open brace, whether it begins a function's body. */
  const braces: boolean[] = [];
  const brackets: number[] = [];
  let closed = -1;
  for (let i = body; i < tokens.length; i++) {
    const { text, start } = tokens[i]!;
    const before = tokens[i - 1]?.text;
    if (text === '(') brackets.push(i);
    else if (text === ')') closed = brackets.pop() ?? -1;
    else if (text === '}') braces.pop();
    else if (text === '{')
      braces.push(i === body || before === '=>' || (before === ')' && !statements.has(tokens[closed - 1]?.text ?? '')));
    else if (text === 'return' && givesValue(tokens, i) && braces.filter(Boolean).length === 1) found.push(start);
  }
  return found;
}

function givesValue(tokens: readonly CodeToken[], i: number): boolean {
  const before = tokens[i - 1]?.text;
  const after = tokens[i + 1]?.text;
  if (before === '.' || before === '?.' || after === ':' || after === ';' || after === '}') return false;
  const value = tokens[i + 2]?.text === ';' || tokens[i + 2]?.text === '}' ? after : undefined;
  // `return undefined` is compiled to `void 0`.
  return after !== 'void' && value !== 'undefined' && value !== 'null';
}
