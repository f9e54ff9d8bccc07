// An AUDIT block and the query behind it.
import { diagnostic, type Diagnostic, type SourceLocation } from '../../error/diagnostic.ts';
import { canonicalName } from '../../sql/tableName.ts';
import { lex } from '../../sql/lexer.ts';
import { nextSolid, tokenText } from '../../sql/tokens.ts';
import { readDialect, type DialectSetting } from '../dialects.ts';
import type { AuditDefinition, Statement } from '../model.ts';
import { auditProperties } from '../property/auditProperties.ts';
import type { PropertyEntry } from '../property/entries.ts';
import { readProperties } from '../property/specification.ts';

export interface AuditInput {
  readonly entries: readonly PropertyEntry[];
  readonly queries: readonly Statement[];
  readonly at: SourceLocation;
  readonly dialect: DialectSetting;
  readonly defaultCatalog: string;
  readonly description?: string | undefined;
  readonly report: (problem: Diagnostic) => void;
}

export function readAudit(input: AuditInput): AuditDefinition | undefined {
  const { entries, queries, at, report } = input;
  const { values, positions, given } = readProperties(auditProperties, entries, {
    owner: 'AUDIT',
    ...input.dialect,
    report,
  });
  const name = values.name?.toLowerCase();
  if (name === undefined) {
    if (!given.has('name')) report(diagnostic('MODEL_PROPERTY_MISSING', { property: 'name', owner: 'AUDIT' }, { at }));
    return undefined;
  }
  const definitions = queries.filter(({ sql }) => /^\s*@def\s*\(/i.test(sql));
  const [query, second] = queries.filter((statement) => !definitions.includes(statement));
  if (query === undefined || second !== undefined) {
    const count = queries.length - definitions.length;
    report(diagnostic('MODEL_AUDIT_QUERY', { name, count }, { at: second?.at ?? at }));
    return undefined;
  }
  const word = firstWord(query.sql);
  if (statements.has(word)) report(diagnostic('MODEL_AUDIT_STATEMENT', { name, word }, { at: query.at }));
  const own =
    values.dialect === undefined ? input.dialect : readDialect(values.dialect, { at: positions['dialect'], report });
  const standalone = values.standalone ?? false;
  if (standalone && values.blocking === true) {
    const reason = 'a standalone audit stops nothing, so it cannot be blocking';
    report(
      diagnostic('MODEL_PROPERTY_CONFLICT', { property: 'blocking', reason }, { at: positions['blocking'] ?? at }),
    );
  }
  const description = values.description ?? input.description;
  return {
    name,
    query,
    ...(definitions.length === 0 ? {} : { definitions }),
    dialect: (own ?? input.dialect).dialect,
    blocking: standalone ? false : (values.blocking ?? true),
    skip: values.skip ?? false,
    standalone,
    defaults: Object.fromEntries(Object.entries(values.defaults ?? {}).map(([key, sql]) => [key.toLowerCase(), sql])),
    ...(values.owner === undefined ? {} : { owner: values.owner }),
    ...(description === undefined ? {} : { description }),
    tags: values.tags ?? [],
    ...(values.cron === undefined ? {} : { cron: values.cron }),
    ...(values.start === undefined ? {} : { start: values.start }),
    dependsOn: (values.depends_on ?? []).map((table) => canonicalName(table, input.defaultCatalog)),
    at,
  };
}

const statements = new Set(
  'ALTER ATTACH CALL COPY CREATE DELETE DETACH DROP INSERT INSTALL LOAD MERGE PRAGMA SET TRUNCATE UPDATE VACUUM'.split(
    ' ',
  ),
);

function firstWord(sql: string): string {
  const tokens = lex(sql);
  const first = nextSolid(tokens, 0);
  return first < tokens.count ? tokenText(tokens, first).toUpperCase() : '';
}
