// Models with tasks and checkpoints: what was committed before a stop is not made again, and nobody sees it before it is whole.
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { testProject, type RunObject, type TestProject } from '../../support/testProject.ts';

// The first test of a file loads the compiler and the engine, on machines that are busy too.
vi.setConfig({ testTimeout: 120_000 });

const source = `MODEL (name s.src, kind FULL);
SELECT i::BIGINT AS id, TIMESTAMP '2023-01-01' + INTERVAL (i) MICROSECOND AS at FROM range(10000) AS t(i);`;

function model(options: string, body: string): string {
  return `import { columns, model, sql } from 'mesh-sql';
import { appendFileSync, existsSync } from 'node:fs';

const note = (text) => appendFileSync(new URL('../notes.txt', import.meta.url), text + '\\n');
const stop = () => { if (existsSync(new URL('../stop', import.meta.url))) throw new Error('stopped'); };
export default model({ name: 's.out', ${options} }, ${body});
`;
}

function stopIn(project: TestProject): void {
  writeFileSync(join(project.folder, 'stop'), '');
}

function go(project: TestProject): void {
  rmSync(join(project.folder, 'stop'));
}

function notes(project: TestProject): string[] {
  return existsSync(join(project.folder, 'notes.txt')) ? project.read('notes.txt').trim().split('\n') : [];
}

async function failure(project: TestProject): Promise<{ code: string; message: string }> {
  const run = await project.mesh(['plan', '--auto-apply', '--json']);
  expect(run.code).toBe(1);
  return (run.json as { result: RunObject }).result.models.find((each) => each.name === 's.out')!.error!;
}

async function stages(project: TestProject): Promise<string[]> {
  return project.rows(
    `SELECT regexp_replace(table_name, '__\\d+__stage', '__stage') FROM duckdb_tables() WHERE table_name LIKE '%\\_\\_stage\\_%' ESCAPE '\\' ORDER BY 1`,
  );
}

describe('tasks', () => {
  const tasks = `kind: 'FULL', tasks: { column: 'task', list: ['a', 'b', 'c', 'd'] }, columns: { task: 'VARCHAR', n: 'INTEGER' }`;

  it('are called in the order of their list, and rows need not name theirs', async () => {
    const project = testProject({
      'models/out.ts': model(
        tasks,
        `function* (context) { note(context.task); yield { n: 1 }; yield { task: 'own', n: 2 }; }`,
      ),
    });
    await project.plan();
    expect(notes(project)).toEqual(['a', 'b', 'c', 'd']);
    expect(await project.rows(`SELECT task, n FROM s.out`)).toEqual(
      ['a', 'b', 'c', 'd'].flatMap((task) => [`${task}|1`, 'own|2']),
    );
    expect(await stages(project)).toEqual([]);
  });

  it.each(['', ', worker: true'])('refuse a row of another task%s', async (worker) => {
    const numbers = `kind: 'FULL'${worker}, tasks: { column: 'day', list: ['1', '2'] }, columns: { day: 'BIGINT', n: 'INTEGER' }`;
    const bodies = {
      rows: `function* (context) { yield { n: 1 }; yield { day: 2, n: 2 }; }`,
      columns: `() => columns({ day: [1n, 2n], n: [1, 1] })`,
      query: `() => sql\`SELECT i AS day, 1 AS n FROM range(1, 3) AS t(i)\``,
    };
    for (const body of Object.values(bodies)) {
      const project = testProject({ 'models/out.ts': model(numbers, body) });
      expect(await failure(project)).toMatchObject({
        code: 'RUN_VALUE',
        message: expect.stringContaining('s.out row 2, column day: expected the task "1", got 2') as string,
        at: { file: 'models/out.ts' },
      });
    }
  });

  it('that are done are not done again after a failure', async () => {
    const project = testProject({
      'models/out.ts': model(
        tasks,
        `function* (context) { note(context.task); yield { n: 1 }; if (context.task === 'c') stop(); }`,
      ),
    });
    stopIn(project);
    expect(await failure(project)).toMatchObject({ code: 'RUN_MODEL_FAILED', message: 's.out: stopped' });
    expect(notes(project)).toEqual(['a', 'b', 'c']);
    expect(await stages(project)).toHaveLength(2);
    go(project);
    await project.plan();
    expect(notes(project)).toEqual(['a', 'b', 'c', 'c', 'd']);
    expect(await project.rows('SELECT task, n FROM s.out')).toEqual(['a|1', 'b|1', 'c|1', 'd|1']);
    expect(await stages(project)).toEqual([]);
  });

  it('may be listed by a function, and give columns, queries or nothing', async () => {
    const project = testProject({
      'models/src.sql': source,
      'models/out.ts': model(
        `kind: 'FULL', tasks: { column: 'task', list: async () => [1, 2, 3] }, columns: { task: 'INTEGER', n: 'BIGINT' }`,
        `async (context) => {
  if (context.task === '1') return columns({ n: [7, 8] });
  if (context.task === '2') return sql\`SELECT 2 AS task, count(*) AS n FROM \${context.table('s.src')}\`;
}`,
      ),
    });
    await project.plan();
    expect(await project.rows('SELECT * FROM s.out')).toEqual(['1|7', '1|8', '2|10000']);
  });

  it('of a changed model are all done again', async () => {
    const body = (n: number): string =>
      `function* (context) { note(context.task + ${n}); yield { n: ${n} }; if (context.task === 'c') stop(); }`;
    const project = testProject({ 'models/out.ts': model(tasks, body(1)) });
    stopIn(project);
    await failure(project);
    go(project);
    project.write({ 'models/out.ts': model(tasks, body(2)) });
    await project.plan();
    expect(notes(project).slice(3)).toEqual(['a2', 'b2', 'c2', 'd2']);
    expect((await project.mesh('janitor --ignore-ttl --yes')).code).toBe(0);
    expect(await stages(project)).toEqual([]);
  });

  it('belong to their interval', async () => {
    const project = testProject({
      'models/out.ts': model(
        `kind: { name: 'INCREMENTAL_BY_TIME_RANGE', timeColumn: 'day', batchSize: 1 }, start: '2023-01-06', tasks: { column: 'task', list: ['a', 'b'] }, columns: { day: 'DATE', task: 'VARCHAR' }`,
        `function* (context) { note(context.start.toISOString().slice(8, 10) + context.task); yield { day: context.start }; if (context.task === 'b') stop(); }`,
      ),
    });
    stopIn(project);
    await failure(project);
    go(project);
    await project.plan();
    expect(notes(project)).toEqual(['06a', '06b', '06b', '07a', '07b']);
    expect(await project.rows('SELECT * FROM s.out ORDER BY ALL')).toEqual([
      '2023-01-06|a',
      '2023-01-06|b',
      '2023-01-07|a',
      '2023-01-07|b',
    ]);
  });

  it('whose rows an audit refuses are made anew', async () => {
    const project = testProject({
      'models/out.ts': model(
        `${tasks}, audits: [['not_null', { columns: ['n'] }]]`,
        `function* (context) { note(context.task); yield { n: existsFlag() ? 1 : null }; }`,
      ).replace(
        'export default',
        `const existsFlag = () => !existsSync(new URL('../stop', import.meta.url));\nexport default`,
      ),
    });
    stopIn(project);
    expect(await failure(project)).toMatchObject({ code: 'RUN_AUDIT_FAILED' });
    expect(await stages(project)).toEqual([]);
    go(project);
    await project.plan();
    expect(notes(project)).toHaveLength(8);
  });

  it('keep the variables of those that are done', async () => {
    const project = testProject({
      'models/out.ts': model(
        tasks,
        `function* (context) { context.setVariable('by_' + context.task, context.task); yield { n: 1 }; if (context.task === 'c') stop(); }`,
      ),
      'models/below.ts': `import { model } from 'mesh-sql';
export default model({ name: 's.below', kind: 'FULL', columns: { v: 'VARCHAR' } }, (context) => ['a', 'd'].map((task) => ({ v: context.variable('s.out', 'by_' + task) })));`,
    });
    stopIn(project);
    await failure(project);
    go(project);
    await project.plan();
    expect(await project.rows('SELECT * FROM s.below ORDER BY 1')).toEqual(['a', 'd']);
  });
});

describe('a checkpoint', () => {
  it.each(['', ', worker: true'])('refuses NULL as its key%s', async (worker) => {
    const options = `kind: 'FULL'${worker}, checkpoint: { key: 'ID', every: 10 }, columns: { id: 'BIGINT', n: 'INTEGER' }`;
    for (const body of [`() => [{ id: 1, n: 1 }, { n: 2 }]`, `() => columns({ id: [1n, null], n: [1, 2] })`]) {
      const project = testProject({ 'models/out.ts': model(options, body) });
      expect(await failure(project)).toMatchObject({
        code: 'RUN_VALUE',
        message: 's.out row 2, column id: expected BIGINT NOT NULL (the key of its checkpoint), got NULL (batch 1)',
        at: { file: 'models/out.ts' },
      });
    }
  });

  const options = `kind: 'FULL', checkpoint: { key: 'id', every: 1000 }, columns: { id: 'BIGINT', at: 'TIMESTAMP' }`;
  const pages = `async function* (context) {
  note('from ' + (context.checkpoint.last?.id ?? 'the start'));
  for await (const page of context.table('s.src').pages({ by: ['at'], size: 500, after: context.checkpoint.last })) {
    if (page.column('id').toArray().includes(7300n)) stop();
    yield page;
  }
}`;

  it('is where a failed run goes on, no row twice', async () => {
    const project = testProject({ 'models/src.sql': source, 'models/out.ts': model(options, pages) });
    stopIn(project);
    await failure(project);
    go(project);
    await project.plan();
    expect(notes(project)).toEqual(['from the start', 'from 6999']);
    expect(await project.rows('SELECT count(*), count(DISTINCT id), count(DISTINCT "at"), max(id) FROM s.out')).toEqual(
      ['10000|10000|10000|9999'],
    );
  });

  it('keeps the order of rows, and readers see the table from before', async () => {
    const project = testProject({ 'models/src.sql': source, 'models/out.ts': model(options, pages) });
    await project.plan();
    project.write({ 'models/src.sql': source.replace('10000', '20000') });
    stopIn(project);
    await failure(project);
    expect(await project.rows('SELECT count(*) FROM s.out')).toEqual(['10000']);
    go(project);
    await project.plan();
    expect(
      await project.rows(
        'SELECT count(*), bool_and(id = n) FROM (SELECT id, row_number() OVER () - 1 AS n FROM s.out)',
      ),
    ).toEqual(['20000|true']);
  });

  it('stands inside of a task', async () => {
    const project = testProject({
      'models/src.sql': source,
      'models/out.ts': model(
        `kind: 'FULL', tasks: { column: 'task', list: ['x', 'y'] }, checkpoint: { key: 'id', every: 1000 }, columns: { task: 'VARCHAR', id: 'BIGINT' }`,
        `async function* (context) {
  note(context.task + ' from ' + (context.checkpoint.last?.id ?? 'the start'));
  for await (const page of context.table('s.src').select('id').pages({ by: ['id'], size: 1000, after: context.checkpoint.last })) {
    yield page;
    if (context.task === 'y' && page.column('id').get(0) === 5000n) stop();
  }
}`,
      ),
    });
    stopIn(project);
    await failure(project);
    go(project);
    await project.plan();
    expect(notes(project)).toEqual(['x from the start', 'y from the start', 'y from 5999']);
    expect(await project.rows('SELECT task, count(*), count(DISTINCT id) FROM s.out GROUP BY 1 ORDER BY 1')).toEqual([
      'x|10000|10000',
      'y|10000|10000',
    ]);
  });
});
