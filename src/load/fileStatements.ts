// What stands around the MODEL block of a file: comments, statements, the one query, ON_VIRTUAL_UPDATE, inline audits.
import { diagnostic } from '../error/diagnostic.ts';
import { columnComments } from '../model/columnComments.ts';
import type { AuditDefinition, Statement } from '../model/model.ts';
import type { ModelStatements } from '../model/buildModel.ts';
import { isInsertSeed, isQueryMacro, statementRole, type StatementRole } from '../model/statements.ts';
import { locate } from '../model/sourceText.ts';
import { normalizeIdentifier } from '../sql/identifier.ts';
import type { BlockItem, JinjaItem, SqlItem, StatementItem, VirtualUpdateItem } from '../sql/splitStatements.ts';
import { leadingComment, readAuditItems, readStatement, statementOf } from './auditItems.ts';
import type { DefinitionContext } from './definitionContext.ts';
import type { ParsedFile } from './parsedFile.ts';

export interface FileStatements {
  readonly statements: ModelStatements;
  readonly description?: string | undefined;
  readonly columnDescriptions: Readonly<Record<string, string>>;
  readonly inlineAudits: readonly AuditDefinition[];
}

interface RoledStatement {
  readonly item: StatementItem | JinjaItem;
  readonly role: StatementRole;
}

export function readFileStatements(
  parsed: ParsedFile,
  model: BlockItem | undefined,
  options: DefinitionContext,
): FileStatements {
  const index = model === undefined ? -1 : parsed.items.indexOf(model);
  reportMisplaced(parsed, parsed.items.slice(0, Math.max(0, index)), options);
  const rest = parsed.items.slice(index + 1);
  const firstBlock = rest.findIndex((item) => item.type === 'block');
  const own = firstBlock < 0 ? rest : rest.slice(0, firstBlock);
  const audits = firstBlock < 0 ? [] : rest.slice(firstBlock);
  for (const item of audits) {
    if (item.type === 'block' && item.name !== 'AUDIT') reportSecondBlock(parsed, item, options);
    if (item.type === 'onVirtualUpdate') reportMisplaced(parsed, [item], options);
  }
  const onVirtualUpdate = own.flatMap((item) =>
    item.type === 'onVirtualUpdate' ? updateStatements(parsed, item, options) : [],
  );
  const roled = own
    .filter((item) => item.type === 'statement' || item.type === 'jinja')
    .map((item) => ({ item, role: roleOf(parsed, item) }));
  const query = findQuery(parsed, roled, options);
  const description = model === undefined ? undefined : leadingComment(parsed, model);
  return {
    statements: { ...arranged(parsed, roled, { query, options }), onVirtualUpdate },
    ...(description === undefined ? {} : { description }),
    columnDescriptions: query?.item.type === 'statement' ? descriptionsOf(parsed, query.item) : {},
    inlineAudits: audits.length === 0 ? noAudits : readAuditItems(parsed, audits, options),
  };
}

const noAudits: readonly AuditDefinition[] = [];

function roleOf({ tokens }: ParsedFile, item: StatementItem | JinjaItem): StatementRole {
  if (item.type === 'jinja') return item.query ? 'query' : 'other';
  return statementRole(tokens, item.first, item.end);
}

function findQuery(
  parsed: ParsedFile,
  roled: readonly RoledStatement[],
  options: DefinitionContext,
): RoledStatement | undefined {
  const { tokens } = parsed;
  const queries = roled.filter(
    ({ role, item }) => role === 'query' || (role === 'macro' && isQueryMacro(tokens, item.first)),
  );
  if (queries.length > 1) {
    const at = statementOf(parsed, queries[1]!.item).at;
    const related = [{ message: 'the first query', at: statementOf(parsed, queries[0]!.item).at }];
    options.report(diagnostic('MODEL_QUERY_DUPLICATE', { file: parsed.source.file }, { at, related }));
  }
  if (queries.length > 0) return queries[0];
  const unknown = roled.filter(({ role }) => role === 'unknown');
  if (unknown.length === 1) return unknown[0];
  // A macro that returns the whole query; which of several does so cannot be known before they run.
  const macros = roled.filter(({ role, item }) => role === 'macro' && !isInsertSeed(tokens, item.first));
  const hasSeedMark = roled.some(({ item }) => isInsertSeed(tokens, item.first));
  return macros.length === 1 && !hasSeedMark && roled.every(({ role }) => role !== 'other') ? macros[0] : undefined;
}

function arranged(
  parsed: ParsedFile,
  roled: readonly RoledStatement[],
  { query, options }: { readonly query: RoledStatement | undefined; readonly options: DefinitionContext },
) {
  const mark = query ?? roled.find(({ item }) => isInsertSeed(parsed.tokens, item.first));
  const cut = mark === undefined ? roled.length : roled.indexOf(mark);
  const definitions: Statement[] = [];
  const preStatements: Statement[] = [];
  const postStatements: Statement[] = [];
  for (const [i, { item, role }] of roled.entries()) {
    const statement = readStatement(parsed, item, options);
    if (role === 'definition') definitions.push(statement);
    else if (i < cut) preStatements.push(statement);
    else if (i > cut && role !== 'query') postStatements.push(statement);
  }
  return {
    definitions,
    preStatements,
    postStatements,
    ...(query === undefined ? {} : { query: readStatement(parsed, query.item, options) }),
  };
}

function descriptionsOf(parsed: ParsedFile, item: StatementItem): Readonly<Record<string, string>> {
  const found = columnComments(parsed.tokens, item);
  if (found.size === 0) return {};
  const { dialect, normalization } = parsed.dialect;
  return Object.fromEntries(
    [...found].map(([name, text]) => [normalizeIdentifier(name, dialect, normalization), text]),
  );
}

function updateStatements(parsed: ParsedFile, section: VirtualUpdateItem, options: DefinitionContext): Statement[] {
  if (!section.closed) {
    const at = locate(parsed.source, section.startOffset, parsed.tokens.ends[section.first]);
    options.report(diagnostic('MODEL_FILE_UNCLOSED', { what: 'ON_VIRTUAL_UPDATE_BEGIN section' }, { at }));
  }
  const statements: Statement[] = [];
  for (const item of section.items) {
    if (item.type === 'statement' || item.type === 'jinja') statements.push(readStatement(parsed, item, options));
    else reportMisplaced(parsed, [item], options);
  }
  return statements;
}

function reportSecondBlock(parsed: ParsedFile, item: BlockItem, options: DefinitionContext): void {
  const at = locate(parsed.source, item.startOffset, item.startOffset + item.name.length);
  options.report(diagnostic('MODEL_BLOCK_DUPLICATE', { block: item.name }, { at }));
}

function reportMisplaced(parsed: ParsedFile, items: readonly SqlItem[], options: DefinitionContext): void {
  for (const item of items) {
    const at = locate(parsed.source, item.startOffset, parsed.tokens.ends[item.first]);
    const what =
      item.type === 'onVirtualUpdate'
        ? 'ON_VIRTUAL_UPDATE'
        : item.type === 'block'
          ? `an ${item.name} block`
          : 'a statement';
    const where = item.type === 'onVirtualUpdate' ? 'before the audits' : 'behind the MODEL block';
    options.report(diagnostic('MODEL_STATEMENT_MISPLACED', { what, where }, { at }));
  }
}
