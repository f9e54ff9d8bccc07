// `plan --against`: two versions compared without a database, and `--fail-on`: plans that stop at a gate.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { testProject, type PlanObject, type TestProject } from '../support/testProject.ts';

const days = (select: string, more = ''): string =>
  `MODEL (name shop.days, kind INCREMENTAL_BY_TIME_RANGE (time_column ds${more}), cron '@daily');
SELECT ${select} FROM (SELECT @start_ds::DATE AS ds, 1 AS n, 'x' AS word) AS t;`;
const files = {
  '.gitignore': '.mesh\n*.duckdb*\n',
  'models/days.sql': days('ds, n, word'),
  'models/total.sql': 'MODEL (name shop.total, kind FULL);\nSELECT sum(n) AS n FROM shop.days;',
  'models/scores.ts': `import { model } from 'mesh-sql';
import { one } from '../lib/one.ts';
export default model({ name: 'shop.scores', kind: 'FULL', columns: { id: 'INTEGER' } }, () => [{ id: one }]);`,
  'lib/one.ts': 'export const one = 1;\n',
};

type Gated = PlanObject & {
  readonly failOn?: { readonly hits: readonly { readonly gate: string; readonly model: string }[] };
};

function git(project: TestProject, ...args: string[]): void {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...who, ...args], { cwd: project.folder, stdio: 'pipe' });
}

function committed(more: Readonly<Record<string, string>> = {}): TestProject {
  const project = testProject({ ...files, ...more });
  git(project, 'init', '-q', '-b', 'main');
  git(project, 'add', '.');
  git(project, 'commit', '-q', '-m', 'first');
  return project;
}

const hasDatabase = (project: TestProject): boolean => existsSync(join(project.folder, 'db.duckdb'));

const changesOf = ({ changes }: PlanObject): unknown => ({
  added: changes.added.map((c) => c.name),
  removed: changes.removed.map((c) => c.name),
  modified: changes.modified.map((c) => `${c.name} ${c.category}`),
});

describe('plan --against a git ref', () => {
  it('shows nothing where nothing changed, and opens no database', async () => {
    const project = committed();
    const run = await project.mesh('plan --against main --json');
    expect([run.code, run.stderr]).toEqual([0, '']);
    expect(run.json).toMatchObject({ environment: 'prod', hasChanges: false, backfill: [], applied: false });
    expect(hasDatabase(project)).toBe(false);
    expect(readdirSync(join(project.folder, '.mesh/cache')).filter((name) => name.startsWith('against'))).toEqual([]);
  });

  it.each(['prod', 'dev'])('shows what the working version changes, for %s', async (environment) => {
    const project = committed();
    project.write({
      'models/days.sql': days('ds, n + 1 AS n, word'),
      'models/scores.ts': null,
      'models/more.sql': 'MODEL (name shop.more, kind VIEW);\nSELECT n FROM shop.total;',
    });
    git(project, 'add', 'models/more.sql');
    const run = await project.mesh(['plan', environment, '--against', 'HEAD', '--json']);
    expect(run.code).toBe(0);
    const plan = run.json as PlanObject;
    expect(changesOf(plan)).toEqual({
      added: ['shop.more'],
      removed: ['shop.scores'],
      modified: ['shop.days breaking', 'shop.total indirect-breaking'],
    });
    expect(plan.backfill.map((step) => `${step.name} ${step.reason}`)).toEqual([
      'shop.days changed',
      'shop.total changed',
    ]);
    expect(hasDatabase(project)).toBe(false);
    // The repository is as it was: one file staged, nothing else.
    const staged = execFileSync('git', ['diff', '--cached', '--name-only'], { cwd: project.folder, encoding: 'utf8' });
    expect(staged).toBe('models/more.sql\n');
  });

  it('sees that a module changed which a model imports', async () => {
    const project = committed();
    project.write({ 'lib/one.ts': 'export const one = 2;\n' });
    const { json } = await project.mesh('plan --against main --json');
    expect(changesOf(json as PlanObject)).toEqual({ added: [], removed: [], modified: ['shop.scores breaking'] });
  });

  it('finds a project in a folder of its repository', async () => {
    const project = testProject(files);
    const inner = testProject({});
    for (const name of readdirSync(inner.folder)) rmSync(join(inner.folder, name));
    execFileSync('cp', ['-R', `${project.folder}/.`, join(inner.folder, 'part')]);
    git(inner, 'init', '-q', '-b', 'main');
    git(inner, 'add', '.');
    git(inner, 'commit', '-q', '-m', 'first');
    inner.write({ 'part/models/total.sql': 'MODEL (name shop.total, kind FULL);\nSELECT max(n) AS n FROM shop.days;' });
    const { json } = await inner.mesh(['-p', 'part', 'plan', '--against', 'main', '--json']);
    expect(changesOf(json as PlanObject)).toEqual({ added: [], removed: [], modified: ['shop.total breaking'] });
  });

  it('says what is wrong: an unknown ref, a project that was broken there, options that apply', async () => {
    const project = committed({ 'models/total.sql': 'MODEL (name shop.total, kind FUL);\nSELECT 1 AS n;' });
    project.write({ 'models/total.sql': files['models/total.sql'] });
    const failures: [string, string][] = [
      ['--against nowhere', 'PLAN_AGAINST'],
      ['--against main', 'PLAN_AGAINST'],
      ['--against main --auto-apply', 'CLI_OPTIONS_EXCLUDE'],
      ['--against models/total.sql', 'STATE_FILE'],
    ];
    for (const [words, code] of failures) {
      const run = await project.mesh(`plan --json ${words}`);
      expect([words, run.code, (run.json as { error: { code: string } }).error.code]).toEqual([words, 2, code]);
    }
    const broken = await project.mesh('plan --against main');
    expect(broken.stderr).toContain('models/total.sql:1');
  });
});

describe('plan --against a state file', () => {
  it('compares with what was exported, whatever became of the database', async () => {
    const project = testProject(files);
    await project.plan();
    expect((await project.mesh('state export --no-data -o state.json')).code).toBe(0);
    rmSync(join(project.folder, 'db.duckdb'));
    const same = await project.mesh('plan --against state.json --json');
    expect(same.json).toMatchObject({ hasChanges: false, backfill: [] });
    project.write({ 'models/days.sql': days('ds, n, word, 1 AS more') });
    const run = await project.mesh('plan --against state.json --json --detailed-exitcode');
    expect(run.code).toBe(3);
    expect(changesOf(run.json as PlanObject)).toEqual({
      added: [],
      removed: [],
      modified: ['shop.days non-breaking', 'shop.total indirect-non-breaking'],
    });
    expect(hasDatabase(project)).toBe(false);
    const text = await project.mesh('plan --against state.json');
    expect([text.code, text.stdout, text.stderr]).toEqual([
      0,
      expect.stringContaining('shop.days'),
      'Compared with state.json: nothing was run.\n',
    ]);
  });
});

describe('plan --fail-on', () => {
  const hitsOf = (plan: Gated): string[] => plan.failOn?.hits.map((hit) => `${hit.gate} ${hit.model}`) ?? [];

  it('refuses a gate that there is not, before anything else', async () => {
    const run = await testProject({}).mesh('plan --fail-on braking --json');
    expect([run.code, run.json]).toMatchObject([
      2,
      { error: { code: 'CLI_OPTION_CHOICE', hint: expect.stringContaining('breaking') } },
    ]);
  });

  it.each([
    [
      'a breaking change',
      'breaking',
      { 'models/total.sql': 'MODEL (name shop.total, kind FULL);\nSELECT max(n) AS n FROM shop.days;' },
      ['breaking shop.total'],
    ],
    ['a removed model', 'breaking,destructive,data-loss', { 'models/total.sql': null }, ['destructive shop.total']],
    [
      'a change that adds',
      'breaking,destructive,contract,data-loss',
      { 'models/days.sql': days('ds, n, word, 1 AS more') },
      [],
    ],
  ])('%s', async (_, gates, change, expected) => {
    const project = testProject(files);
    await project.plan();
    project.write(change);
    for (const more of [['--auto-apply'], ['--dry-run']]) {
      const run = await project.mesh(['plan', '--fail-on', gates, '--json', ...more]);
      const plan = run.json as Gated;
      expect([run.code, hitsOf(plan)]).toEqual([expected.length > 0 ? 1 : 0, expected]);
      if (expected.length > 0) expect([plan.applied, plan.result]).toEqual([false, null]);
    }
    if (expected.length > 0) expect((await project.mesh('diff prod')).stdout).toContain('shop.total');
  });

  it.each(['', ', on_destructive_change allow'])(
    'a dropped forward-only column is destructive and a loss of data%s',
    async (policy) => {
      const project = testProject({ ...files, 'models/days.sql': days('ds, n, word', policy) });
      await project.plan();
      project.write({ 'models/days.sql': days('ds, n', policy) });
      for (const environment of ['prod', 'dev']) {
        const words = ['plan', environment, '--forward-only', '--fail-on', 'destructive', '--fail-on', 'data-loss'];
        const run = await project.mesh([...words, '--json', '--auto-apply']);
        expect([run.code, hitsOf(run.json as Gated)]).toEqual([1, ['destructive shop.days', 'data-loss shop.days']]);
      }
      expect(await project.rows('SELECT word FROM shop.days')).toEqual(['x']);
      const saved = await project.mesh(['plan', '--forward-only', '--fail-on', 'data-loss', '--out', 'a.plan']);
      expect([saved.code, existsSync(join(project.folder, 'a.plan'))]).toEqual([1, false]);
      expect(saved.stderr).toContain('--fail-on data-loss: shop.days: the table loses its column word');
    },
  );

  it('a contract is broken by columns that go, change or may become NULL, not by new ones', async () => {
    const promised = (columns: string, select: string): string =>
      `MODEL (name shop.total, kind FULL, contract enforced, columns (${columns}));\nSELECT ${select} FROM shop.days;`;
    const project = testProject({
      ...files,
      'models/total.sql': promised('n INT NOT NULL, m INT, k INT', 'max(n) AS n, 1 AS m, 2 AS k'),
    });
    await project.plan();
    project.write({
      'models/total.sql': promised('n INT NOT NULL, m INT, k INT, l INT', 'max(n) AS n, 1 AS m, 2 AS k, 3 AS l'),
    });
    expect((await project.mesh('plan --fail-on contract --dry-run')).code).toBe(0);
    project.write({ 'models/total.sql': promised('n INT, m BIGINT', 'max(n) AS n, 1 AS m') });
    const run = await project.mesh('plan --fail-on contract --dry-run --json');
    const { failOn } = run.json as { failOn: { hits: { reason: string }[] } };
    expect([run.code, failOn.hits.map((hit) => hit.reason)]).toEqual([
      1,
      ['the column n may be NULL', 'the column m changes from INTEGER to BIGINT', 'the column k is gone'],
    ]);
  });

  it('the history of a rebuilt table is data that is lost', async () => {
    const history = (select: string): string =>
      `MODEL (name shop.history, kind SCD_TYPE_2_BY_COLUMN (unique_key id, columns [v]));\nSELECT ${select};`;
    const project = testProject({ 'models/history.sql': history('1 AS id, 2 AS v') });
    await project.plan();
    project.write({ 'models/history.sql': history('1 AS id, 3 AS v') });
    expect((await project.mesh('plan --fail-on data-loss --dry-run')).code).toBe(0);
    const run = await project.mesh('plan --category shop.history=breaking --fail-on data-loss --json');
    expect([run.code, hitsOf(run.json as Gated)]).toEqual([1, ['data-loss shop.history']]);
  });

  it('works against another version too', async () => {
    const project = committed();
    project.write({ 'models/days.sql': days('ds, n') });
    const run = await project.mesh('plan --against main --forward-only --fail-on data-loss,breaking --json');
    expect([run.code, hitsOf(run.json as Gated)]).toEqual([1, ['data-loss shop.days']]);
  });
});
