// AUDIT blocks among the items of a file, each with the statement behind it.
import { locate } from '../model/sourceText.ts';
import { readAudit } from '../model/audits/readAudit.ts';
import type { AuditDefinition, Statement } from '../model/model.ts';
import { commentText } from '../model/columnComments.ts';
import { macrosFor } from '../jinja/library.ts';
import { withoutJinjaComments } from '../sql/jinjaComments.ts';
import type { BlockItem, JinjaItem, SqlItem, StatementItem } from '../sql/splitStatements.ts';
import { tokenText } from '../sql/tokens.ts';
import type { DefinitionContext } from './definitionContext.ts';
import { blockEntries, type ParsedFile } from './parsedFile.ts';

/** `items` begins with a block, or holds none at all. */
export function readAuditItems(
  parsed: ParsedFile,
  items: readonly SqlItem[],
  options: DefinitionContext,
): AuditDefinition[] {
  const audits: AuditDefinition[] = [];
  let block: BlockItem | undefined;
  let queries: Statement[] = [];
  const finish = () => {
    if (block === undefined) return;
    const audit = auditOf(parsed, block, queries, options);
    if (audit !== undefined) audits.push(audit);
    block = undefined;
    queries = [];
  };
  for (const item of items) {
    if (item.type === 'block') {
      finish();
      block = item.name === 'AUDIT' ? item : undefined;
    } else if (item.type === 'statement' || item.type === 'jinja') queries.push(readStatement(parsed, item, options));
  }
  finish();
  return audits;
}

export function statementOf(
  { source }: ParsedFile,
  item: { readonly startOffset: number; readonly endOffset: number },
): Statement {
  return { sql: source.text.slice(item.startOffset, item.endOffset), at: locate(source, item.startOffset) };
}

export function readStatement(
  parsed: ParsedFile,
  item: StatementItem | JinjaItem,
  { jinjaMacros }: DefinitionContext,
): Statement {
  if (item.type === 'statement') {
    const { sql, at } = statementOf(parsed, item);
    return { sql: withoutJinjaComments(sql, parsed.dialect.dialect), at };
  }
  const statement = statementOf(parsed, { startOffset: item.bodyStart, endOffset: item.bodyEnd });
  const macros = macrosFor(statement.sql, jinjaMacros);
  return { ...statement, jinja: { type: item.query ? 'query' : 'statement', macros } };
}

/** The comments before a block: what it is about. */
export function leadingComment({ tokens }: ParsedFile, block: BlockItem): string | undefined {
  const text = block.comments
    .map((i) => commentText(tokenText(tokens, i)))
    .join('\n')
    .trim();
  return text === '' ? undefined : text;
}

function auditOf(parsed: ParsedFile, block: BlockItem, queries: readonly Statement[], options: DefinitionContext) {
  const entries = blockEntries(parsed, block, options);
  if (entries === undefined) return undefined;
  return readAudit({
    entries,
    queries,
    at: locate(parsed.source, block.startOffset, block.startOffset + block.name.length),
    dialect: parsed.dialect,
    defaultCatalog: options.defaultCatalog,
    description: leadingComment(parsed, block),
    report: options.report,
  });
}
