// `modelTest()` of 'mesh-sql/test': a unit test of a model as a call, for vitest and whatever else runs TypeScript.
import { MeshError } from '../../error/meshError.ts';
import { readTest } from '../../modelTest/readTests.ts';
import { testMessage } from '../../modelTest/testMessage.ts';
import { nodeFromValue } from '../../modelTest/testNode.ts';
import type { ColumnsOf, Json, TableNames } from '../../model/typescript/context.ts';
import type { Row } from '../../batch/columnTypes.ts';
import { openProject } from '../openProject.ts';
import { filesAround } from './findTests.ts';
import { openTestEngine } from './testEngine.ts';
import { oneTest } from './testProject.ts';
import { testWorld } from './testWorld.ts';

/** Values as YAML has them: a date may be a Date or a text. */
type Loose<R> = { readonly [K in keyof R]?: R[K] | string | number | boolean | null | Date };
type RowOf<N extends string> = Loose<Row<ColumnsOf<N>>>;

export type TestRows<R> =
  | readonly R[]
  | {
      readonly rows?: readonly R[];
      readonly query?: string;
      readonly columns?: Readonly<Record<string, string>>;
      /** Only the columns that are given count. */
      readonly partial?: boolean;
    };

type Inputs = { readonly [N in TableNames]?: TestRows<RowOf<N>> };

export interface TestRunStep<N extends TableNames = TableNames> {
  readonly inputs?: Inputs;
  /** The time of the run: `2024-01-02`. */
  readonly run?: string;
  readonly restate?: { readonly start: string; readonly end: string };
  /** The whole table afterwards. */
  readonly expect?: TestRows<RowOf<N>>;
}

export interface ModelTest<N extends TableNames = TableNames> {
  readonly model: N;
  readonly inputs?: Inputs;
  /** `start`, `end`, `execution_time`, and variables of the project. */
  readonly vars?: Readonly<Record<string, Json>>;
  readonly outputs?: {
    readonly query?: TestRows<RowOf<N>>;
    readonly ctes?: Readonly<Record<string, TestRows<Readonly<Record<string, unknown>>>>>;
    readonly partial?: boolean;
  };
  /** Several runs of the model, one after the other, on its real kind. */
  readonly steps?: readonly TestRunStep<N>[];
}

export interface ModelTestOptions {
  /** A folder of the project; default: the working folder. */
  readonly project?: string;
}

/**
 * Runs a model over the rows of a test and throws, with the cells that differ, unless it gives the expected ones.
 *
 * @example
 * test('cancelled orders do not count', () =>
 *   modelTest({
 *     model: 'shop.revenue',
 *     inputs: { 'raw.orders': [{ id: 1, amount: 5, cancelled: true }] },
 *     outputs: { query: [] },
 *   }));
 */
export async function modelTest<N extends TableNames>(
  test: ModelTest<N>,
  options: ModelTestOptions = {},
): Promise<void> {
  const project = openProject({ cwd: options.project ?? process.cwd(), env: process.env, now: Date.now });
  try {
    const loaded = await project.loadValid();
    const { root } = loaded.config;
    const file = 'modelTest';
    const entry = { key: test.model, at: undefined, value: nodeFromValue(test, undefined) };
    const read = await readTest(entry, file, filesAround(root, `tests/${file}`));
    const [problem] = read.problems;
    if (read.test === undefined)
      throw new MeshError('TEST_QUERY', { what: test.model, detail: problem!.message }, { hint: problem!.hint });
    const fixtures = [...read.test.inputs, ...read.test.steps.flatMap((step) => step.inputs)];
    const world = await testWorld(project, loaded, { names: [test.model, ...fixtures.map(({ name }) => name)] });
    const engine = await openTestEngine(project, { name: 'fixtures' });
    try {
      const session = await engine.session();
      const result = await oneTest(project, loaded, { test: read.test, world, session, schema: 'mesh_test' });
      if (result.status === 'failed') throw new Error(testMessage(result));
    } finally {
      await engine.close();
    }
  } finally {
    await project.close();
  }
}
