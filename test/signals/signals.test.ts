// Signals: which due intervals are ready, in plans and runs, for models and those below them.
import { describe, expect, it } from 'vitest';
import { testProject, type Files } from '../support/testProject.ts';

const model = (signals: string, more = ''): string =>
  `MODEL (name s.m, kind INCREMENTAL_BY_TIME_RANGE (time_column day), signals (${signals})${more}); SELECT @start_date AS day`;

function project(code: string, signals: string, more: Files = {}) {
  return testProject({
    'models/m.sql': model(signals),
    'models/child.sql':
      'MODEL (name s.child, kind INCREMENTAL_BY_TIME_RANGE (time_column day)); SELECT day FROM s.m WHERE day BETWEEN @start_date AND @end_date',
    'signals/ready.ts': `import { signal } from 'mesh-sql';\n${code}`,
    ...more,
  });
}

const days = (list: readonly { readonly start: string; readonly end: string }[] | undefined): string[] =>
  (list ?? []).map(({ start, end }) => `${start.slice(5, 10)}..${end.slice(5, 10)}`);

const upTo = `export default signal('ready', (batch, args: { last: string }) => batch.filter((i) => i.end.toISOString().slice(0, 10) <= args.last));`;

describe('a plan computes what is ready', () => {
  it.each<readonly [string, string, string, string[]]>([
    ['all', `export default signal('ready', () => true);`, 'ready', ['01-01..01-08']],
    ['none', `export default signal('ready', () => false);`, 'ready', []],
    ['some', upTo, "ready(last := '2023-01-04')", ['01-01..01-04']],
    [
      'those in the middle, and below them the same',
      `export default signal('ready', (batch) => batch.filter((i) => [2, 3, 6].includes(i.start.getUTCDate())));`,
      'ready',
      ['01-02..01-04', '01-06..01-07'],
    ],
    [
      'two signals, both of which must agree',
      `${upTo}\nexport const second = signal('second', async (batch) => batch.slice(1));`,
      "ready(last := '2023-01-04'), second",
      ['01-02..01-04'],
    ],
    [
      'arguments as values',
      `export default signal('ready', (batch, args) => JSON.stringify(args) === '{"n":3,"t":"it\\'s","b":true,"l":[1,"x"],"z":null}');`,
      "ready(n := 3, t := 'it''s', b := true, l := (1, 'x'), z := NULL)",
      ['01-01..01-08'],
    ],
    [
      'arguments that hold macros',
      `export default signal('ready', (batch, args) => JSON.stringify(args) === '{"n":3,"t":"2023-01-01","v":"eur","x":"2023-01-08"}');`,
      "ready(n := @EVAL(1 + 2), t := @start_ds, v := @VAR('none', 'eur'), x := @execution_ds)",
      ['01-01..01-08'],
    ],
    [
      'with its context',
      `export default signal('ready', async (batch, args, context) => context.environment === 'prod' && context.model.name === 's.m'
        && (await context.query('SELECT 1 AS one').first())?.one === 1 && context.executionTime.toISOString().startsWith('2023-01-08'));`,
      'ready',
      ['01-01..01-08'],
    ],
  ])('%s', async (_, code, signals, expected) => {
    const plan = await project(code, signals).plan();
    const of = (name: string) => days(plan.backfill.find((step) => step.name === name)?.intervals);
    expect(of('s.m')).toEqual(expected);
    expect(of('s.child')).toEqual(expected);
  });
});

it('of a view hold back what reads it, through other views as well', async () => {
  const changing = project(upTo, "ready(last := '2023-01-04')", {
    'models/m.sql':
      "MODEL (name s.m, kind VIEW, signals (ready(last := '2023-01-04'))); SELECT DATE '2023-01-02' + i::INT AS day FROM range(20) AS t(i)",
    'models/second.sql': 'MODEL (name s.second, kind VIEW); SELECT * FROM s.m',
    'models/child.sql':
      'MODEL (name s.child, kind INCREMENTAL_BY_TIME_RANGE (time_column day)); SELECT day FROM s.second WHERE day BETWEEN @start_date AND @end_date',
    'models/full.sql': 'MODEL (name s.full, kind FULL); SELECT max(day) AS last FROM s.m',
  });
  const plan = await changing.plan();
  const due = Object.fromEntries(plan.backfill.map(({ name, intervals }) => [name, days(intervals)]));
  expect(due).toMatchObject({ 's.child': ['01-01..01-04'], 's.full': ['01-01..01-04'] });
  const { held } = (await changing.mesh('intervals s.child --json')).json as {
    held: { model: string; intervals: [] }[];
  };
  expect(held.map(({ model: by, intervals }) => [by, days(intervals)])).toEqual([['s.m', ['01-04..01-08']]]);
  changing.now = '2023-01-10T00:00:00Z';
  expect((await changing.run()).status).toBe('nothing-to-do');
});

it('with a variable in an argument that nobody defines are refused', async () => {
  const run = await project(upTo, 'ready(last := @nobody)').mesh('plan --json');
  expect(run.code).toBe(2);
  expect((run.json as { error: unknown }).error).toMatchObject({
    code: 'MACRO_VARIABLE',
    at: { file: 'models/m.sql' },
  });
});

it('asks once for each run of intervals without a gap', async () => {
  const p = project(
    `import { appendFileSync } from 'node:fs';
     export default signal('ready', (batch, args: { log: string }) => {
       appendFileSync(args.log, batch.map((i) => i.start.getUTCDate()).join() + '\\n');
       return batch.filter((i) => i.start.getUTCDate() !== 3);
     });`,
    "ready(log := 'LOG')",
  );
  p.write({ 'models/m.sql': model(`ready(log := '${p.folder}/log.txt')`) });
  await p.plan();
  p.write({ 'log.txt': '' });
  p.now = '2023-01-10T15:00:00Z';
  await p.run();
  expect(p.read('log.txt')).toBe('3\n8,9\n');
});

it('what depends on its past goes no further than the first gap', async () => {
  const p = project(
    `export default signal('ready', (batch) => batch.filter((i) => i.start.getUTCDate() !== 3));`,
    'ready',
    {
      'models/m.sql':
        'MODEL (name s.m, kind INCREMENTAL_BY_UNIQUE_KEY (unique_key day), signals (ready)); SELECT @start_date AS day',
    },
  );
  p.write({ 'models/child.sql': null });
  const plan = await p.plan();
  expect(days(plan.backfill[0]?.intervals)).toEqual(['01-01..01-03']);
});

it('run asks the stored signal, not the changed file; intervals shows what is held back', async () => {
  const p = project(upTo, "ready(last := '2023-01-09')");
  await p.plan();
  p.write({ 'signals/ready.ts': `import { signal } from 'mesh-sql';\nexport default signal('ready', () => true);` });
  p.now = '2023-01-12T15:00:00Z';
  const intervals = (await p.mesh('intervals s.m --json')).json as {
    missing: never[];
    held: { signal: string; intervals: never[] }[];
  };
  expect(days(intervals.missing)).toEqual(['01-08..01-12']);
  expect(intervals.held.map(({ signal, intervals: list }) => [signal, days(list)])).toEqual([
    ['ready', ['01-09..01-12']],
  ]);
  expect((await p.mesh('intervals s.m')).stdout).toMatch(/held\s+2023-01-09 to 2023-01-11, by signal ready/);
  const run = await p.run();
  expect(run.models.map((m) => `${m.name} ${days(m.intervals).join()}`)).toEqual([
    's.child 01-08..01-09',
    's.m 01-08..01-09',
  ]);
});

it('intervals says of a model below which signal it waits for', async () => {
  const p = project(upTo, "ready(last := '2023-01-04')");
  await p.plan();
  expect((await p.mesh('intervals s.child')).stdout).toContain(
    'held      2023-01-04 to 2023-01-07, by signal ready of s.m',
  );
  const { json } = await p.mesh('intervals s.child --json');
  expect((json as { held: readonly unknown[] }).held).toEqual([
    {
      signal: 'ready',
      model: 's.m',
      intervals: [{ start: '2023-01-04T00:00:00.000Z', end: '2023-01-08T00:00:00.000Z' }],
      failure: null,
    },
  ]);
});

it('intervals says why a signal that throws, or answers wrongly, holds back', async () => {
  const late = (answer: string): string =>
    `export default signal('ready', (batch) => {\n  if (batch.some((i) => i.start.getUTCDate() > 8)) ${answer};\n  return true;\n});`;
  for (const [answer, told] of [
    ["throw new Error('no such folder')", 'no such folder (signals/ready.ts:3)'],
    [
      'return [{ start: new Date(0), end: new Date(86400000) }]',
      'the interval 1970-01-01, which it was not asked about',
    ],
  ] as const) {
    const p = project(late(answer), 'ready');
    await p.plan();
    p.now = '2023-01-10T15:00:00Z';
    const { code, stdout } = await p.mesh('intervals s.m');
    expect(code).toBe(0);
    expect(stdout).toContain('held      2023-01-08 to 2023-01-09, by signal ready: ');
    expect(stdout).toContain(told);
  }
});

describe('a signal that fails', () => {
  const throwing = `export default signal('ready', () => {\n  throw new Error('no such folder');\n});`;

  it('fails its model in a plan at its own line; the others are computed, and no view is switched', async () => {
    const p = project(throwing, 'ready', { 'models/other.sql': 'MODEL (name s.other, kind FULL); SELECT 1 AS x' });
    const run = await p.mesh('plan --auto-apply --json');
    expect(run.code).toBe(1);
    const { result, promote } = run.json as {
      promote: { created: string[] };
      result: { status: string; models: { name: string; status: string; error: unknown }[] };
    };
    expect(result.status).toBe('partial');
    expect(result.models.map((m) => `${m.name} ${m.status}`)).toEqual(['s.m failed', 's.other success']);
    expect(result.models[0]!.error).toMatchObject({
      code: 'RUN_SIGNAL_FAILED',
      message: expect.stringContaining('no such folder') as string,
      at: { file: 'signals/ready.ts', line: 3 },
    });
    expect(promote.created).toContain('s.other');
    expect((await p.mesh('environments --json')).json).toEqual([]);
    const shown = await p.mesh('plan --dry-run');
    expect([shown.code, shown.stdout]).toEqual([0, expect.stringContaining('no such folder (signals/ready.ts:3)')]);
  });

  it('fails its model in a run, and the others go on', async () => {
    const p = project(
      `export default signal('ready', (batch) => {\n  if (batch.some((i) => i.start.getUTCDate() > 8)) throw new Error('gone');\n  return true;\n});`,
      'ready',
      {
        'models/other.sql': 'MODEL (name s.other, kind FULL); SELECT 1 AS x',
      },
    );
    await p.plan();
    p.now = '2023-01-10T15:00:00Z';
    const run = await p.mesh('run --json');
    expect(run.code).toBe(1);
    const { models, status } = run.json as {
      status: string;
      models: { name: string; status: string; error: unknown }[];
    };
    expect(status).toBe('partial');
    expect(models.map((m) => `${m.name} ${m.status}`)).toEqual(['s.m failed', 's.other success']);
    expect(models[0]!.error).toMatchObject({ code: 'RUN_SIGNAL_FAILED', at: { file: 'signals/ready.ts', line: 3 } });
  });

  it.each([
    [`() => 7 as never`, /returned number/],
    [`() => [{ start: new Date(0), end: new Date(86400000) }]`, /1970-01-01, which it was not asked about/],
    [`() => ['yesterday'] as never`, /no interval/],
    [`(batch, args, context) => { void context.engine; return true; }`, /no engine/],
  ])('%s', async (body, message) => {
    const run = await project(`export default signal('ready', ${body});`, 'ready').mesh('plan --auto-apply');
    expect(run.code).not.toBe(0);
    expect(run.stderr).toMatch(message);
  });
});

it('rows that may still arrive are not looked at again when the signal lets nothing new through', async () => {
  const made = project(upTo, '');
  made.write({
    'models/m.sql':
      "MODEL (name s.m, kind INCREMENTAL_BY_TIME_RANGE (time_column day, lookback 2), signals (ready(last := '2023-01-06'))); SELECT @start_date AS day",
  });
  expect(days((await made.plan()).backfill.find((step) => step.name === 's.m')?.intervals)).toEqual(['01-01..01-06']);
  made.now = '2023-01-09T00:01:00Z';
  expect((await made.run()).status).toBe('nothing-to-do');
});
