// The Renderer of one plan or run: stored models → the statements that run, with macros expanded and physical tables.
import { expandAudit } from '../model/audits/expandAudit.ts';
import { hasErrors, type Diagnostic, type SourceLocation } from '../error/diagnostic.ts';
import { MeshError } from '../error/meshError.ts';
import type { Interval } from '../interval/interval.ts';
import type { MacroDefinition } from '../macro/definition.ts';
import { createExpander, type RuntimeStage } from '../macro/expand.ts';
import { severityOf } from '../model/audits/severity.ts';
import type { Columns } from '../model/columns.ts';
import { expandModel, modelExpander, type ExpandContext, type ExpandedText } from '../model/expandModel.ts';
import type { ModelKind } from '../model/kind.ts';
import type { AuditDefinition, Model, Statement, Value } from '../model/model.ts';
import { outputCall } from '../model/outputCall.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { composeMaps, identityMap, type Edited, type SourceMap } from '../sql/edit.ts';
import type { SqlFrontend } from '../sql/frontend.ts';
import { parseTableName } from '../sql/parseTableName.ts';
import { canonicalName, quotedName, type TableName } from '../sql/tableName.ts';
import type { QueryRequest, RenderedAudit, Renderer, RenderRequest, SeedRows } from './context.ts';
import { withEngineNames } from './functionNames.ts';
import { namesOf, renderEnvironment, type EnvironmentFacts } from './environmentStatements.ts';
import { namedModel } from './namedModel.ts';
import { readTables } from './readTables.ts';
import { renderAudits, type AuditTools } from './renderAudits.ts';
import type { PlacedText } from './sourcePlace.ts';
import { swapTables } from './swapTables.ts';

/** What a model's name means for this plan or run. */
export type Meaning =
  | { readonly type: 'table'; readonly table: TableName }
  /** EMBEDDED: its query is written where its name stands. */
  | { readonly type: 'inline'; readonly snapshot: Snapshot };

export interface ModelRendererOptions {
  readonly defaultCatalog: string;
  readonly engineDialect: string;
  readonly gateway: string;
  readonly executionTime: number;
  readonly timeColumnFormat: string;
  readonly frontend: () => Promise<SqlFrontend>;
  /** Undefined for external tables, whose names stay as they are. */
  readonly meaning: (name: string) => Meaning | undefined;
  readonly columnsOf: (name: string) => Columns | undefined;
  /** Macros of the database that `before_all` creates. */
  readonly createdBefore: ReadonlySet<string>;
  readonly macrosOf: (model: Model) => Promise<ReadonlyMap<string, MacroDefinition>>;
  readonly seedRows: (snapshot: Snapshot) => Promise<SeedRows>;
  /** Variables that the model has set which fills this table; undefined where nobody can know. */
  readonly outputs?: ((table: string) => Promise<Readonly<Record<string, Value>>>) | undefined;
  readonly translate: (
    sql: string,
    model: { readonly name: string; readonly dialect: string; readonly query?: Statement | undefined },
  ) => Promise<string>;
  readonly environment: EnvironmentFacts;
  /** For texts that run: functions of TypeScript by the names that the engine has for them. */
  readonly namesFunctions?: boolean;
}

export function modelRenderer(options: ModelRendererOptions): Renderer {
  return {
    batch: (snapshot, request) => renderBatch(options, snapshot, request),
    audits: (snapshot, request) => renderAudits(auditTools(options), snapshot, request),
    standaloneAudit: (definition) => renderStandalone(options, definition),
    promotion: (snapshot, view) => renderPromotion(options, snapshot, view),
    environmentStatements: (statements, stage) =>
      renderEnvironment(options, { statements, stage, resolveTable: (name) => tableText(options, name) }),
    seedRows: options.seedRows,
    query: (snapshot, request) => renderQuery(options, snapshot, request),
    resolve: (name) => resolveName(options, name),
    canonical: (name) => canonical(options, name),
  };
}

async function renderQuery(options: ModelRendererOptions, snapshot: Snapshot, request: QueryRequest): Promise<string> {
  const { model } = snapshot;
  const scene: Scene = {
    stage: 'evaluating',
    interval: request.interval,
    thisModel: quotedName(request.thisModel, model.dialect),
  };
  const expansion = modelExpander(model, await contextOf(options, model, scene)).expand(request.text, { at: model.at });
  refuse(model, expansion.diagnostics);
  const { text } = expansion;
  const own = model.dialect === options.engineDialect ? text : await options.translate(text, model);
  const sql = named(options, own, { model }).text;
  const swaps = [];
  for (const table of await readTables(sql, model.name, options.frontend)) {
    const name = namedModel(options, table.name, model);
    const self = name === model.name ? quotedName(request.thisModel) : undefined;
    const known = request.replace(name) ?? self;
    swaps.push({ ...table, replacement: known ?? (await replacement(options, name, request.interval)) });
  }
  return swapTables(sql, swaps).text;
}

function canonical(options: ModelRendererOptions, written: string): string {
  return canonicalName(parseTableName(written, { dialect: options.engineDialect }), options.defaultCatalog);
}

function resolveName(options: ModelRendererOptions, written: string): { text: string; name: string } {
  const name = canonical(options, written);
  const found = options.meaning(name);
  if (found?.type !== 'table') return { text: written, name };
  return { text: quotedName(found.table), name: canonicalName(found.table, options.defaultCatalog) };
}

interface Scene {
  readonly stage: RuntimeStage;
  readonly interval: Interval | null;
  readonly thisModel: string;
  readonly extra?: Readonly<Record<string, string>> | undefined;
}

async function contextOf(options: ModelRendererOptions, model: Model, scene: Scene): Promise<ExpandContext> {
  return {
    stage: scene.stage,
    time: { start: scene.interval?.start, end: scene.interval?.end, executionTime: options.executionTime },
    variables: model.variables,
    gateway: options.gateway,
    defaultCatalog: options.defaultCatalog,
    macros: model.code.length === 0 ? undefined : await options.macrosOf(model),
    columnsOf: options.columnsOf,
    createdBefore: options.createdBefore,
    resolveTable: (name) => tableText(options, name, model.dialect),
    outputOf: await outputsFor(options, model, scene),
    predefined: { this_model: scene.thisModel, ...scene.extra },
    // Elsewhere a variable of the project may have one of these names.
    environment: scene.stage === 'promoting' ? namesOf(options.environment) : undefined,
  };
}

/** Read before the macros are expanded, which do not wait. */
async function outputsFor(
  options: ModelRendererOptions,
  model: Model,
  { stage, interval }: Scene,
): Promise<ExpandContext['outputOf']> {
  const { query, preStatements, postStatements } = model;
  const texts = [...(query === undefined ? [] : [query]), ...preStatements, ...postStatements].map(({ sql }) => sql);
  const calls = texts.flatMap((sql) => (/@output/i.test(sql) ? [...sql.matchAll(outputCall)] : []));
  if (calls.length === 0) return undefined;
  if (options.outputs === undefined) return () => null;
  const found = new Map<string, Readonly<Record<string, Value>>>();
  for (const [, quoted, plain] of calls) {
    const name = canonical(options, quoted ?? plain!);
    if (!found.has(name)) found.set(name, await options.outputs(resolveName(options, name).name));
  }
  // A table that is made empty, for a plan that computes nothing yet, has no rows that could differ.
  const isEmpty = stage === 'creating' && interval === null && model.kind.name !== 'VIEW';
  // Nor has a text that is only looked at.
  const missing = isEmpty || options.namesFunctions !== true ? null : undefined;
  return (name, variable) => found.get(canonical(options, name))?.[variable] ?? missing;
}

function tableText(options: ModelRendererOptions, name: string, dialect?: string): string {
  const found = options.meaning(name);
  return found?.type === 'table' ? quotedName(found.table, dialect) : name;
}

/**
 * Statements around the first batch see that its table is being created; the query does only where its result makes
 * the table. Elsewhere the table is there before: its columns are declared, or it has rows of its own.
 */
async function expandedQuery(
  options: ModelRendererOptions,
  model: Model,
  { scene, query }: { readonly scene: Scene; readonly query: ExpandedText | undefined },
): Promise<ExpandedText | undefined> {
  const { name } = model.kind;
  const isMade = model.columns !== undefined || model.selfReference || name.startsWith('SCD_TYPE_2');
  const isSame = scene.stage !== 'creating' || scene.interval === null || name === 'VIEW' || !isMade;
  if (isSame || query === undefined) return query;
  const expanded = expandModel(model, await contextOf(options, model, { ...scene, stage: 'evaluating' }));
  refuse(model, expanded.diagnostics);
  return expanded.query;
}

async function renderBatch(
  options: ModelRendererOptions,
  snapshot: Snapshot,
  request: RenderRequest,
): ReturnType<Renderer['batch']> {
  const { model } = snapshot;
  const scene: Scene = {
    stage: request.stage,
    interval: request.interval,
    thisModel: quotedName(request.thisModel, model.dialect),
  };
  const expanded = expandModel(model, await contextOf(options, model, scene));
  refuse(model, expanded.diagnostics);
  const of: TextOf = { model, self: request.thisModel, interval: request.interval };
  const asked = await expandedQuery(options, model, { scene, query: expanded.query });
  const query = asked === undefined ? undefined : await placed(options, asked, { ...of, role: 'query' });
  const before = await inOrder(options, expanded.preStatements, of);
  const after = await inOrder(options, expanded.postStatements, of);
  return {
    query: query?.text ?? null,
    preStatements: before.map((p) => p.text),
    postStatements: after.map((p) => p.text),
    places: [...(query === undefined ? [] : [query]), ...before, ...after],
    kind: await expandedKind(options, model, scene),
  };
}

/** The clauses of a merge may hold variables: `merge_filter target.ds >= @start_ds`. */
async function expandedKind(options: ModelRendererOptions, model: Model, scene: Scene): Promise<ModelKind> {
  const { kind } = model;
  if (kind.name !== 'INCREMENTAL_BY_UNIQUE_KEY') return kind;
  const { whenMatched, mergeFilter } = kind;
  if (![...(whenMatched ?? []), mergeFilter ?? ''].some((text) => text.includes('@'))) return kind;
  const expander = modelExpander(model, await contextOf(options, model, scene));
  const expand = (sql: string): string => {
    const expansion = expander.expand(sql, { at: model.positions['kind'] ?? model.at });
    refuse(model, expansion.diagnostics);
    return expansion.text;
  };
  return {
    ...kind,
    whenMatched: whenMatched?.map(expand),
    mergeFilter: mergeFilter === undefined ? undefined : expand(mergeFilter),
  };
}

async function renderPromotion(
  options: ModelRendererOptions,
  snapshot: Snapshot,
  view: TableName,
): Promise<readonly string[]> {
  const { model } = snapshot;
  if (model.onVirtualUpdate.length === 0) return [];
  const scene: Scene = { stage: 'promoting', interval: null, thisModel: quotedName(view, model.dialect) };
  const expanded = expandModel(
    { ...model, query: undefined, preStatements: [], postStatements: [] },
    await contextOf(options, model, scene),
  );
  refuse(model, expanded.diagnostics);
  const statements = await inOrder(options, expanded.onVirtualUpdate, { model, self: view });
  return statements.map((p) => p.text);
}

function auditTools(options: ModelRendererOptions): AuditTools {
  const { engineDialect, timeColumnFormat, executionTime } = options;
  return {
    engineDialect,
    timeColumnFormat,
    executionTime,
    context: (model, scene) => contextOf(options, model, scene),
    physical: (text, of) => physical(options, text, of),
    named: (text, of) => named(options, text, of).text,
    refuse,
  };
}

async function inOrder(
  options: ModelRendererOptions,
  texts: readonly ExpandedText[],
  of: TextOf,
): Promise<PlacedText[]> {
  const done: PlacedText[] = [];
  for (const expanded of texts) if (expanded.text.trim() !== '') done.push(await placed(options, expanded, of));
  return done;
}

async function placed(options: ModelRendererOptions, expanded: ExpandedText, of: TextOf): Promise<PlacedText> {
  const { statement } = expanded;
  const { text, map } = await physicalText(options, expanded.text, { ...of, at: statement.at, written: statement });
  return { text, statement, map: map === undefined ? undefined : composeMaps(expanded.map, map) };
}

function refuse(model: Pick<Model, 'name'>, diagnostics: readonly Diagnostic[]): void {
  if (!hasErrors(diagnostics)) return;
  const first = diagnostics.find((d) => d.severity === 'error')!;
  throw new MeshError(
    'RUN_STATEMENT',
    { model: model.name, detail: first.message },
    { at: first.at, hint: first.hint, diagnostics },
  );
}

interface TextOf {
  readonly model: Pick<Model, 'name' | 'dialect' | 'normalization'> & Partial<Pick<Model, 'code'>>;
  /** The table that stands for the model itself. */
  readonly self: TableName;
  /** Undefined where no interval is computed or audited. */
  readonly interval?: Interval | null;
  /** Takes the place of `self` where the text names that, in a text whose translation could change what it says. */
  readonly rows?: string | undefined;
  /** Default: statement. */
  readonly role?: 'query' | 'statement';
  readonly at?: SourceLocation;
  /** Where a text that cannot be translated was written; default: the model's query. */
  readonly written?: Statement | undefined;
}

type Named = Pick<TextOf, 'model' | 'role'> & { readonly at?: SourceLocation | undefined };

function named(options: ModelRendererOptions, sql: string, { model, role = 'statement', at }: Named): Edited {
  return options.namesFunctions === true
    ? withEngineNames(sql, model.code ?? [], { role, at })
    : { text: sql, map: identityMap };
}

async function physical(options: ModelRendererOptions, text: string, of: TextOf): Promise<string> {
  return (await physicalText(options, text, of)).text;
}

interface PhysicalText {
  readonly text: string;
  /** Undefined for a text of another dialect: its translation has no way back. */
  readonly map: SourceMap | undefined;
}

async function physicalText(options: ModelRendererOptions, text: string, of: TextOf): Promise<PhysicalText> {
  const { model, self } = of;
  const written = of.written === undefined ? model : { name: model.name, dialect: model.dialect, query: of.written };
  const isOwn = model.dialect === options.engineDialect;
  const { text: sql, map } = named(options, isOwn ? text : await options.translate(text, written), of);
  const tables = await readTables(sql, model.name, options.frontend);
  const selfName = of.rows === undefined ? undefined : canonicalName(self, options.defaultCatalog);
  const swaps = [];
  for (const table of tables) {
    const name = namedModel(options, table.name, model);
    const own = name === model.name ? quotedName(self) : name === selfName ? of.rows : undefined;
    swaps.push({ ...table, replacement: own ?? (await replacement(options, name, of.interval ?? null)) });
  }
  const swapped = swapTables(sql, swaps);
  return { text: swapped.text, map: isOwn ? composeMaps(map, swapped.map) : undefined };
}

/** An embedded query is one of its reader's interval, whatever kind that is of. */
async function replacement(
  options: ModelRendererOptions,
  name: string,
  interval: Interval | null,
): Promise<string | undefined> {
  const found = options.meaning(name);
  if (found === undefined) return undefined;
  if (found.type === 'table') return quotedName(found.table);
  const { snapshot } = found;
  const rendered = await renderBatch(options, snapshot, {
    stage: 'evaluating',
    interval,
    thisModel: snapshot.model.table,
  });
  return `(\n${rendered.query ?? ''}\n)`;
}

async function renderStandalone(options: ModelRendererOptions, definition: AuditDefinition): Promise<RenderedAudit> {
  const { name, dialect, defaults, query } = definition;
  const { environment, gateway, defaultCatalog, executionTime } = options;
  const { variables } = environment;
  const context = {
    stage: 'auditing' as const,
    variables,
    gateway,
    defaultCatalog,
    time: { executionTime },
    predefined: { ...defaults, this_env: `'${environment.name}'`, default_catalog: `'${defaultCatalog}'` },
  };
  const expander = createExpander({
    ...context,
    dialect,
    hasIntervals: true,
    macros: [query, ...(definition.definitions ?? [])].some(({ sql }) => sql.includes('@'))
      ? await environment.macros()
      : undefined,
    columnsOf: options.columnsOf,
    resolveTable: (table) => tableText(options, table, dialect),
  });
  const expansion = expandAudit(expander, definition, { model: { dialect }, context });
  refuse({ name }, expansion.diagnostics);
  const text = await physical(options, expansion.text, { model: { name, dialect }, self: { table: name } });
  return { name, blocking: false, severity: severityOf({ name, arguments: {} }), at: query.at, query: text };
}
