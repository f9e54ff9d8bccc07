// `mesh render`: the SQL of a model as it would run: macros expanded, tables of deployed versions in the place of names.
import type { Renderer } from '../execute/context.ts';
import { modelRenderer, type Meaning } from '../execute/modelRenderer.ts';
import type { PlacedText } from '../execute/sourcePlace.ts';
import { ancestors, buildDag } from '../graph/dag.ts';
import type { Interval } from '../interval/interval.ts';
import type { LoadedProject } from '../load/loadedProject.ts';
import type { Model } from '../model/model.ts';
import { PROD } from '../snapshot/environment.ts';
import { fingerprintModels } from '../snapshot/fingerprint.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { createdMacros } from '../sql/createdMacros.ts';
import type { TableName } from '../sql/tableName.ts';
import { engineTexts } from './engineText.ts';
import { findModel } from './findModel.ts';
import type { Project } from './openProject.ts';
import { readTimes } from './planRequest.ts';
import { variablesSetBy } from './variablesSetBy.ts';

export interface RenderModelRequest {
  readonly model: string;
  /** Default: 1970-01-01 for both, as nothing better is known. */
  readonly start?: string | undefined;
  readonly end?: string | undefined;
  readonly executionTime?: string | undefined;
  /** Models whose queries stand in the place of their tables. */
  readonly expand: ReadonlySet<string> | 'all' | 'undeployed';
  /** Queries that stand for models without one: the rows of seeds. */
  readonly queryOf?: ((model: Model) => Promise<string>) | undefined;
}

export interface RenderedModel {
  readonly model: Model;
  /** Undefined for models that are no query: seeds, external tables, TypeScript. */
  readonly query: string | undefined;
  readonly preStatements: readonly string[];
  readonly postStatements: readonly string[];
  /** Where these texts come from. */
  readonly places: readonly PlacedText[];
  readonly scene: RenderedScene;
}

/** What the texts were rendered for. */
export interface RenderedScene {
  readonly renderer: Renderer;
  readonly snapshot: Snapshot;
  /** Of prod, where that has this very version. */
  readonly table: TableName;
  /** Undefined where nobody gave one. */
  readonly interval: Interval | undefined;
  readonly executionTime: number;
}

const day = 86_400_000;

export async function renderModel(project: Project, request: RenderModelRequest): Promise<RenderedModel> {
  const loaded = await project.loadValid();
  const model = findModel(loaded.models, request.model, await project.defaultCatalog());
  const { executionTime, start, end } = readTimes(request, project.now());
  const from = start ?? (end === undefined ? 0 : end - day);
  const interval = { start: from, end: end ?? from + day };
  const deployed = await deployedTables(project, loaded);
  const seeds = await seedModels(loaded, { model, deployed, queryOf: request.queryOf });
  const renderer = await createRenderer(project, { loaded, deployed, executionTime, expand: request.expand, seeds });
  const table = deployed.get(model.name) ?? model.table;
  const snapshot = unplanned(model);
  const rendered = await renderer.batch(snapshot, { stage: 'evaluating', interval, thisModel: table });
  const { query, preStatements, postStatements, places } = rendered;
  const given = (start ?? end) === undefined ? undefined : interval;
  const scene = { renderer, snapshot, table, interval: given, executionTime };
  return { model, query: query ?? undefined, preStatements, postStatements, places, scene };
}

interface RendererParts {
  readonly loaded: LoadedProject;
  readonly deployed: ReadonlyMap<string, TableName>;
  readonly executionTime: number;
  readonly expand: RenderModelRequest['expand'];
  readonly seeds: ReadonlyMap<string, Model>;
}

/** Seeds above the model that no table holds yet, as if they were written as queries. */
async function seedModels(
  { models, dag }: LoadedProject,
  {
    model,
    deployed,
    queryOf,
  }: Pick<RendererParts, 'deployed'> & { readonly model: Model; readonly queryOf: RenderModelRequest['queryOf'] },
): Promise<ReadonlyMap<string, Model>> {
  const found = new Map<string, Model>();
  if (queryOf === undefined) return found;
  for (const name of ancestors(dag, [model.name])) {
    const seed = models.get(name);
    if (seed?.kind.name !== 'SEED' || deployed.has(name)) continue;
    found.set(name, { ...seed, dialect: 'duckdb', query: { sql: await queryOf(seed), at: seed.at } });
  }
  return found;
}

async function createRenderer(project: Project, { loaded, deployed, executionTime, expand, seeds }: RendererParts) {
  const { config, models } = loaded;
  const frontend = await project.frontend();
  const { readSeedRows } = await import('../load/seed/readSeed.ts');
  const state = (await project.hasDatabase()) ? await project.state() : undefined;
  return modelRenderer({
    defaultCatalog: await project.defaultCatalog(),
    engineDialect: frontend.dialect,
    gateway: config.gateway.name,
    executionTime,
    timeColumnFormat: config.timeColumnFormat,
    frontend: project.frontend,
    meaning: (name) => meaningOf(seeds.get(name) ?? models.get(name), { deployed, expand }),
    columnsOf: (name) => loaded.columnsOf(name),
    createdBefore: createdMacros(config.beforeAll),
    macrosOf: async () => loaded.macros,
    seedRows: async ({ model }) => readSeedRows(model, { root: config.root }),
    outputs: state === undefined ? undefined : (table) => variablesSetBy(state, table),
    translate: engineTexts(frontend.dialect, project.frontend).translate,
    environment: {
      name: PROD,
      schemas: [],
      views: [],
      variables: config.variables,
      macros: async () => loaded.macros,
      jinjaMacrosFor: async (template) => loaded.jinjaMacrosFor(template),
    },
  });
}

function meaningOf(
  model: Model | undefined,
  { deployed, expand }: Pick<RendererParts, 'deployed' | 'expand'>,
): Meaning | undefined {
  if (model === undefined) return undefined;
  const table = deployed.get(model.name);
  const isWanted = expand === 'all' || (expand === 'undeployed' ? table === undefined : expand.has(model.name));
  const canExpand = model.query !== undefined && model.source !== 'external';
  if (model.kind.name === 'EMBEDDED' || (isWanted && canExpand)) return { type: 'inline', snapshot: unplanned(model) };
  return table === undefined ? undefined : { type: 'table', table };
}

/** The tables of prod that hold exactly these definitions. */
async function deployedTables(project: Project, { models }: LoadedProject): Promise<ReadonlyMap<string, TableName>> {
  const found = new Map<string, TableName>();
  if (!(await project.hasDatabase())) return found;
  const prod = await (await project.state()).environment(PROD);
  if (prod === undefined) return found;
  const order = buildDag([...models.values()]).order.filter((name) => models.has(name));
  const fingerprints = fingerprintModels(models, { order });
  for (const member of prod.members) {
    const isSame = fingerprints.get(member.name)?.identifier === member.identifier;
    if (isSame && member.physical !== null) found.set(member.name, member.physical);
  }
  return found;
}

/** A model of the files in the form that rendering takes: it has no version yet. */
function unplanned(model: Model): Snapshot {
  return {
    name: model.name,
    model,
    identifier: '',
    version: '',
    devVersion: '',
    kindName: model.kind.name,
    fingerprint: { recipe: 0, data: '', metadata: '', parentData: '', parentMetadata: '' },
    category: 'breaking',
    forwardOnly: false,
    physical: null,
    preview: null,
    unrestorable: false,
    parents: [],
    outputColumns: model.columns ?? null,
    previousVersions: [],
    effectiveFrom: null,
    ttlMs: 0,
    createdAt: 0,
  };
}
