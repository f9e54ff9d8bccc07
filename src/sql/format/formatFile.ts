// A SQL file of a project in its canonical layout. Tokens never change but in whitespace and the case of keywords:
// a file that cannot be laid out under that condition is left alone, and the answer says why.
import { lex } from '../lexer.ts';
import { lineColumn } from '../location.ts';
import { splitStatements, type BlockItem, type SqlItem, type StatementItem } from '../splitStatements.ts';
import { T, isTrivia, isWord, nextSolid, tokenStart, tokenText, tokenType, type Tokens } from '../tokens.ts';
import { formatBlock } from './formatBlock.ts';
import { createQueryFormatter, type QueryFormatter } from './formatQuery.ts';
import type { FormatStyle } from './formatStyle.ts';
import { hasJinja, isMacroStatement } from './pieces.ts';
import { sameTokens } from './sameTokens.ts';

export type FormattedFile =
  | { readonly type: 'formatted'; readonly text: string; readonly isChanged: boolean }
  /** The block says `formatting false`. */
  | { readonly type: 'excluded' }
  | {
      readonly type: 'refused';
      /** The text is wrong, or only its layout is beyond this formatter. */
      readonly cause: 'broken' | 'layout';
      readonly reason: string;
      readonly line: number;
      readonly column: number;
    };

export interface FormatFileOptions {
  readonly style: FormatStyle;
  /** Of files whose block names none. */
  readonly defaultDialect: string;
}

export async function formatFile(text: string, { style, defaultDialect }: FormatFileOptions): Promise<FormattedFile> {
  const bom = text.startsWith('\uFEFF') ? '\uFEFF' : '';
  const body = text.slice(bom.length);
  const newline = body.includes('\r\n') ? '\r\n' : '\n';
  const source = newline === '\n' ? body : body.replaceAll('\r\n', '\n');
  const dialect = dialectOf(source) ?? defaultDialect;
  if (isExcluded(lex(source, dialect))) return { type: 'excluded' };
  const first = await layOutFile(source, { dialect, style });
  if (typeof first !== 'string') return { type: 'refused', ...first };
  // sql-formatter may want a second pass to settle; without a fixed point every run would change the file again.
  let settled = first;
  for (let pass = 0; pass < 3; pass++) {
    const next = await layOutFile(settled, { dialect, style });
    if (next === settled) {
      if (!sameTokens(lex(source, dialect), lex(settled, dialect)))
        return refusal(source, 0, 'its layout would change more than whitespace');
      const result = bom + (newline === '\n' ? settled : settled.replaceAll('\n', newline));
      return { type: 'formatted', text: result, isChanged: result !== text };
    }
    if (typeof next !== 'string') return { type: 'refused', ...next };
    settled = next;
  }
  return refusal(source, 0, 'its layout does not settle');
}

interface Problem {
  readonly cause: 'broken' | 'layout';
  readonly reason: string;
  readonly line: number;
  readonly column: number;
}

function refusal(text: string, offset: number, reason: string): { type: 'refused' } & Problem {
  return { type: 'refused', cause: 'layout', reason, ...lineColumn(text, offset) };
}

interface Layout {
  readonly tokens: Tokens;
  readonly formatter: QueryFormatter;
  readonly style: FormatStyle;
}

async function layOutFile(
  text: string,
  { dialect, style }: { dialect: string; style: FormatStyle },
): Promise<string | Problem> {
  const tokens = lex(text, dialect);
  for (let i = 0; i < tokens.count; i++) {
    if (tokenType(tokens, i) !== T.unterminated) continue;
    return {
      cause: 'broken',
      reason: 'a string, quoted name or comment never ends',
      ...lineColumn(text, tokenStart(tokens, i)),
    };
  }
  const layout: Layout = { tokens, style, formatter: await createQueryFormatter(dialect, style) };
  const { items, trailing } = splitStatements(tokens);
  const parts = itemsText(items, layout);
  if (typeof parts !== 'string') return parts;
  const end = commentLines(tokens, [...openStatementComments(tokens, items.at(-1)), ...trailing], items.at(-1));
  const whole = joinParts(parts, end);
  const ends = style.appendNewline || text.endsWith('\n');
  return whole === '' ? text : `${whole}${ends ? '\n' : ''}`;
}

function joinParts(text: string, comments: { sameLine: string; above: string }): string {
  const rest = comments.above;
  if (text === '') return rest;
  return `${text}${comments.sameLine}${rest === '' ? '' : `\n\n${rest}`}`;
}

/** Items with a blank line between them; comments stay above the item they stand above. */
function itemsText(items: readonly SqlItem[], layout: Layout): string | Problem {
  let text = '';
  for (const [i, item] of items.entries()) {
    const body = itemText(item, layout);
    if (typeof body !== 'string') return body;
    const { sameLine, above } = commentLines(layout.tokens, item.comments, items[i - 1]);
    text += `${sameLine}${i === 0 ? '' : '\n\n'}${above === '' ? '' : `${above}\n`}${body}`;
    if (item.semicolon !== undefined) text += `${commentsBeforeSemicolon(layout.tokens, item)};`;
    else if (items[i + 1] !== undefined)
      return problemAt(layout, item.startOffset, 'a semicolon is missing behind this statement');
  }
  return text;
}

/** A last statement without semicolon reaches to the end of the text, and so do the comments behind it. */
function openStatementComments(tokens: Tokens, last: SqlItem | undefined): number[] {
  if (last === undefined || last.type !== 'statement' || last.semicolon !== undefined) return [];
  const comments: number[] = [];
  for (let i = last.end; i < tokens.count; i++) if (tokenType(tokens, i) !== T.whitespace) comments.push(i);
  return comments;
}

/** Comments between a statement and its semicolon get lines of their own. */
function commentsBeforeSemicolon(tokens: Tokens, item: SqlItem): string {
  const lines: string[] = [];
  for (let i = item.end; i < item.semicolon!; i++) {
    if (tokenType(tokens, i) !== T.whitespace) lines.push(tokenText(tokens, i).trimEnd());
  }
  return lines.length === 0 ? '' : `\n${lines.join('\n')}\n`;
}

function problemAt(
  { tokens, cause = 'broken' }: Layout & { cause?: Problem['cause'] },
  offset: number,
  reason: string,
): Problem {
  return { cause, reason, ...lineColumn(tokens.text, offset) };
}

function itemText(item: SqlItem, layout: Layout): string | Problem {
  const { tokens, style } = layout;
  const verbatim = tokens.text.slice(item.startOffset, item.endOffset);
  switch (item.type) {
    case 'jinja':
      return item.closed ? verbatim : problemAt(layout, item.startOffset, 'this Jinja block never ends');
    case 'block':
      return (
        formatBlock(tokens, item, style) ?? problemAt(layout, item.startOffset, 'its closing parenthesis is missing')
      );
    case 'onVirtualUpdate': {
      if (!item.closed) return problemAt(layout, item.startOffset, 'ON_VIRTUAL_UPDATE_END is missing');
      const inner = itemsText(item.items, layout);
      return typeof inner === 'string' ? `ON_VIRTUAL_UPDATE_BEGIN;\n\n${inner}\n\nON_VIRTUAL_UPDATE_END` : inner;
    }
    case 'statement':
      return statementText(item, layout, verbatim);
  }
}

function statementText(item: StatementItem, layout: Layout, verbatim: string): string | Problem {
  const { tokens, formatter } = layout;
  if (isMacroStatement(tokens, item) || !isLaidOut(tokens, item.first)) return verbatim;
  // Text with Jinja in it is a template: nobody knows what its lines become.
  if (hasJinja(tokens, item)) return verbatim;
  return (
    formatter.format(tokens, item) ??
    problemAt({ ...layout, cause: 'layout' }, item.startOffset, 'this statement cannot be laid out without changing it')
  );
}

const laidOut = new Set([
  'SELECT',
  'WITH',
  'FROM',
  'VALUES',
  'PIVOT',
  'UNPIVOT',
  'INSERT',
  'UPDATE',
  'DELETE',
  'MERGE',
  'CREATE',
]);

/** `SET`, `GRANT`, `INSTALL` … stay as they are: sql-formatter knows queries. */
function isLaidOut(tokens: Tokens, first: number): boolean {
  const type = tokenType(tokens, first);
  return type !== T.word || laidOut.has(tokenText(tokens, first).toUpperCase());
}

/** Comments before an item: those on the line of the item before it stay there; blank lines among the others are kept. */
function commentLines(
  tokens: Tokens,
  comments: readonly number[],
  previous: SqlItem | undefined,
): { sameLine: string; above: string } {
  let sameLine = '';
  let above = '';
  let from = previous === undefined ? undefined : (previous.semicolon ?? previous.end - 1) + 1;
  for (const comment of comments) {
    const between =
      from === undefined
        ? '\n'
        : tokens.text.slice(from === 0 ? 0 : tokenStart(tokens, from), tokenStart(tokens, comment));
    const text = tokenText(tokens, comment).trimEnd();
    if (above === '' && from !== undefined && !between.includes('\n')) sameLine += ` ${text}`;
    else if (above === '') above = text;
    else above += (between.split('\n').length > 2 ? '\n\n' : '\n') + text;
    from = comment + 1;
  }
  return { sameLine, above };
}

/** The block's own properties that formatting must know before everything else. */
function propertyOf(tokens: Tokens, block: BlockItem, name: string): string | undefined {
  const close = block.close ?? block.end;
  let depth = 0;
  for (let i = block.open + 1; i < close; i++) {
    if (isTrivia(tokens, i)) continue;
    const text = tokenText(tokens, i);
    if ('([{'.includes(text)) depth++;
    else if (')]}'.includes(text)) depth--;
    const before = previousText(tokens, i);
    if (depth === 0 && isWord(tokens, i, name) && (before === '(' || before === ',')) {
      return tokenText(tokens, nextSolid(tokens, i + 1));
    }
  }
  return undefined;
}

function previousText(tokens: Tokens, i: number): string {
  let k = i - 1;
  while (k >= 0 && isTrivia(tokens, k)) k--;
  return k < 0 ? '' : tokenText(tokens, k);
}

function firstBlock(tokens: Tokens): BlockItem | undefined {
  return splitStatements(tokens).items.find((item): item is BlockItem => item.type === 'block');
}

function dialectOf(text: string): string | undefined {
  const tokens = lex(text);
  const block = firstBlock(tokens);
  const found = block === undefined ? undefined : propertyOf(tokens, block, 'DIALECT');
  return found?.replace(/^['"]|['"]$/g, '');
}

function isExcluded(tokens: Tokens): boolean {
  const block = firstBlock(tokens);
  return block !== undefined && propertyOf(tokens, block, 'FORMATTING')?.toUpperCase() === 'FALSE';
}
