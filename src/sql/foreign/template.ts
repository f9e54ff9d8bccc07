// Functions that the translator does not know travel under names of their own; here their calls become DuckDB's SQL.
import { applyEdits, type Edit } from '../edit.ts';
import { stringValue } from '../literal.ts';
import { lex } from '../lexer.ts';
import { isText, nextSolid, T, tokenStart, tokenText, type Tokens } from '../tokens.ts';

/** Translated arguments → DuckDB's SQL. Undefined when these arguments cannot be said. */
export type Template = (args: readonly string[]) => string | undefined;

/** The same, and it always knows what to say. */
export type Filling = (args: readonly string[]) => string;

const prefix = 'mesh_fn_';

export function standIn(index: number): string {
  return `${prefix}${index}`;
}

/** The text with every call of a stand-in replaced. */
export function fillTemplates(text: string, templates: readonly Filling[]): string {
  if (templates.length === 0) return text;
  const tokens = lex(text);
  const edits: Edit[] = [];
  for (let i = 0; i < tokens.count; i++) {
    const template = templateAt(tokens, i, templates);
    const open = nextSolid(tokens, i + 1);
    if (template === undefined || !isText(tokens, open, '(')) continue;
    const { args, close } = argumentsAt(tokens, open);
    const filled = args.map((arg) => fillTemplates(arg, templates));
    edits.push({ start: tokenStart(tokens, i), end: tokens.ends[close]!, text: template(filled) });
    i = close;
  }
  return applyEdits(text, edits).text;
}

function templateAt(tokens: Tokens, i: number, templates: readonly Filling[]): Filling | undefined {
  if (tokens.types[i] !== T.word) return undefined;
  const text = tokenText(tokens, i).toLowerCase();
  return text.startsWith(prefix) ? templates[Number(text.slice(prefix.length))] : undefined;
}

/** Texts between the commas of the brackets that open at `open`, and where they close. */
export function argumentsAt(tokens: Tokens, open: number): { readonly args: string[]; readonly close: number } {
  const args: string[] = [];
  let start = tokens.ends[open]!;
  const take = (end: number): void => {
    const text = tokens.text.slice(start, end).trim();
    if (text !== '' || args.length > 0) args.push(text);
  };
  const close = closingBracket(tokens, open, (comma) => {
    take(tokenStart(tokens, comma));
    start = tokens.ends[comma]!;
  });
  take(tokenStart(tokens, close));
  return { args, close };
}

/** Index of the bracket that closes the one at `open`; the last token when none does. */
export function closingBracket(tokens: Tokens, open: number, comma?: (i: number) => void): number {
  let depth = 0;
  for (let i = open; i < tokens.count; i++) {
    if (tokens.types[i] !== T.punctuation) continue;
    const text = tokenText(tokens, i);
    if ('([{'.includes(text)) depth++;
    else if (')]}'.includes(text) && --depth === 0) return i;
    else if (text === ',' && depth === 1) comma?.(i);
  }
  return tokens.count - 1;
}

/** The value of a text that is one string literal. */
export function literalValue(text: string): string | undefined {
  const tokens = lex(text);
  return tokens.count === 1 && tokens.types[0] === T.string ? stringValue(text) : undefined;
}
