// Runs one test of a query in a database: fixtures become tables, the query reads them, its rows are compared.
import { diagnostic, type Diagnostic } from '../error/diagnostic.ts';
import { isMeshError, MeshError } from '../error/meshError.ts';
import type { Session } from '../engine/engine.ts';
import type { Model } from '../model/model.ts';
import { quotedName, quoteIdentifier, type TableName } from '../sql/tableName.ts';
import { cellText, fixtureColumns, fixtureQuery, type KnownColumn } from './fixtureSql.ts';
import { freezeClock } from './frozenClock.ts';
import { compareRows, type CellRow } from './compareRows.ts';
import { differenceSummary, differenceTable } from './differenceTable.ts';
import type { Fixture, TestCase } from './testCase.ts';
import type { OutputDifference, TestResult } from './testResult.ts';
import { cteQuery, isOrdered, withClause } from './withClause.ts';

export interface TestWorld {
  /** Throws when there is none of that name. */
  readonly findModel: (name: string, at: TestCase['at']) => Model;
  /** The canonical form of a name as written in a test. */
  readonly canonical: (name: string) => string;
  readonly columnsOf: (model: string) => readonly KnownColumn[] | undefined;
  /** The model's query in the engine's dialect with its tables replaced. Calls `tableOf` for each table it reads. */
  readonly render: (request: RenderTest) => Promise<string>;
}

export interface RenderTest {
  readonly model: Model;
  readonly test: TestCase;
  readonly tableOf: (name: string) => TableName | undefined;
}

export interface TestPlace {
  readonly session: Session;
  /** A schema of its own. */
  readonly schema: string;
  readonly world: TestWorld;
  /** Folder in which the databases of tests are kept. */
  readonly keepIn?: string | undefined;
}

export async function runTest(test: TestCase, place: TestPlace): Promise<TestResult> {
  const began = performance.now();
  const base = { name: test.name, file: test.file, model: test.model, at: test.at };
  let problems: readonly Diagnostic[] = [];
  let differences: readonly OutputDifference[] = [];
  try {
    differences = await compareOutputs(test, place);
  } catch (error) {
    if (!isMeshError(error)) throw error;
    problems = error.diagnostics ?? [error.toDiagnostic()];
    if (problems.every((problem) => problem.at === undefined)) {
      problems = problems.map((problem) => ({ ...problem, at: test.at }));
    }
  }
  const found = [...problems, ...differences.map((difference) => differs(test, difference))];
  return {
    ...base,
    status: found.length === 0 ? 'passed' : 'failed',
    seconds: (performance.now() - began) / 1000,
    problems: found,
    differences,
  };
}

export function differs(test: TestCase, { output, summary }: OutputDifference): Diagnostic {
  const what = output === 'query' ? summary : `${output}: ${summary}`;
  return diagnostic('TEST_DIFFERENT', { model: test.model, summary: what }, { at: test.at });
}

/** The query over the test's fixtures, as SQL text: they stand in the database when this returns. */
async function queryOf(test: TestCase, place: TestPlace): Promise<{ readonly model: Model; readonly text: string }> {
  const { world } = place;
  const model = world.findModel(test.model, test.modelAt ?? test.at);
  if (model.query === undefined)
    throw new MeshError('TEST_MODEL_KIND', { model: model.name, kind: model.kind.name }, { at: test.modelAt });
  const rendered = await world.render({ model, test, tableOf: await fixtureTables(test, place, model) });
  return { model, text: frozen(rendered, test) };
}

/** For those who want the rows themselves: the query, and one for each of its CTEs. */
export async function renderedTest(
  test: TestCase,
  place: TestPlace,
): Promise<{ readonly query: string; readonly ctes: ReadonlyMap<string, string> }> {
  const { text } = await queryOf(test, place);
  const clause = withClause(text);
  const names = clause?.names ?? [];
  return { query: text, ctes: new Map(names.map((name) => [name, cteQuery(clause!, name)])) };
}

async function compareOutputs(test: TestCase, place: TestPlace): Promise<OutputDifference[]> {
  const { session, schema, keepIn } = place;
  const { model, text } = await queryOf(test, place);
  if (keepIn !== undefined) await keepResult(session, schema, text);
  const differences: OutputDifference[] = [];
  for (const cte of test.ctes) {
    const clause = withClause(text);
    const name = clause?.names.find((n) => n.toLowerCase() === cte.name.toLowerCase());
    if (clause === undefined || name === undefined) {
      const data = { cte: cte.name, model: model.name, known: clause?.names ?? [] };
      throw new MeshError('TEST_CTE_UNKNOWN', data, { at: cte.at });
    }
    const found = await compareOutput(session, cteQuery(clause, name), { expected: cte, what: `CTE ${cte.name}` });
    if (found !== undefined) differences.push(found);
  }
  if (test.output !== undefined) {
    const found = await compareOutput(session, text, { expected: test.output, what: 'query' });
    if (found !== undefined) differences.push(found);
  }
  if (keepIn === undefined) await session.execute(`DROP SCHEMA IF EXISTS ${quoteIdentifier(schema)} CASCADE`);
  return differences;
}

/** What the model's query gives, beside the fixtures that it reads. */
async function keepResult(session: Session, schema: string, query: string): Promise<void> {
  await explained('the query', undefined, async () => {
    await session.execute(`CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema)}`);
    await session.execute(`CREATE VIEW ${quotedName({ schema, table: 'result' })} AS ${query}`);
  });
}

function frozen(text: string, { variables }: TestCase): string {
  const { executionTime } = variables.times;
  return executionTime === undefined ? text : freezeClock(text, executionTime);
}

/** Tables for all inputs; a model that reads itself finds no rows unless the test gives some. */
async function fixtureTables(
  test: TestCase,
  { session, schema, world }: TestPlace,
  model: Model,
): Promise<RenderTest['tableOf']> {
  const tables = new Map<string, TableName>();
  const fixtures = new Map(test.inputs.map((input) => [world.canonical(input.name), input]));
  if (model.selfReference && !fixtures.has(model.name))
    fixtures.set(model.name, { name: model.name, at: test.at, columns: [], rows: [], partial: false });
  const made: { readonly fixture: Fixture; readonly sql: string }[] = [];
  for (const [name, fixture] of fixtures) {
    const table: TableName = { schema, table: name };
    const known = world.columnsOf(name);
    const query = frozen(fixtureQuery(fixture, known), test);
    const lacking = fixture.query === undefined ? [] : addColumns(table, known ?? []);
    made.push({ fixture, sql: [`CREATE OR REPLACE TABLE ${quotedName(table)} AS ${query}`, ...lacking].join(';\n') });
    tables.set(name, table);
  }
  if (made.length > 0) await makeTables(session, schema, made);
  return (name) => {
    const table = tables.get(name);
    if (table === undefined) {
      const data = { model: model.name, input: name, given: test.inputs.map((input) => input.name) };
      throw new MeshError('TEST_INPUT_MISSING', data, { at: test.at });
    }
    return table;
  };
}

/** A query need not give all columns either: the others are NULL, as in rows. */
function addColumns(table: TableName, known: readonly KnownColumn[]): string[] {
  return known.map(
    ({ name, type }) =>
      `ALTER TABLE ${quotedName(table)} ADD COLUMN IF NOT EXISTS ${quoteIdentifier(name)} ${type ?? 'INTEGER'}`,
  );
}

/** At once, as there are many tests; where that fails, one by one to know whose rows they are. */
async function makeTables(
  session: Session,
  schema: string,
  made: readonly { readonly fixture: Fixture; readonly sql: string }[],
): Promise<void> {
  const first = `CREATE SCHEMA IF NOT EXISTS ${quoteIdentifier(schema)}`;
  try {
    await session.execute([first, ...made.map(({ sql }) => sql)].join(';\n'));
  } catch (error) {
    if (!isMeshError(error) || error.code !== 'ENGINE_SQL') throw error;
    await session.execute(first);
    for (const { fixture, sql } of made) await inFixture(fixture, () => session.execute(sql));
  }
}

function inFixture<T>({ name, at }: Fixture, work: () => Promise<T>): Promise<T> {
  return explained(`the rows of ${name}`, at, work);
}

/** What the database says, with what it was about. */
async function explained<T>(what: string, at: Fixture['at'], work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isMeshError(error) || error.code !== 'ENGINE_SQL') throw error;
    throw new MeshError('TEST_QUERY', { what, detail: error.message }, { at, hint: error.hint, cause: error });
  }
}

interface Comparing {
  readonly expected: Fixture;
  /** `query`, `CTE totals`, `step 2`. */
  readonly what: string;
}

/** Runs the query and compares; undefined when all is as expected. */
export async function compareOutput(
  session: Session,
  query: string,
  { expected, what }: Comparing,
): Promise<OutputDifference | undefined> {
  const subject = what === 'query' ? 'the query' : what;
  const types = await explained(subject, undefined, () => describe(session, query));
  const wanted = await expectedQuery(session, expected, types);
  const partial = expected.partial ? new Set(wanted.map(({ name }) => name.toLowerCase())) : undefined;
  const columns = types.filter(({ name }) => partial?.has(name.toLowerCase()) ?? true);
  const actual = await explained(subject, undefined, () => texts(session, query, columns));
  const rows = await inFixture(expected, () => expectedRows(session, expected, { columns, types }));
  const differences = compareRows(rows, actual, { columns, ordered: isOrdered(query) });
  if (differences.length === 0) return undefined;
  return { output: what, summary: differenceSummary(differences), lines: differenceTable(columns, differences) };
}

type Typed = { readonly name: string; readonly type: string };

async function describe(session: Session, query: string): Promise<Typed[]> {
  const rows = await session.query<{ column_name: string; column_type: string }>(
    `DESCRIBE SELECT * FROM (\n${query}\n) AS described`,
  );
  return rows.map((row) => ({ name: row.column_name, type: row.column_type }));
}

/** The columns the test speaks of; one that the query does not give is a mistake of the test or of the query. */
async function expectedQuery(
  session: Session,
  expected: Fixture,
  types: readonly Typed[],
): Promise<readonly KnownColumn[]> {
  if (expected.query === undefined) {
    const columns = fixtureColumns({ ...expected, columns: [], name: 'the result' }, types);
    if (!expected.partial) return columns;
    const used = new Set(expected.rows.flatMap((row) => row.map((cell) => cell.name.toLowerCase())));
    return columns.filter(({ name }) => used.has(name.toLowerCase()));
  }
  const given = await inFixture(expected, () => describe(session, expected.query!));
  const known = new Set(types.map(({ name }) => name.toLowerCase()));
  const stranger = given.find(({ name }) => !known.has(name.toLowerCase()));
  if (stranger === undefined) return given;
  const data = { column: stranger.name, table: 'the result', known: types.map((t) => t.name) };
  throw new MeshError('TEST_COLUMN_UNKNOWN', data, { at: expected.at });
}

async function expectedRows(
  session: Session,
  expected: Fixture,
  { columns, types }: { readonly columns: readonly Typed[]; readonly types: readonly Typed[] },
): Promise<CellRow[]> {
  if (expected.query === undefined) {
    if (expected.rows.length === 0 || columns.length === 0) return expected.rows.map(() => []);
    return texts(session, fixtureQuery({ ...expected, columns: [] }, types), columns);
  }
  const given = await describe(session, expected.query);
  const names = new Map(given.map(({ name }) => [name.toLowerCase(), name]));
  const list = columns.map(({ name, type }) => {
    const own = names.get(name.toLowerCase());
    const value = own === undefined ? cellText(undefined, type) : `CAST(${quoteIdentifier(own)} AS ${type})`;
    return `${value} AS ${quoteIdentifier(name)}`;
  });
  return texts(session, `SELECT ${list.join(', ')} FROM (${expected.query}) AS expected`, columns);
}

/** Rows as texts: exact for every type, and the same spelling on both sides. */
async function texts(session: Session, query: string, columns: readonly Typed[]): Promise<CellRow[]> {
  const list = columns.map(({ name }) => `CAST(${quoteIdentifier(name)} AS VARCHAR)`);
  const selected = list.length === 0 ? '1' : list.join(', ');
  const { rows } = await session.table(`SELECT ${selected} FROM (\n${query}\n) AS result`);
  return rows.map((row) => (list.length === 0 ? [] : (row as CellRow)));
}
