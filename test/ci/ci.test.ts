import { describe, expect, it } from 'vitest';
import { changedRaw, github, githubPipeline, gitlab, shop } from './shop.ts';

/** Nothing listens there. */
const nowhere = 'http://127.0.0.1:59999';
const noForge = ['ci', '--number', '12', '--branch', 'feature/Ticket-7'];

interface CiObject {
  readonly environment: string;
  readonly status: string;
  readonly applied: boolean;
  readonly changes: { readonly modified: readonly { readonly name: string; readonly category: string }[] };
  readonly ci: { readonly steps: readonly { readonly name: string; readonly status: string; readonly text: string }[] };
  readonly lint: readonly { readonly code: string }[];
  readonly tests: { readonly failed: number };
  readonly remaining: { readonly backfill: readonly unknown[] } | null;
  readonly failOn: { readonly hits: readonly { readonly gate: string; readonly model: string }[] };
  readonly error: { readonly code: string } | null;
  readonly sent: { readonly reason?: string };
}

const stepsOf = (json: unknown): string[] => (json as CiObject).ci.steps.map(({ name, status }) => `${name} ${status}`);

describe('mesh ci', () => {
  it('builds an environment of the request beside prod, and says that deploying computes nothing', async () => {
    const { project, commit } = await shop();
    commit(changedRaw);
    const run = await project.mesh([...noForge, '--json']);
    expect(run.code).toBe(0);
    const json = run.json as CiObject;
    expect(json).toMatchObject({ environment: 'pr_12', status: 'success', applied: true });
    expect(json.changes.modified.map(({ name, category }) => `${name} ${category}`)).toEqual([
      'shop.raw breaking',
      'shop.totals indirect-breaking',
    ]);
    expect(json.remaining?.backfill).toEqual([]);
    expect(await project.rows('SELECT amount FROM shop__pr_12.totals')).toEqual(['200']);
    expect(await project.rows('SELECT amount FROM shop.totals')).toEqual(['100']);
  });

  it('compares with prod again when more is pushed', async () => {
    const { project, commit } = await shop();
    commit(changedRaw);
    await project.mesh(noForge);
    const run = await project.mesh([...noForge, '--json']);
    expect((run.json as CiObject).changes.modified.map(({ name }) => name)).toEqual(['shop.raw', 'shop.totals']);
    expect((run.json as CiObject).ci.steps.at(-1)?.text).toBe('everything is computed already');
    expect(run.code).toBe(0);
  });

  it('lets the environment follow when every change is taken back', async () => {
    const { project, git, commit } = await shop();
    commit(changedRaw);
    await project.mesh(noForge);
    git('revert', '--no-edit', 'HEAD');
    expect((await project.mesh(noForge)).code).toBe(0);
    expect(await project.rows('SELECT amount FROM shop__pr_12.totals')).toEqual(['100']);
  });

  it('builds nothing for a request that changes no model', async () => {
    const { project } = await shop();
    const run = await project.mesh([...noForge, '--json']);
    expect([run.code, stepsOf(run.json).at(-1)]).toEqual([0, 'environment skipped']);
    expect(
      await project.rows("SELECT count(*) FROM duckdb_schemas() WHERE schema_name LIKE 'shop\\_\\_pr%' ESCAPE '\\'"),
    ).toEqual(['0']);
  });

  it('never takes a branch named prod for prod', async () => {
    const { project, commit } = await shop();
    commit(changedRaw);
    const run = await project.mesh(['ci', '--branch', 'prod', '--json']);
    expect([run.code, (run.json as CiObject).environment]).toEqual([0, 'pr_prod']);
    expect(await project.rows('SELECT amount FROM shop.totals')).toEqual(['100']);
  });

  it('asks git for the branch where no pipeline says more', async () => {
    const { project, commit } = await shop();
    commit(changedRaw);
    const run = await project.mesh('ci --dry-run --json');
    expect((run.json as CiObject).environment).toBe('pr_feature_ticket_7');
  });

  it('refuses when it cannot know which request it is about', async () => {
    const { project, git } = await shop();
    git('checkout', '-q', '--detach');
    const run = await project.mesh('ci --json');
    expect([run.code, (run.json as { error: { code: string } }).error.code]).toEqual([2, 'CI_REQUEST_UNKNOWN']);
  });

  it('reports failing tests and findings with the plan, and builds nothing', async () => {
    const { project, commit } = await shop('linter: { enabled: true, rules: [noselectstar] }\n');
    commit({
      'models/copy.sql': 'MODEL (name shop.copy, kind FULL);\nSELECT * FROM shop.raw',
      'tests/test_totals.yaml': `test_totals:
  model: shop.totals
  inputs:
    shop.raw: { rows: [{ id: 1, amount: 5 }] }
  outputs:
    query: { rows: [{ orders: 2, amount: 5 }] }
`,
    });
    const run = await project.mesh([...noForge, '--json']);
    const json = run.json as CiObject & { report: string };
    expect(run.code).toBe(1);
    expect(stepsOf(json)).toEqual([
      'project passed',
      'lint failed',
      'tests failed',
      'plan passed',
      'environment skipped',
    ]);
    expect(json.lint).toHaveLength(1);
    expect(json.tests.failed).toBe(1);
    expect(json.error?.code).toBe('LINT_FAILED');
    expect(json.report).toContain('Problems of lint');
    expect(json.report).toContain('| `shop.copy` | FULL | added |');
  });

  it('reports a project that cannot be loaded, with exit code 2', async () => {
    const { project, commit } = await shop();
    commit({ 'models/bad.sql': 'MODEL (name shop.bad, knd FULL);\nSELECT 1 AS a' });
    const run = await project.mesh([...noForge, '--json']);
    expect([run.code, ...stepsOf(run.json)]).toEqual([2, 'project failed']);
  });

  it('reports a model that fails, with exit code 1 and prod as it was', async () => {
    const { project, commit } = await shop();
    commit({
      'models/raw.sql':
        "MODEL (name shop.raw, kind FULL);\nSELECT range AS id, CAST('x' AS INT) AS amount FROM range(5)",
    });
    const run = await project.mesh(noForge);
    expect(run.code).toBe(1);
    expect(run.stdout).toContain('| environment | **failed** |');
    expect(run.stdout).toContain('models/raw.sql:2');
  });

  it('builds and sends nothing in a dry run', async () => {
    const built = await shop();
    const forge = await github();
    built.commit(changedRaw);
    const run = await built.project.mesh('ci --dry-run', { env: githubPipeline(built, forge.url) });
    expect([run.code, forge.calls]).toEqual([0, []]);
    expect(run.stdout).toContain('dry run: pr_12 was not built');
    expect(await built.project.rows("SELECT count(*) FROM duckdb_schemas() WHERE schema_name = 'shop__pr_12'")).toEqual(
      ['0'],
    );
  });

  it('stops at a gate, before anything is built', async () => {
    const { project, commit } = await shop();
    commit(changedRaw);
    const run = await project.mesh([...noForge, '--fail-on', 'breaking', '--json']);
    const json = run.json as CiObject;
    expect([run.code, json.applied, json.failOn.hits[0]?.model]).toEqual([1, false, 'shop.raw']);
    expect(stepsOf(json).at(-1)).toBe('environment skipped');
    expect((await project.mesh([...noForge, '--fail-on', 'braking'])).code).toBe(2);
  });

  it('writes reports that are the same bytes each time, without a clock', async () => {
    const { project, commit } = await shop();
    commit(changedRaw);
    const write = async (name: string): Promise<string[]> => {
      await project.mesh([...noForge, '--dry-run', '--markdown', `${name}.md`, '--html', `${name}.html`]);
      return [project.read(`${name}.md`), project.read(`${name}.html`)];
    };
    const first = await write('a');
    project.now = '2023-01-08T17:12:13Z';
    expect(await write('b')).toEqual(first);
    expect(first[0]).toContain('## mesh ci: pr_12');
    expect(first[1]).toMatch(/^<!doctype html>/);
  });

  it('follows the keys of SQLMesh', async () => {
    const { project, commit } = await shop(`cicd_bot:
  type: github
  pr_environment_name: Acme Shop
  skip_pr_backfill: true
  pr_include_unmodified: true
  merge_method: squash
  auto_categorize_changes: { sql: 'off' }
`);
    commit(changedRaw);
    const undecided = await project.mesh([...noForge, '--json']);
    expect([undecided.code, (undecided.json as CiObject).error?.code]).toEqual([2, 'PLAN_UNDECIDED']);
    const run = await project.mesh([...noForge, '--category', 'shop.raw=breaking', '--json']);
    expect([run.code, (run.json as CiObject).environment]).toEqual([0, 'acme_shop_12']);
    expect(await project.rows('SELECT count(*) FROM shop__acme_shop_12.raw')).toEqual(['0']);
  });

  it('takes changes of a branch with the suffix as forward-only', async () => {
    const { project, commit } = await shop();
    commit(changedRaw);
    const run = await project.mesh('ci --dry-run --branch fix-forward-only --json');
    expect((run.json as CiObject).changes.modified[0]).toMatchObject({ name: 'shop.raw', category: 'forward-only' });
  });
});

describe('mesh ci deploy', () => {
  it('switches prod to what the environment computed, and ends the environment', async () => {
    const { project, commit } = await shop();
    commit(changedRaw);
    await project.mesh(noForge);
    const run = await project.mesh(['ci', 'deploy', '--number', '12', '--json']);
    const json = run.json as CiObject & { backfill: readonly unknown[] };
    expect(run.code).toBe(0);
    expect(json).toMatchObject({ environment: 'prod', applied: true, backfill: [] });
    expect(stepsOf(json)).toEqual([
      'project passed',
      'lint skipped',
      'tests skipped',
      'plan passed',
      'deploy passed',
      'clean-up passed',
    ]);
    expect(await project.rows('SELECT amount FROM shop.totals')).toEqual(['200']);
    const left = (await project.mesh('environments --json')).json as { name: string; expiresAt: string | null }[];
    expect(left.find(({ name }) => name === 'pr_12')?.expiresAt).toBe('2023-01-08T15:00:00.000Z');
  });

  it('computes what no environment has computed', async () => {
    const { project, commit } = await shop();
    commit(changedRaw);
    expect((await project.mesh('ci deploy')).code).toBe(0);
    expect(await project.rows('SELECT amount FROM shop.totals')).toEqual(['200']);
  });

  it('finds the request that a push to the branch of prod came with', async () => {
    const built = await shop();
    const forge = await github();
    const sha = built.commit(changedRaw);
    await built.project.mesh(noForge);
    forge.requests.set(`/repos/acme/shop/commits/${sha}/pulls`, [
      { number: 9, merged_at: null, head: { ref: 'other' } },
      { number: 12, merged_at: '2023-01-08T14:00:00Z', head: { ref: 'feature/Ticket-7' } },
    ]);
    const { GITHUB_EVENT_PATH: _, ...env } = githubPipeline(built, forge.url);
    const push = { ...env, GITHUB_SHA: sha, GITHUB_REF: 'refs/heads/main' };
    const run = await built.project.mesh('ci deploy --json', { env: push });
    expect([run.code, stepsOf(run.json).at(-1)]).toEqual([0, 'clean-up passed']);
    expect(forge.comments[0]?.body).toContain('## mesh ci deploy: prod');
    expect(await built.project.rows('SELECT amount FROM shop.totals')).toEqual(['200']);
  });

  it('changes nothing when the forge cannot be asked', async () => {
    const built = await shop();
    built.commit(changedRaw);
    const { GITHUB_EVENT_PATH: _, ...env } = githubPipeline(built, nowhere);
    const run = await built.project.mesh('ci deploy --json', { env });
    expect([run.code, (run.json as { error: { code: string } }).error.code]).toEqual([2, 'CI_FORGE']);
    expect(await built.project.rows('SELECT amount FROM shop.totals')).toEqual(['100']);
  });

  it('is refused for requests into another branch', async () => {
    const built = await shop('ci: { prod_branch_name: trunk }\n');
    built.commit(changedRaw);
    const env = githubPipeline(built, 'http://127.0.0.1:1');
    const run = await built.project.mesh('ci deploy --json', { env });
    expect([run.code, (run.json as { error: { code: string } }).error.code]).toEqual([2, 'CI_BRANCH']);
    expect(await built.project.rows('SELECT amount FROM shop.totals')).toEqual(['100']);
  });

  it('changes nothing in a dry run, and refuses other words', async () => {
    const { project, commit } = await shop();
    commit(changedRaw);
    expect((await project.mesh('ci deploy --dry-run')).code).toBe(0);
    expect(await project.rows('SELECT amount FROM shop.totals')).toEqual(['100']);
    const run = await project.mesh('ci deply');
    expect([run.code, run.stderr]).toEqual([2, expect.stringContaining('did you mean deploy?')]);
  });
});

describe('the report on a forge', () => {
  it('is one comment of GitHub, which the next push writes over, and a status of the head', async () => {
    const built = await shop();
    const forge = await github();
    const sha = built.commit(changedRaw);
    forge.comments.push(
      ...Array.from({ length: 120 }, (_, i) => ({ id: i + 1, body: `talk ${i} <!-- mesh ci: mesh -->` })),
    );
    const env = githubPipeline(built, forge.url);
    const first = await built.project.mesh('ci', { env });
    expect([first.code, first.stderr]).toEqual([0, expect.stringContaining('GitHub: the comment was created')]);
    const second = await built.project.mesh('ci', { env });
    expect([second.code, second.stderr]).toEqual([0, expect.stringContaining('GitHub: the comment was updated')]);
    const own = forge.comments.filter(({ body }) => body.startsWith('<!-- mesh ci: mesh -->\n## mesh ci: pr_12'));
    expect([own.length, forge.comments.length]).toEqual([1, 121]);
    expect(forge.statuses.map(({ commit, body }) => [commit, body['state'], body['context']])).toEqual([
      [sha, 'success', 'mesh'],
      [sha, 'success', 'mesh'],
    ]);
  });

  it('is a note and a status of GitLab', async () => {
    const built = await shop('project: my shop\n');
    const forge = await gitlab();
    const sha = built.commit({ 'models/bad.sql': 'MODEL (name shop.bad);\nSELEC 1' });
    const env = {
      GITLAB_CI: 'true',
      CI_API_V4_URL: forge.url,
      CI_PROJECT_ID: '42',
      CI_MERGE_REQUEST_IID: '12',
      CI_MERGE_REQUEST_SOURCE_BRANCH_NAME: 'feature/Ticket-7',
      CI_COMMIT_SHA: sha,
      GITLAB_TOKEN: 'secret-token',
    };
    expect((await built.project.mesh('ci', { env })).code).toBe(2);
    expect((await built.project.mesh('ci', { env })).code).toBe(2);
    expect(forge.calls.filter((call) => !call.startsWith('GET'))).toEqual([
      'POST /projects/42/merge_requests/12/notes',
      `POST /projects/42/statuses/${sha}`,
      'PUT /projects/42/merge_requests/12/notes/1000',
      `POST /projects/42/statuses/${sha}`,
    ]);
    expect(forge.statuses[0]?.body).toMatchObject({ state: 'failed', name: 'mesh/my_shop' });
  });

  it('that it does not take is exit code 1 after a good run, and what was built stays', async () => {
    const built = await shop();
    const forge = await github();
    built.commit(changedRaw);
    const env = githubPipeline(built, forge.url);
    const run = await built.project.mesh('ci', { env: { ...env, GITHUB_TOKEN: 'wrong' } });
    expect([run.code, run.stderr]).toEqual([1, expect.stringContaining('CI_FORGE')]);
    expect(run.stderr).toContain('Bad credentials');
    expect(run.stderr + run.stdout).not.toContain('wrong');
    expect(await built.project.rows('SELECT amount FROM shop__pr_12.totals')).toEqual(['200']);
    const away = await built.project.mesh('ci --json', { env: { ...env, GITHUB_API_URL: nowhere } });
    expect([away.code, JSON.stringify((away.json as CiObject).sent)]).toEqual([
      1,
      expect.stringContaining('ECONNREFUSED'),
    ]);
  });

  it('that it does not take is exit code 2 when nothing was run', async () => {
    const built = await shop();
    built.commit({ 'models/bad.sql': 'MODEL (name shop.bad, knd FULL);\nSELECT 1 AS a' });
    const run = await built.project.mesh('ci', { env: githubPipeline(built, nowhere) });
    expect(run.code).toBe(2);
  });

  it('is tried again when the forge is busy', async () => {
    const built = await shop();
    const forge = await github();
    built.commit(changedRaw);
    forge.failures.push(503);
    const run = await built.project.mesh('ci', { env: githubPipeline(built, forge.url) });
    expect([run.code, forge.comments.length]).toEqual([0, 1]);
  });

  it('is only printed where there is no token', async () => {
    const built = await shop();
    built.commit(changedRaw);
    const { GITHUB_TOKEN: _, ...env } = githubPipeline(built, nowhere);
    const run = await built.project.mesh('ci', { env });
    expect([run.code, run.stderr]).toEqual([0, expect.stringContaining('there is no token in GITHUB_TOKEN')]);
    expect(run.stdout).toContain('### What changed');
  });
});
