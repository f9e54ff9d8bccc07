// Who notices a column: `mesh lineage --impact`, and what a plan says of each column that changed.
import { describe, expect, it } from 'vitest';
import { testProject, type Files, type TestProject } from '../support/testProject.ts';

const model = (name: string, query: string, kind = 'FULL'): Files => ({
  [`models/${name}.sql`]: `MODEL (name shop.${name}, kind ${kind});\n${query};\n`,
});

const orders = "SELECT 1 AS id, 10::INT AS amount, 'x' AS note, DATE '2023-01-02' AS d";

const shop: Files = {
  ...model('orders', orders),
  ...model('daily', 'SELECT d, sum(amount) AS total, count(*) AS n FROM shop.orders GROUP BY d'),
  ...model('big', 'SELECT id, note FROM shop.orders WHERE amount > 5'),
  ...model('bigger', 'SELECT id, upper(note) AS loud FROM shop.big', 'VIEW'),
  ...model('all_of_it', 'SELECT * FROM shop.orders', 'VIEW'),
  ...model('notes', 'SELECT id, note FROM shop.orders', 'VIEW'),
  ...model('top', 'SELECT d, total * 2 AS double_total FROM shop.daily', 'VIEW'),
};

interface Affected {
  readonly name: string;
  readonly rows: boolean;
  readonly columns: readonly string[];
  readonly reason: string;
}

const short = (models: readonly Affected[]): string[] =>
  models.map(({ name, rows, columns }) => `${name}: ${rows ? 'rows' : columns.join(', ')}`).sort();

const ofAmount = [
  'shop.all_of_it: amount',
  'shop.big: rows',
  'shop.bigger: rows',
  'shop.daily: total',
  'shop.top: double_total',
];

describe('lineage --impact', () => {
  it('lists every model and column that would change, and which would not', async () => {
    const project = testProject(shop);
    const { code, stdout } = await project.mesh('lineage shop.orders.amount --downstream --impact');
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: `shop.orders.amount: 5 models would change if it went away or had another type
  shop.all_of_it  amount  amount comes from shop.orders.amount
  shop.big        all rows  its rows depend on shop.orders.amount
  shop.daily      total  total comes from shop.orders.amount
  shop.bigger     all rows  reads shop.big, whose rows depend on it
  shop.top        double_total  double_total comes from shop.daily.total
  not affected: shop.notes
`,
    });
  });

  it('gives the same as JSON, with all columns of models whose rows are at stake', async () => {
    const project = testProject(shop);
    const json = (await project.mesh('lineage shop.orders.amount --downstream --impact --json')).json as {
      readonly model: string;
      readonly columns: unknown;
      readonly impact: readonly { readonly column: string; readonly models: Affected[]; readonly spared: unknown }[];
    };
    expect(json.columns).toEqual({
      amount: [
        { model: 'shop.all_of_it', column: 'amount' },
        { model: 'shop.big', column: 'id' },
        { model: 'shop.big', column: 'note' },
        { model: 'shop.daily', column: 'total' },
        { model: 'shop.bigger', column: 'id' },
        { model: 'shop.bigger', column: 'loud' },
        { model: 'shop.top', column: 'double_total' },
      ],
    });
    expect(json.impact.map(({ column, spared }) => ({ column, spared }))).toEqual([
      { column: 'amount', spared: ['shop.notes'] },
    ]);
    expect(short(json.impact[0]!.models)).toEqual(ofAmount);
  });

  it('takes every column of a model, and says where nothing would change', async () => {
    const project = testProject(shop);
    const { stdout } = await project.mesh('lineage shop.daily --impact');
    expect(stdout.split('\n').filter((line) => line.startsWith('shop.'))).toEqual([
      'shop.daily.d: 1 model would change if it went away or had another type',
      'shop.daily.total: 1 model would change if it went away or had another type',
      'shop.daily.n: nothing below it would change',
    ]);
  });

  it('counts readers whose use cannot be known: code, and queries with statements of their own', async () => {
    const project = testProject({
      ...shop,
      'models/stated.sql':
        'MODEL (name shop.stated, kind FULL);\nCREATE TEMP TABLE IF NOT EXISTS t AS SELECT 1;\nSELECT id FROM shop.orders;\n',
      'models/coded.ts': `import { model } from 'mesh-sql';
export default model({ name: 'shop.coded', kind: 'FULL', columns: { id: 'INTEGER' }, dependsOn: ['shop.orders'] }, async function* () {});
`,
    });
    const { json, stderr } = await project.mesh('lineage shop.orders.amount --impact --json');
    const { impact } = json as { impact: readonly { readonly models: readonly Affected[] }[] };
    expect(stderr).toBe('');
    expect(impact[0]!.models.filter(({ name }) => /coded|stated/.test(name))).toMatchObject([
      { name: 'shop.coded', rows: true, columns: ['id'], reason: 'reads shop.orders in code' },
      { name: 'shop.stated', rows: true, reason: 'reads shop.orders and has statements of its own' },
    ]);
  });

  it('refuses to look upstream at the same time, and names the near column', async () => {
    const project = testProject(shop);
    expect(await project.mesh('lineage shop.orders.amount --upstream --impact')).toMatchObject({ code: 2 });
    const { code, stderr } = await project.mesh('lineage shop.orders.amont --impact');
    expect(code).toBe(2);
    expect(stderr).toContain('did you mean amount?');
  });

  it('of a table that nobody declares, and of models over it, counts all that may read the column', async () => {
    const project = testProject({
      ...model('staged', 'SELECT o.id, o.amount * 2 AS twice FROM raw.orders AS o'),
      ...model('counted', 'SELECT count(*) AS n FROM shop.staged'),
      ...model('copied', 'SELECT * FROM shop.staged'),
      ...model('apart', 'SELECT 1 AS one'),
    });
    const run = await project.mesh('lineage raw.orders.amount --downstream --impact');
    expect([run.code, run.stderr]).toEqual([0, '']);
    expect(run.stdout).toContain('raw.orders.amount: 3 models would change');
    expect(run.stdout).toMatch(/shop\.staged +all rows +reads raw\.orders; which columns it uses cannot be known/);
    expect(run.stdout).toContain('the columns of raw.orders are not known: it is no model and no external model');
    expect((await project.mesh('lineage shop.staged.twice --impact --json')).json).toMatchObject({
      impact: [{ column: 'twice', models: [{ name: 'shop.copied', rows: true }], spared: ['shop.counted'] }],
    });
    const unread = await project.mesh('lineage raw.order.amount --impact');
    expect([unread.code, unread.stderr]).toEqual([2, expect.stringContaining('MODEL_UNKNOWN')]);
    const direct = await project.mesh('lineage shop.staged.twice');
    expect([direct.code, direct.stderr]).toEqual([2, expect.stringContaining('raw.orders are not known')]);
    project.write({ 'external_models.yaml': '- name: raw.orders\n  columns: { id: INT, amount: INT }\n' });
    const known = await project.mesh('lineage raw.orders.amount --impact --json');
    expect(known.json).toMatchObject({
      impact: [{ models: [{ columns: ['twice'] }, { name: 'shop.copied' }], spared: ['shop.counted'] }],
    });
  });
});

it('lineage as a page: the models it is about, opened at the column', async () => {
  const project = testProject({ ...shop, ...model('apart', 'SELECT 1 AS one') });
  expect(await project.mesh('lineage shop.daily.total --out lineage.html')).toMatchObject({ code: 0 });
  const page = project.read('lineage.html');
  const data = JSON.parse(/<script type="application\/json" id="data">([^]*?)<\/script>/.exec(page)![1]!) as {
    readonly nodes: readonly { readonly name: string }[];
    readonly selected: unknown;
  };
  expect(data.nodes.map(({ name }) => name).sort()).toEqual(['shop.daily', 'shop.orders', 'shop.top']);
  expect(data.selected).toEqual({ model: 'shop.daily', column: 'total' });
  expect((await project.mesh('lineage shop.daily --upstream --format html')).stdout).toContain('openColumn');
});

describe('a plan says of each changed column', () => {
  interface Modified {
    readonly name: string;
    readonly affects: readonly { readonly column: string; readonly models: readonly Affected[] }[];
  }

  async function affects(project: TestProject, words: string, name = 'shop.orders'): Promise<Modified['affects']> {
    const { json } = await project.mesh(`plan ${words} --dry-run --json`);
    const { modified } = (json as { changes: { modified: readonly Modified[] } }).changes;
    return modified.find((change) => change.name === name)!.affects;
  }

  it('who notices it, in JSON, text and Markdown, also when the change was built elsewhere before', async () => {
    const project = testProject(shop);
    await project.plan();
    project.write(model('orders', orders.replace('::INT', '::BIGINT')));
    const first = await affects(project, 'dev');
    expect(first.map(({ column, models }) => ({ column, models: short(models) }))).toEqual([
      { column: 'amount', models: ofAmount },
    ]);
    const line =
      'amount affects shop.all_of_it.amount, shop.big (all rows), shop.daily.total, shop.bigger (all rows), shop.top.double_total';
    expect((await project.mesh('plan dev --dry-run --markdown plan.md')).stdout).toContain(`      ${line}\n`);
    expect(project.read('plan.md')).toContain(`- \`${line}\`\n`);
    await project.plan('dev');
    expect(await affects(project, '')).toEqual(first);
  });

  it('who notices that it went, whatever they read now', async () => {
    const project = testProject(shop);
    await project.plan();
    project.write({
      ...model('orders', orders.replace('10::INT AS amount, ', '')),
      ...model('daily', 'SELECT d, count(*) AS total, count(*) AS n FROM shop.orders GROUP BY d'),
      ...model('big', 'SELECT id, note FROM shop.orders'),
    });
    const found = await affects(project, 'dev');
    expect(found.map(({ column, models }) => ({ column, models: short(models) }))).toEqual([
      { column: 'amount', models: ofAmount },
    ]);
  });

  it('that no model below uses it', async () => {
    const project = testProject({ ...model('orders', orders), ...model('ids', 'SELECT id FROM shop.orders') });
    await project.plan();
    project.write(model('orders', orders.replace('10::INT', '11::INT')));
    expect(await affects(project, 'dev')).toEqual([{ column: 'amount', models: [] }]);
    expect((await project.mesh('plan dev --dry-run')).stdout).toContain('amount affects no model below');
  });

  it('nothing of columns that only its query has', async () => {
    const declared = (query: string): Files => ({
      'models/orders.sql': `MODEL (name shop.orders, kind FULL, columns (id INT));\n${query};\n`,
    });
    const project = testProject(declared('SELECT 1 AS id, 2 AS extra'));
    await project.plan();
    project.write(declared('SELECT 1 AS id, 3 AS extra'));
    expect(await affects(project, 'dev')).toEqual([]);
  });

  it('nothing of columns that are new', async () => {
    const project = testProject(shop);
    await project.plan();
    project.write(model('orders', `${orders}, 2 AS more`));
    expect(await affects(project, 'dev')).toEqual([]);
  });
});

describe('other values in one column of a seed', () => {
  const seeded: Files = {
    'seeds/raw.csv': 'id,v,w\n1,10,x\n2,20,y\n',
    'models/raw.sql': `MODEL (name shop.raw, kind SEED (path '../seeds/raw.csv'));`,
    ...model('ids', 'SELECT id, w FROM shop.raw'),
    ...model('sums', 'SELECT sum(v) AS v FROM shop.raw'),
  };

  it('spare readers of the others', async () => {
    const project = testProject(seeded);
    await project.plan();
    project.write({ 'seeds/raw.csv': 'id,v,w\n1,10,x\n2,21,y\n' });
    const { changes } = await project.plan();
    expect(changes.modified.map(({ name, category }) => [name, category])).toEqual([
      ['shop.ids', 'indirect-non-breaking'],
      ['shop.raw', 'breaking'],
      ['shop.sums', 'indirect-breaking'],
    ]);
    expect(await project.rows('SELECT * FROM shop.sums')).toEqual(['31']);
  });

  it('do not when every column changed, or a row came', async () => {
    const project = testProject(seeded);
    await project.plan();
    project.write({ 'seeds/raw.csv': 'id,v,w\n1,10,x\n2,20,y\n3,30,z\n' });
    const { changes } = await project.plan();
    expect(changes.modified.map(({ category }) => category)).toEqual([
      'indirect-breaking',
      'breaking',
      'indirect-breaking',
    ]);
    expect(await project.rows('SELECT id FROM shop.ids ORDER BY id')).toEqual(['1', '2', '3']);
  });

  it('do not when a statement of the seed may take rows away', async () => {
    const filtered = {
      'models/raw.sql': `${seeded['models/raw.sql']!}\n@INSERT_SEED();\nDELETE FROM @this_model WHERE v > 20;`,
    };
    const project = testProject({ ...seeded, ...filtered });
    await project.plan();
    project.write({ 'seeds/raw.csv': 'id,v,w\n1,10,x\n2,21,y\n' });
    await project.plan();
    expect(await project.rows('SELECT id FROM shop.ids')).toEqual(['1']);
  });
});
