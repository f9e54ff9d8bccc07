// Models of a SQL file as compact JSON and back. Texts stay in the file: they are read when somebody asks for them.
import type { SourceLocation } from '../../error/diagnostic.ts';
import type { Call, Model, Statement } from '../../model/model.ts';

/** Line, column, length; or a whole location when it lies in another file. */
type Place = readonly [line: number, column: number, length?: number] | SourceLocation;

/** Where the text begins and ends in the file, then its place; or the whole statement when it comes from elsewhere. */
type StoredStatement = readonly [start: number, end: number, line: number, column: number] | Statement;

export interface StoredModel {
  /** Properties that differ from the usual ones. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly at: Place;
  /** `name 3 8 12,kind 4 8 4`: places are most of a model's objects, and few are ever asked for. */
  readonly positions: string;
  /** Those in other files. */
  readonly farPositions?: Readonly<Record<string, SourceLocation>>;
  readonly audits?: readonly (readonly [name: string, given: Call['arguments'], at: Place | null])[];
  readonly signals?: readonly (readonly [name: string, given: Call['arguments'], at: Place | null])[];
  readonly query?: StoredStatement;
  readonly statements?: Readonly<Partial<Record<StatementList, readonly StoredStatement[]>>>;
  /** Only what differs from the text as written. */
  readonly renderedQuery?: string;
  readonly rendered?: Pick<Model['rendered'], StatementList & keyof Model['rendered']>;
}

type StatementList = 'definitions' | 'preStatements' | 'postStatements' | 'onVirtualUpdate';

const statementLists: readonly StatementList[] = ['definitions', 'preStatements', 'postStatements', 'onVirtualUpdate'];

const usual = {
  source: 'sql',
  kind: { name: 'VIEW', materialized: false },
  dialect: 'duckdb',
  cron: '@daily',
  cronTz: 'UTC',
  intervalUnit: 'day',
  allowPartials: false,
  enabled: true,
  tags: [],
  grains: [],
  references: [],
  columnDescriptions: {},
  partitionedBy: [],
  clusteredBy: [],
  physicalProperties: {},
  virtualProperties: {},
  sessionProperties: {},
  optimizeQuery: true,
  formatting: true,
  ignoredRules: [],
  auditDefinitions: [],
  dependsOn: [],
  parents: [],
  selfReference: false,
  blueprint: {},
  variables: {},
  code: [],
} as const satisfies Partial<Model>;

const stored = new Set(['file', 'at', 'positions', 'audits', 'signals', 'query', 'rendered', ...statementLists]);

export function encodeModel(model: Model, text: string): StoredModel {
  const fields: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(model) as [string, unknown][]) {
    if (stored.has(name) || value === undefined) continue;
    if (!isUsual(name, value)) fields[name] = value;
  }
  const { file } = model;
  const lists = statementLists.filter((list) => model[list].length > 0);
  const statement = (each: Statement) => encodeStatement(each, file, text);
  const { query, rendered } = model;
  return {
    fields,
    at: encodePlace(model.at, file),
    ...encodePlaces(model.positions, file),
    ...(model.audits.length === 0 ? {} : { audits: model.audits.map((call) => encodeCall(call, file)) }),
    ...(model.signals.length === 0 ? {} : { signals: model.signals.map((call) => encodeCall(call, file)) }),
    ...(query === undefined ? {} : { query: statement(query) }),
    ...(lists.length === 0
      ? {}
      : {
          statements: Object.fromEntries(lists.map((list) => [list, model[list].map(statement)])),
          rendered: {
            preStatements: rendered.preStatements,
            postStatements: rendered.postStatements,
            onVirtualUpdate: rendered.onVirtualUpdate,
          },
        }),
    ...(rendered.query === undefined || rendered.query === query?.sql ? {} : { renderedQuery: rendered.query }),
  };
}

/** The usual lists and maps are all empty, so nothing needs to be compared in depth. */
function isUsual(name: string, value: unknown): boolean {
  if (!Object.hasOwn(usual, name)) return false;
  if (name === 'kind')
    return (value as Model['kind']).name === 'VIEW' && !(value as { materialized: boolean }).materialized;
  if (typeof value !== 'object' || value === null) return value === usual[name as keyof typeof usual];
  return Array.isArray(value) ? value.length === 0 : Object.keys(value).length === 0;
}

export interface DecodeOptions {
  readonly file: string;
  /** Text of the file, read when it is first needed. */
  readonly text: () => string;
}

/** One literal with all keys: spreads would make ten thousand slow objects. */
export function decodeModel(encoded: StoredModel, options: DecodeOptions): Model {
  const { file } = options;
  const { audits, signals } = encoded;
  const fields = encoded.fields as Partial<Model> & Pick<Model, 'name' | 'table'>;
  const query = encoded.query === undefined ? undefined : decodeStatement(encoded.query, options);
  const list = (name: StatementList) => decodeStatements(encoded.statements?.[name], options);
  let positions: Model['positions'] | undefined;
  return {
    name: fields.name,
    table: fields.table,
    source: fields.source ?? usual.source,
    file,
    at: decodePlace(encoded.at, file),
    get positions() {
      positions ??= decodePlaces(encoded, file);
      return positions;
    },
    kind: fields.kind ?? usual.kind,
    dialect: fields.dialect ?? usual.dialect,
    normalization: fields.normalization,
    cron: fields.cron ?? usual.cron,
    cronTz: fields.cronTz ?? usual.cronTz,
    intervalUnit: fields.intervalUnit ?? usual.intervalUnit,
    start: fields.start,
    end: fields.end,
    allowPartials: fields.allowPartials ?? usual.allowPartials,
    enabled: fields.enabled ?? usual.enabled,
    owner: fields.owner,
    description: fields.description,
    tags: fields.tags ?? usual.tags,
    stamp: fields.stamp,
    project: fields.project,
    gateway: fields.gateway,
    grains: fields.grains ?? usual.grains,
    references: fields.references ?? usual.references,
    columns: fields.columns,
    columnDescriptions: fields.columnDescriptions ?? usual.columnDescriptions,
    partitionedBy: fields.partitionedBy ?? usual.partitionedBy,
    clusteredBy: fields.clusteredBy ?? usual.clusteredBy,
    tableFormat: fields.tableFormat,
    storageFormat: fields.storageFormat,
    physicalProperties: fields.physicalProperties ?? usual.physicalProperties,
    virtualProperties: fields.virtualProperties ?? usual.virtualProperties,
    sessionProperties: fields.sessionProperties ?? usual.sessionProperties,
    physicalVersion: fields.physicalVersion,
    physicalSchema: fields.physicalSchema,
    optimizeQuery: fields.optimizeQuery ?? usual.optimizeQuery,
    formatting: fields.formatting ?? usual.formatting,
    ignoredRules: fields.ignoredRules ?? usual.ignoredRules,
    virtualEnvironmentMode: fields.virtualEnvironmentMode,
    grants: fields.grants,
    contract: fields.contract,
    audits: audits === undefined ? none : audits.map((call) => decodeCall(call, file)),
    auditDefinitions: fields.auditDefinitions ?? usual.auditDefinitions,
    signals: signals === undefined ? none : signals.map((call) => decodeCall(call, file)),
    query,
    preStatements: list('preStatements'),
    postStatements: list('postStatements'),
    onVirtualUpdate: list('onVirtualUpdate'),
    definitions: list('definitions'),
    dependsOn: fields.dependsOn ?? usual.dependsOn,
    parents: fields.parents ?? usual.parents,
    selfReference: fields.selfReference ?? usual.selfReference,
    blueprint: fields.blueprint ?? usual.blueprint,
    variables: fields.variables ?? usual.variables,
    code: fields.code ?? usual.code,
    rendered: decodeRendered(encoded, query),
    seedColumns: fields.seedColumns,
  } satisfies Required<{ [K in keyof Model]: unknown }> & Model;
}

function decodeStatements(
  encoded: readonly StoredStatement[] | undefined,
  options: DecodeOptions,
): readonly Statement[] {
  return encoded === undefined ? none : encoded.map((each) => decodeStatement(each, options));
}

function encodePlaces(positions: Model['positions'], file: string): Pick<StoredModel, 'positions' | 'farPositions'> {
  const near: string[] = [];
  const far: Record<string, SourceLocation> = {};
  for (const [name, at] of Object.entries(positions)) {
    if (at.file === file) near.push(`${name} ${at.line} ${at.column} ${at.length ?? ''}`);
    else far[name] = at;
  }
  return { positions: near.join(','), ...(Object.keys(far).length === 0 ? {} : { farPositions: far }) };
}

function decodePlaces({ positions, farPositions }: StoredModel, file: string): Model['positions'] {
  const found: Record<string, SourceLocation> = {};
  for (const entry of positions === '' ? [] : positions.split(',')) {
    const [name = '', line, column, length = ''] = entry.split(' ');
    const at = { file, line: Number(line), column: Number(column) };
    found[name] = length === '' ? at : { ...at, length: Number(length) };
  }
  return { ...found, ...farPositions };
}

const none: readonly never[] = [];
const noRendered = { preStatements: none, postStatements: none, onVirtualUpdate: none };

function decodeRendered(
  { rendered = noRendered, renderedQuery }: StoredModel,
  query: Statement | undefined,
): Model['rendered'] {
  if (renderedQuery !== undefined) return { ...rendered, query: renderedQuery };
  if (query === undefined) return rendered;
  // Not a copy: the text is read with the statement's, and only then.
  return {
    ...rendered,
    get query() {
      return query.sql;
    },
  };
}

function encodePlace(at: SourceLocation, file: string): Place {
  if (at.file !== file) return at;
  return at.length === undefined ? [at.line, at.column] : [at.line, at.column, at.length];
}

function decodePlace(place: Place, file: string): SourceLocation {
  if (!isPair(place)) return place;
  const [line, column, length] = place;
  return length === undefined ? { file, line, column } : { file, line, column, length };
}

function isPair(place: Place): place is readonly [number, number, number?] {
  return Array.isArray(place);
}

function encodeCall({ name, arguments: given, at }: Call, file: string) {
  return [name, given, at === undefined ? null : encodePlace(at, file)] as const;
}

function decodeCall([name, given, at]: readonly [string, Call['arguments'], Place | null], file: string): Call {
  return at === null ? { name, arguments: given } : { name, arguments: given, at: decodePlace(at, file) };
}

function encodeStatement(statement: Statement, file: string, text: string): StoredStatement {
  const { sql, at } = statement;
  const start = at.file === file ? offsetOf(text, at) : -1;
  if (start < 0 || !text.startsWith(sql, start)) return statement;
  return [start, start + sql.length, at.line, at.column];
}

function decodeStatement(encoded: StoredStatement, { file, text }: DecodeOptions): Statement {
  if (!Array.isArray(encoded)) return encoded as Statement;
  const [start, end, line, column] = encoded as readonly [number, number, number, number];
  return {
    get sql() {
      return text().slice(start, end);
    },
    at: { file, line, column },
  };
}

function offsetOf(text: string, { line, column }: SourceLocation): number {
  let start = 0;
  for (let i = 1; i < line; i++) {
    const next = text.indexOf('\n', start);
    if (next < 0) return -1;
    start = next + 1;
  }
  return start + column - 1;
}
