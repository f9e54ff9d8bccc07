// `mesh create-test`: runs queries for the inputs of a model, computes what the model makes of them, and writes the test.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MeshError } from '../../error/meshError.ts';
import type { Value } from '../../engine/value.ts';
import { hasErrors } from '../../error/diagnostic.ts';
import { renderedTest } from '../../modelTest/runTest.ts';
import type { ProjectConfig } from '../../load/config/config.ts';
import { nodeFromValue } from '../../modelTest/testNode.ts';
import { readTest } from '../../modelTest/readTests.ts';
import { inEnvironment } from '../queryEnvironment.ts';
import type { Project } from '../openProject.ts';
import { filesAround } from './findTests.ts';
import { openTestEngine } from './testEngine.ts';
import { testWorld } from './testWorld.ts';

export interface CreateTestRequest {
  readonly model: string;
  /** Input → the query whose rows it gets. */
  readonly queries: ReadonlyMap<string, string>;
  readonly variables: Readonly<Record<string, string>>;
  /** Default: `test_<table>`. */
  readonly name?: string | undefined;
  /** Below tests/; default: `test_<name>.yaml`. */
  readonly path?: string | undefined;
  readonly overwrite: boolean;
  readonly includeCtes: boolean;
}

export interface CreatedTest {
  readonly name: string;
  /** Relative to the project. */
  readonly file: string;
}

/** One that `mesh test` reads. */
function fileOf(name: string): string {
  return /^test/i.test(name) ? `${name}.yaml` : `test_${name}.yaml`;
}

type PlainRow = Readonly<Record<string, unknown>>;

export async function createTest(project: Project, request: CreateTestRequest): Promise<CreatedTest> {
  const loaded = await project.loadValid();
  const { root } = loaded.config;
  const world = await testWorld(project, loaded, { names: [request.model, ...request.queries.keys()] });
  const model = world.findModel(request.model, undefined);
  const name = request.name ?? `test_${model.table.table}`;
  const file = `tests/${request.path ?? fileOf(name)}`;
  const present = existsSync(join(root, file)) && !request.overwrite ? readFileSync(join(root, file), 'utf8') : '';
  if (new RegExp(`^["']?${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}["']?:`, 'm').test(present))
    throw new MeshError('TEST_EXISTS', { file, test: name });
  const inputs: Record<string, { rows: readonly PlainRow[] }> = {};
  for (const [input, query] of request.queries) inputs[input] = { rows: await inputRows(project, query) };
  const vars = typed(request.variables, loaded.config.variables);
  const draft = {
    model: model.name,
    ...(Object.keys(vars).length === 0 ? {} : { vars }),
    inputs,
  };
  const outputs = await computedOutputs(project, { request, draft, file, world, root });
  const { stringify } = await import('yaml');
  const text = stringify({ [name]: { ...draft, outputs } }, { lineWidth: 0 });
  mkdirSync(dirname(join(root, file)), { recursive: true });
  writeFileSync(join(root, file), present === '' ? text : `${present.replace(/\n*$/, '\n\n')}${text}`);
  return { name, file };
}

/** A number or a boolean where the project's variable is one: the command line knows texts only. */
function typed(given: CreateTestRequest['variables'], known: ProjectConfig['variables']): Record<string, unknown> {
  const valueOf = (name: string, text: string): unknown => {
    const type = typeof known[name.toLowerCase()];
    if (type === 'number' && text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
    return type === 'boolean' && /^(true|false)$/i.test(text) ? text.toLowerCase() === 'true' : text;
  };
  return Object.fromEntries(Object.entries(given).map(([name, text]) => [name, valueOf(name, text)]));
}

/** From the database: names of models are the environment's views. */
async function inputRows(project: Project, query: string): Promise<PlainRow[]> {
  const { defaultTargetEnvironment } = await project.config();
  const state = await project.state();
  const known = (await state.environment(defaultTargetEnvironment)) !== undefined;
  const text = known ? await inEnvironment(project, query, defaultTargetEnvironment) : query;
  const session = await (await project.engine()).session();
  try {
    return (await session.query(text)).map(plainRow);
  } finally {
    await session.close();
  }
}

interface Computing {
  readonly request: CreateTestRequest;
  readonly draft: object;
  readonly file: string;
  readonly world: Awaited<ReturnType<typeof testWorld>>;
  readonly root: string;
}

async function computedOutputs(project: Project, { request, draft, file, world, root }: Computing): Promise<object> {
  const value = nodeFromValue({ ...draft, outputs: { query: [] } }, undefined);
  const read = await readTest({ key: 'draft', at: undefined, value }, file, filesAround(root, file));
  if (read.test === undefined || hasErrors(read.problems)) {
    const [first] = read.problems;
    throw new MeshError('TEST_QUERY', { what: request.model, detail: first!.message }, { hint: first!.hint });
  }
  const engine = await openTestEngine(project, { name: 'fixtures' });
  try {
    const session = await engine.session();
    const rendered = await renderedTest(read.test, { session, schema: 'mesh_test', world });
    const query = { rows: (await session.query(rendered.query)).map(plainRow) };
    if (!request.includeCtes) return { query };
    const ctes: Record<string, { rows: PlainRow[] }> = {};
    for (const [name, text] of rendered.ctes) ctes[name] = { rows: (await session.query(text)).map(plainRow) };
    return { query, ...(rendered.ctes.size === 0 ? {} : { ctes }) };
  } finally {
    await engine.close();
  }
}

function plainRow(row: Readonly<Record<string, Value>>): PlainRow {
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)]));
}

/** What YAML can say: times as texts that read back as the same type. */
function plain(value: unknown): unknown {
  if (value instanceof Date) {
    const iso = value.toISOString();
    return iso.endsWith('T00:00:00.000Z')
      ? iso.slice(0, 10)
      : iso
          .slice(0, 23)
          .replace('T', ' ')
          .replace(/\.000$/, '');
  }
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex');
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
  return value;
}
