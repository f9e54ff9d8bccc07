// Flags of plan, apply, run and diff, and what each leaves in the database.
import { describe, expect, it } from 'vitest';
import { testProject, type IntervalObject, type PlanObject, type TestProject } from '../support/testProject.ts';

const timed = (name: string, value: string, header = ''): string =>
  `MODEL (name s.${name}, kind INCREMENTAL_BY_TIME_RANGE (time_column d)${header});
   SELECT @start_date AS d, ${value} AS v`;
const full = (name: string, query: string, header = ''): string =>
  `MODEL (name s.${name}, kind FULL${header});\n${query}`;
const chain = {
  'models/a.sql': full('a', 'SELECT 1 AS x', ', tags [red]'),
  'models/b.sql': full('b', 'SELECT x FROM s.a'),
  'models/c.sql': full('c', 'SELECT x FROM s.b'),
  'models/d.sql': full('d', 'SELECT 5 AS x'),
};
const changed = {
  'models/a.sql': full('a', 'SELECT 2 AS x', ', tags [red]'),
  'models/d.sql': full('d', 'SELECT 6 AS x'),
};

const short = ({ start, end }: IntervalObject): string => `${start.slice(5, 10)}..${end.slice(5, 10)}`;
const names = (list: readonly { readonly name: string }[]): string[] => list.map((one) => one.name);

async function deployed(files: Record<string, string> = chain): Promise<TestProject> {
  const project = testProject(files);
  await project.plan();
  return project;
}

async function refused(project: TestProject, words: string, code: string): Promise<void> {
  const before = await snapshotOf(project);
  const run = await project.mesh(`${words} --json`);
  expect({ words, code: run.code, json: run.json }).toMatchObject({ words, code: 2, json: { error: { code } } });
  expect(await snapshotOf(project)).toEqual(before);
}

async function snapshotOf(project: TestProject): Promise<string[]> {
  return project.rows(
    "SELECT schema_name, view_name, sql FROM duckdb_views() WHERE NOT internal UNION ALL SELECT schema_name, table_name, estimated_size::VARCHAR FROM duckdb_tables() WHERE schema_name <> 'mesh_state' ORDER BY ALL",
  );
}

describe('--select-model', () => {
  it('takes only the selected changes; children are changed but shown only with +', async () => {
    const project = await deployed();
    project.write(changed);
    const plan = await project.plan('dev --select-model s.a');
    expect(names(plan.changes.modified)).toEqual(['s.a', 's.b', 's.c']);
    expect(plan.promote.created).toEqual(['s__dev.a']);
    const more = await project.plan('dev2 --select-model s.a+');
    expect(more.promote.created).toEqual(['s__dev2.a', 's__dev2.b', 's__dev2.c']);
    expect(await project.rows('SELECT x FROM s__dev2.c')).toEqual(['2']);
  });

  it('by several flags is their union, by tag what is tagged', async () => {
    const project = await deployed();
    project.write(changed);
    const plan = await project.plan('dev --select-model s.d --select-model tag:red');
    expect(plan.promote.created).toEqual(['s__dev.a', 's__dev.d']);
  });

  it('leaves out added and removed models that are not selected', async () => {
    const project = await deployed();
    project.write({ ...changed, 'models/d.sql': null, 'models/e.sql': full('e', 'SELECT 1 AS x') });
    const plan = await project.plan('--select-model s.a+');
    expect(plan.changes.added).toEqual([]);
    expect(plan.changes.removed).toEqual([]);
    expect(await project.rows('SELECT x FROM s.d')).toEqual(['5']);
  });

  it('with no match is an error with the nearest name', async () => {
    const project = await deployed();
    project.write(changed);
    const run = await project.mesh('plan dev --select-model s.aa --auto-apply --json');
    expect(run.code).toBe(2);
    expect(JSON.stringify(run.json)).toContain('s.a');
  });
});

describe('--backfill-model', () => {
  it('computes and shows only the matches and what they read', async () => {
    const project = await deployed();
    project.write(changed);
    const plan = await project.plan('dev --backfill-model s.b');
    expect(names(plan.changes.modified)).toEqual(['s.a', 's.b', 's.c', 's.d']);
    expect(names(plan.backfill)).toEqual(['s.a', 's.b']);
    expect(plan.promote.created).toEqual(['s__dev.a', 's__dev.b']);
  });
});

describe('--skip-backfill and --empty-backfill', () => {
  it('make views of empty tables; the first leaves the intervals due, the second does not', async () => {
    for (const [flag, later] of [
      ['--skip-backfill', ['s.m']],
      ['--empty-backfill', []],
    ] as const) {
      const project = testProject({ 'models/m.sql': timed('m', '1') });
      const plan = await project.plan(flag);
      expect(plan.applied).toBe(true);
      expect(await project.rows('SELECT count(*) FROM s.m')).toEqual(['0']);
      expect(names((await project.plan()).backfill)).toEqual(later);
    }
  });
});

describe('--restate-model', () => {
  const timedChain = {
    'models/m.sql': timed('m', '(SELECT v FROM main.source)'),
    'models/day.sql': `MODEL (name s.day, kind INCREMENTAL_BY_TIME_RANGE (time_column d)); SELECT d, v FROM s.m WHERE d BETWEEN @start_date AND @end_date`,
  };
  async function source(files: Record<string, string>): Promise<TestProject> {
    const project = testProject(files);
    await project.sql('CREATE TABLE main.source AS SELECT 1 AS v');
    await project.plan();
    return project;
  }

  it('computes a window again with everything below, whatever changed in the files', async () => {
    const project = await source({
      'models/m.sql': `MODEL (name s.m, kind INCREMENTAL_BY_TIME_RANGE (time_column d, batch_size 1)); SELECT @start_date AS d, (SELECT v FROM main.source) AS v`,
      'models/day.sql': timedChain['models/day.sql'],
    });
    await project.sql('UPDATE main.source SET v = 2');
    project.write({ 'models/day.sql': 'MODEL (name s.day, kind FULL); SELECT 99 AS nothing' });
    const plan = await project.plan('--restate-model s.m -s 2023-01-03 -e 2023-01-04');
    expect(plan.hasChanges).toBe(false);
    expect(plan.backfill.map((b) => `${b.name} ${b.reason} ${b.intervals.map(short).join()}`)).toEqual([
      's.day restated 01-03..01-05',
      's.m restated 01-03..01-05',
    ]);
    expect(await project.rows('SELECT v FROM s.day ORDER BY d')).toEqual(['1', '1', '2', '2', '1', '1', '1']);
  });

  it('gives a daily child the whole day of an hourly parent', async () => {
    const project = testProject({
      'models/m.sql': `MODEL (name s.m, kind INCREMENTAL_BY_TIME_RANGE (time_column t, batch_size 1), cron '@hourly', start '2023-01-06'); SELECT @start_dtntz AS t`,
      'models/day.sql': `MODEL (name s.day, kind INCREMENTAL_BY_TIME_RANGE (time_column d), start '2023-01-06'); SELECT t::DATE AS d, count(*) AS n FROM s.m WHERE t::DATE BETWEEN @start_date AND @end_date GROUP BY 1`,
    });
    await project.plan();
    const plan = await project.plan([
      '--restate-model',
      's.m',
      '-s',
      '2023-01-07 01:00:00',
      '-e',
      '2023-01-07 02:00:00',
    ]);
    expect(
      plan.backfill.map(
        (b) => `${b.name} ${b.intervals.map((i) => `${i.start.slice(5, 16)}..${i.end.slice(5, 16)}`).join()}`,
      ),
    ).toEqual(['s.day 01-07T00:00..01-08T00:00', 's.m 01-07T01:00..01-07T02:00']);
    expect(await project.rows('SELECT n FROM s.day ORDER BY d')).toEqual(['24', '24']);
  });

  it('in prod makes development compute the window again', async () => {
    const project = await source(timedChain);
    project.write({ 'models/m.sql': timed('m', '(SELECT v + 10 FROM main.source)') });
    await project.plan('dev');
    await project.plan('--restate-model s.m -s 2023-01-03 -e 2023-01-04');
    const dev = await project.plan('dev');
    expect(dev.backfill.map((b) => `${b.name} ${b.intervals.map(short).join()}`)).toEqual([
      's.day 01-03..01-05',
      's.m 01-03..01-05',
    ]);
  });

  it('goes not past what prod has loaded', async () => {
    const project = await source(timedChain);
    project.now = '2023-01-12T00:00:00Z';
    const plan = await project.plan('--restate-model s.m -s 2023-01-06 -e 2023-01-11');
    expect(plan.backfill.map((b) => b.intervals.map(short).join())).toEqual(['01-06..01-08', '01-06..01-08']);
  });

  it('refreshes a FULL model whole', async () => {
    const project = await source({ 'models/f.sql': full('f', 'SELECT v FROM main.source') });
    await project.sql('UPDATE main.source SET v = 2');
    await project.plan('--restate-model s.f -s 2023-01-06');
    expect(await project.rows('SELECT v FROM s.f')).toEqual(['2']);
  });
});

describe('plan in prod', () => {
  it('with nothing changed says what is pending and does not compute it; --run does', async () => {
    const project = testProject({ 'models/m.sql': timed('m', '1') });
    await project.plan();
    project.now = '2023-01-10T12:00:00Z';
    const nothing = await project.plan();
    expect(nothing).toMatchObject({ hasChanges: false, backfill: [] });
    expect(nothing.pending).toEqual([
      {
        name: 's.m',
        intervals: [{ start: '2023-01-08T00:00:00.000Z', end: '2023-01-10T00:00:00.000Z' }],
        nextCron: '2023-01-11T00:00:00.000Z',
      },
    ]);
    const text = await project.mesh('plan');
    expect(text.code).toBe(0);
    expect(text.stdout).toMatch(/2023-01-08/);
    const run = await project.plan('--run');
    expect(run.backfill.map((b) => b.intervals.map(short).join())).toEqual(['01-08..01-10']);
  });

  it('ends a changed model where prod ended', async () => {
    const project = testProject({ 'models/m.sql': timed('m', '1') });
    await project.plan();
    project.now = '2023-01-10T12:00:00Z';
    project.write({ 'models/m.sql': timed('m', '2') });
    const plan = await project.plan();
    expect(plan.backfill.map((b) => b.intervals.map(short).join())).toEqual(['01-01..01-08']);
  });

  it('respects --execution-time', async () => {
    const project = testProject({ 'models/m.sql': timed('m', '1') });
    const plan = await project.plan('--execution-time 2023-01-04');
    expect(plan.backfill.map((b) => b.intervals.map(short).join())).toEqual(['01-01..01-04']);
  });

  it('--no-gaps fills what the old version had, or refuses', async () => {
    const project = testProject({ 'models/m.sql': timed('m', '1') });
    await project.plan();
    project.write({ 'models/m.sql': timed('m', '2', ", start '2023-01-05'") });
    await refused(project, 'plan --no-gaps --auto-apply', 'PLAN_GAPS');
  });

  it('--min-intervals looks at the newest intervals although the window is shorter', async () => {
    const project = testProject({ 'models/m.sql': timed('m', '1') });
    await project.plan();
    project.write({ 'models/m.sql': timed('m', '2') });
    const plan = await project.plan('dev -s 2023-01-07 --min-intervals 3');
    expect(plan.backfill.map((b) => b.intervals.map(short).join())).toEqual(['01-05..01-08']);
  });
});

describe('saved plans', () => {
  it('are applied as they were shown', async () => {
    const project = await deployed();
    project.write(changed);
    expect((await project.mesh('plan dev --out plan.json --json')).code).toBe(0);
    const applied = await project.mesh('apply plan.json --json');
    expect(applied.code).toBe(0);
    expect(applied.json).toMatchObject({ environment: 'dev', status: 'success' });
    expect(await project.rows('SELECT x FROM s__dev.c')).toEqual(['2']);
  });

  it('are refused when project, environment or state moved, or the file was touched', async () => {
    const project = await deployed();
    project.write(changed);
    await project.mesh('plan dev --out plan.json');
    project.write({ 'models/d.sql': full('d', 'SELECT 7 AS x') });
    await refused(project, 'apply plan.json', 'PLAN_OUTDATED');
    project.write({ 'models/d.sql': changed['models/d.sql'] });
    const text = project.read('plan.json');
    for (const bad of [text.slice(0, 200), '', '{}', text.replace('"dev"', '"prod"')]) {
      project.write({ 'bad.json': bad });
      await refused(project, 'apply bad.json', 'PLAN_FILE_DAMAGED');
    }
    await refused(project, 'apply missing.json', 'CLI_FILE_READ');
    await project.plan('dev');
    await refused(project, 'apply plan.json', 'PLAN_OUTDATED');
  });

  it('of another project are refused', async () => {
    const project = await deployed();
    project.write(changed);
    await project.mesh('plan dev --out plan.json');
    const other = await deployed({ 'models/a.sql': chain['models/a.sql'] });
    other.write({ 'plan.json': project.read('plan.json') });
    await refused(other, 'apply plan.json', 'PLAN_OUTDATED');
  });
});

describe('looking without touching', () => {
  it('--detailed-exitcode exits 3 with something to do and 0 without, and applies nothing', async () => {
    const project = await deployed();
    expect((await project.mesh('plan --detailed-exitcode')).code).toBe(0);
    project.write(changed);
    const before = await snapshotOf(project);
    expect((await project.mesh('plan --detailed-exitcode --auto-apply')).code).toBe(3);
    expect((await project.mesh('plan --dry-run --auto-apply')).code).toBe(0);
    expect((await project.mesh('plan')).code).toBe(0);
    expect(await snapshotOf(project)).toEqual(before);
  });

  it('a first plan that is not applied makes no database file', async () => {
    const project = testProject(chain);
    expect((await project.mesh('plan --json')).code).toBe(0);
    expect((await project.mesh('plan --explain')).code).toBe(0);
    expect(() => project.read('db.duckdb')).toThrow(/ENOENT/);
  });

  it('--explain lists the stages in order', async () => {
    const project = await deployed();
    project.write(changed);
    const run = await project.mesh('plan dev --explain');
    expect(run.code).toBe(0);
    const places = ['s.a', 's__dev.a'].map((word) => run.stdout.indexOf(word));
    expect(places.every((at) => at >= 0)).toBe(true);
  });

  it('diff --json prints the changes of the plan alone', async () => {
    const project = await deployed();
    project.write(changed);
    const plan = (await project.mesh('plan --json')).json as PlanObject;
    const diff = await project.mesh('diff prod --json');
    expect(diff.code).toBe(0);
    expect(diff.json).toEqual(plan.changes);
  });
});

describe('refused with exit code 2, and nothing is changed:', () => {
  const cases: readonly (readonly [string, string, string])[] = [
    ['run of an unknown environment', 'run nope', 'RUN_ENVIRONMENT_UNKNOWN'],
    ['--start in prod', 'plan --start 2023-01-03 --auto-apply', 'PLAN_WINDOW_IN_PROD'],
    ['--end in prod', 'plan --end 2023-01-03 --auto-apply', 'PLAN_WINDOW_IN_PROD'],
    ['an end before the start', 'plan dev -s 2023-01-05 -e 2023-01-03 --auto-apply', 'PLAN_WINDOW_EMPTY'],
    ['a date that is none', 'plan dev -s 2023-13-45 --auto-apply', 'PLAN_DATE_INVALID'],
    [
      'an effective date in the future',
      'plan --forward-only --effective-from 2024-01-01 --auto-apply',
      'PLAN_EFFECTIVE_FROM',
    ],
    [
      'an effective date without --forward-only',
      'plan --effective-from 2023-01-01 --auto-apply',
      'PLAN_EFFECTIVE_FROM',
    ],
    ['a restatement of nothing', 'plan --restate-model nope --auto-apply', 'PLAN_SELECTOR_NO_MATCH'],
    ['invalidating prod', 'invalidate prod', 'STATE_PROD_KEPT'],
    ['an unknown option', 'plan --strat 2023-01-01', 'CLI_UNKNOWN_OPTION'],
    ['a category for a model that did not change', 'plan --category s.b=breaking --auto-apply', 'PLAN_CATEGORY_UNUSED'],
    ['a category that is none', 'plan --category s.a=braking --auto-apply', 'PLAN_CATEGORY_SYNTAX'],
    ['both kinds of no backfill', 'plan --skip-backfill --empty-backfill --auto-apply', 'PLAN_OPTIONS_CONFLICT'],
    ['destroy without --yes', 'destroy', 'CLI_QUESTION'],
  ];
  for (const [title, words, code] of cases) {
    it(title, async () => {
      const project = await deployed();
      project.write(changed);
      await refused(project, words, code);
    });
  }
});

describe('categories by hand', () => {
  it('are taken from --category', async () => {
    const project = await deployed();
    project.write(changed);
    const plan = await project.plan('--category s.a=non-breaking');
    const categories = plan.changes.modified.map((m) => `${m.name} ${m.category}`);
    expect(categories).toContain('s.a non-breaking');
    expect(names(plan.backfill)).toEqual(['s.a', 's.d']);
  });

  it('are asked for only on a terminal: elsewhere the plan is refused', async () => {
    const project = await deployed();
    project.write(changed);
    const run = await project.mesh('plan --no-auto-categorization --auto-apply --json');
    expect(run.code).toBe(2);
    expect(JSON.stringify(run.json)).toContain('--category');
  });
});

describe('run', () => {
  const files = {
    'models/a.sql': timed('a', '1'),
    'models/b.sql': `MODEL (name s.b, kind INCREMENTAL_BY_TIME_RANGE (time_column d)); SELECT d, v FROM s.a WHERE d BETWEEN @start_date AND @end_date`,
    'models/c.sql': timed('c', '3'),
  };
  async function aDayLater(): Promise<TestProject> {
    const project = await deployed(files);
    project.now = '2023-01-09T00:05:00Z';
    return project;
  }

  it('--select-model computes the model and what it reads', async () => {
    const project = await aDayLater();
    expect(names((await project.run('--select-model s.b')).models)).toEqual(['s.a', 's.b']);
    expect(names((await project.run()).models)).toEqual(['s.c']);
  });

  it('--no-auto-upstream leaves out what it reads, and then has no day to compute', async () => {
    const project = await aDayLater();
    const run = await project.run('--select-model s.b --no-auto-upstream');
    expect(run.status).toBe('nothing-to-do');
    const alone = await project.run('--select-model s.a --no-auto-upstream');
    expect(names(alone.models)).toEqual(['s.a']);
  });

  it('never picks up changed files', async () => {
    const project = await aDayLater();
    project.write({ 'models/a.sql': timed('a', '100'), 'models/broken.sql': 'MODEL (name s.x' });
    await project.run();
    expect(await project.rows('SELECT DISTINCT v FROM s.a')).toEqual(['1']);
  });

  it('prints the result of the contract', async () => {
    const project = await aDayLater();
    const run = await project.mesh('run --json');
    const json = run.json as { seconds: number; models: { seconds: number }[] };
    expect(json).toEqual({
      schemaVersion: 1,
      environment: 'prod',
      status: 'success',
      models: ['s.a', 's.b', 's.c'].map((name) => ({
        name,
        status: 'success',
        intervals: [{ start: '2023-01-08T00:00:00.000Z', end: '2023-01-09T00:00:00.000Z' }],
        rows: 1,
        seconds: expect.any(Number),
        audits: [],
        error: null,
      })),
      seconds: expect.any(Number),
      nextDue: '2023-01-10T00:00:00.000Z',
    });
  });

  it('of a development environment computes its own tables', async () => {
    const project = await deployed(files);
    project.write({ 'models/c.sql': timed('c', '4') });
    await project.plan('dev');
    project.now = '2023-01-09T00:05:00Z';
    expect(names((await project.run('dev')).models)).toEqual(['s.c']);
    expect(await project.rows('SELECT count(*) FROM s__dev.c UNION ALL SELECT count(*) FROM s.c')).toEqual(['2', '1']);
  });
});
