// What running unit tests needs of a project: its models, their columns, and their queries as a test renders them.
import { hasErrors } from '../../error/diagnostic.ts';
import { MeshError } from '../../error/meshError.ts';
import { readTables } from '../../execute/readTables.ts';
import { swapTables } from '../../execute/swapTables.ts';
import { ancestors } from '../../graph/dag.ts';
import type { LoadedProject } from '../../load/loadedProject.ts';
import { expandModel } from '../../model/expandModel.ts';
import type { KnownColumn } from '../../modelTest/fixtureSql.ts';
import type { RenderTest, TestWorld } from '../../modelTest/runTest.ts';
import { createdMacros } from '../../sql/createdMacros.ts';
import { parseTableName } from '../../sql/parseTableName.ts';
import { canonicalName, quotedName } from '../../sql/tableName.ts';
import { describeModels } from '../describeModels.ts';
import { engineTexts } from '../engineText.ts';
import { findModel } from '../findModel.ts';
import type { Project } from '../openProject.ts';

export interface NeededNames {
  /** As written in the tests: models under test and inputs. */
  readonly names: readonly string[];
}

export async function testWorld(project: Project, loaded: LoadedProject, { names }: NeededNames): Promise<TestWorld> {
  const defaultCatalog = await project.defaultCatalog();
  const canonical = (name: string): string => canonicalOf(name, loaded, defaultCatalog);
  const columns = await knownColumns(project, loaded, names.map(canonical));
  return {
    canonical,
    findModel(name, at) {
      try {
        return findModel(loaded.models, name, defaultCatalog);
      } catch (error) {
        throw new MeshError('TEST_MODEL_UNKNOWN', { name, known: [...loaded.models.keys()] }, { at, cause: error });
      }
    },
    columnsOf: (name) => columns.get(name),
    render: (request) => renderTest({ project, loaded, defaultCatalog }, request),
  };
}

export function canonicalOf(name: string, { models, config }: LoadedProject, defaultCatalog: string): string {
  if (models.has(name)) return name;
  try {
    return canonicalName(parseTableName(name, { dialect: config.modelDefaults.dialect ?? 'duckdb' }), defaultCatalog);
  } catch (error) {
    if (error instanceof MeshError) return name.toLowerCase();
    throw error;
  }
}

/** Declared columns where there are any; the others are bound, with what they stand on. */
async function knownColumns(
  project: Project,
  loaded: LoadedProject,
  names: readonly string[],
): Promise<ReadonlyMap<string, readonly KnownColumn[]>> {
  const found = new Map<string, readonly KnownColumn[]>();
  const open: string[] = [];
  for (const name of new Set(names)) {
    const model = loaded.models.get(name);
    const declared = model?.columns ?? model?.seedColumns;
    if (declared !== undefined && !model!.kind.name.startsWith('SCD_TYPE_2')) found.set(name, declared);
    else if (model !== undefined) open.push(name);
  }
  if (open.length === 0) return found;
  const wanted = new Set([...open, ...ancestors(loaded.dag, open)].filter((name) => loaded.models.has(name)));
  const bound = await describeModels(project, loaded, { wanted });
  for (const name of open) {
    const columns = bound.columns.get(name);
    if (columns !== null && columns !== undefined) found.set(name, columns);
  }
  return found;
}

interface Rendering {
  readonly project: Project;
  readonly loaded: LoadedProject;
  readonly defaultCatalog: string;
}

async function renderTest(rendering: Rendering, { model, test, tableOf }: RenderTest): Promise<string> {
  const { project, loaded, defaultCatalog } = rendering;
  const { models, config } = loaded;
  const { times, values } = test.variables;
  const start = times.start ?? 0;
  const expanded = expandModel(model, {
    stage: 'testing',
    time: { start, end: times.end ?? Math.max(start, 0) + day, executionTime: times.executionTime },
    variables: { ...model.variables, ...values },
    gateway: config.gateway.name,
    defaultCatalog,
    macros: loaded.macros,
    createdBefore: createdMacros(config.beforeAll),
    columnsOf: (name) => models.get(canonicalOf(name, loaded, defaultCatalog))?.columns,
    resolveTable: (name) => {
      const table = tableOf(canonicalOf(name, loaded, defaultCatalog));
      return table === undefined ? name : quotedName(table);
    },
  });
  if (hasErrors(expanded.diagnostics)) {
    const first = expanded.diagnostics.find((problem) => problem.severity === 'error')!;
    const what = `${model.name} cannot be rendered for this test`;
    throw new MeshError('TEST_QUERY', { what, detail: first.message }, { at: first.at, hint: first.hint });
  }
  const { translate } = engineTexts('duckdb', project.frontend);
  const text = await translate(expanded.query!.text, model);
  const swaps = [];
  for (const table of await readTables(text, model.name, project.frontend)) {
    const name = canonicalName(table.name, defaultCatalog);
    const parent = models.get(name);
    const inline =
      parent?.kind.name === 'EMBEDDED' &&
      !test.inputs.some((input) => canonicalOf(input.name, loaded, defaultCatalog) === name);
    const replacement = inline
      ? `(\n${await renderTest(rendering, { model: parent, test, tableOf })}\n)`
      : quotedName(tableOf(name)!);
    swaps.push({ ...table, replacement });
  }
  return swapTables(text, swaps).text;
}

const day = 86_400_000;
