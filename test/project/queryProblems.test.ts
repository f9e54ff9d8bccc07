import { expect, it } from 'vitest';
import { testProject } from '../support/testProject.ts';

const orders = (columns: string) => `MODEL (name shop.orders, kind FULL);\nSELECT ${columns}`;
const report = (column: string) =>
  `MODEL (name shop.report, kind FULL);\nSELECT\n  o.id,\n  ${column} AS c\nFROM shop.orders AS o\n`;

const escaped = (text: string): RegExp => new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}$`);

it.each([
  ['o.custmer', 'Table "o" does not have a column named "custmer" (models/report.sql:4:3); did you mean customer?'],
  ['custmer', 'Referenced column "custmer" not found in FROM clause (models/report.sql:4:3); did you mean customer?'],
  [
    'upper(custmer)',
    'Referenced column "custmer" not found in FROM clause (models/report.sql:4:9); did you mean customer?',
  ],
  ['summ(o.id)', 'Scalar Function with name summ does not exist (models/report.sql:4:3); did you mean sum?'],
  ['x.id', 'Referenced table "x" not found (models/report.sql:4:3)'],
  [
    'abs(o.customer)',
    /^No function matches the given name and argument types 'abs\(VARCHAR\)'.*\(models\/report.sql:4:3\)/,
  ],
  ['sum(o.id)', /^column "id" must appear in the GROUP BY clause .*\(models\/report.sql:3:3\)/],
])('warns of %s, with which its query would fail', async (column, text) => {
  const files = { 'models/orders.sql': orders("1 AS id, 'x' AS customer"), 'models/report.sql': report(column) };
  const project = testProject(files);
  const { notes } = await project.plan(['--dry-run']);
  expect(notes.filter((note) => note.severity === 'warning')).toEqual([
    {
      severity: 'warning',
      model: 'shop.report',
      text: expect.stringMatching(typeof text === 'string' ? escaped(text) : text),
    },
  ]);
});

it.each(['company_macro(o.id)', 'st_point(o.id, o.id)'])(
  'says nothing of %s, which the database may know',
  async (column) => {
    const files = { 'models/orders.sql': orders("1 AS id, 'x' AS customer"), 'models/report.sql': report(column) };
    const { notes } = await testProject(files).plan(['--dry-run']);
    expect(notes.filter((note) => note.severity === 'warning')).toEqual([]);
  },
);

it('warns of unchanged models that read a column which the change takes away, and of none once they are corrected', async () => {
  const project = testProject({
    'models/orders.sql': orders("1 AS id, 'x' AS customer"),
    'models/report.sql': report('o.customer'),
  });
  expect((await project.plan()).notes.filter((note) => note.severity === 'warning')).toEqual([]);
  project.write({ 'models/orders.sql': orders("1 AS id, 'x' AS client") });
  const warnings = async () =>
    (await project.plan(['dev', '--dry-run'])).notes.flatMap((note) =>
      note.severity === 'warning' ? [note.text] : [],
    );
  expect(await warnings()).toEqual(['Table "o" does not have a column named "customer" (models/report.sql:4:3)']);
  project.write({ 'models/report.sql': report('o.client') });
  expect(await warnings()).toEqual([]);
});

it('plans and builds a model of what the database says of itself', async () => {
  const project = testProject({
    'models/t.sql':
      "MODEL (name s.t, kind FULL); SELECT count(*) AS n FROM information_schema.tables WHERE table_name = 'none'",
    'models/u.sql':
      'MODEL (name s.u, kind VIEW); SELECT table_name, n FROM information_schema.tables CROSS JOIN s.t LIMIT 0',
  });
  const { notes } = await project.plan();
  expect(notes.filter((note) => note.severity === 'warning')).toEqual([]);
  expect(await project.rows('SELECT n FROM s.t')).toEqual(['0']);
  expect(await project.rows('SELECT column_name FROM (DESCRIBE s.u)')).toEqual(['table_name', 'n']);
});

it('warns of a declared column that the query does not give', async () => {
  const declared = (kind: string): string =>
    `MODEL (name s.t, kind ${kind}, columns (id INT, custmer TEXT));\nSELECT 1 AS id, 'x' AS customer;`;
  const project = testProject({ 'models/t.sql': declared('FULL') });
  const warnings = async () =>
    (await project.plan(['--dry-run'])).notes.flatMap((note) => (note.severity === 'warning' ? [note.text] : []));
  expect(await warnings()).toEqual([
    'the query gives no column custmer, which is declared (models/t.sql:2:1); did you mean customer?',
  ]);
  project.write({ 'models/t.sql': declared('EMBEDDED') });
  expect(await warnings()).toEqual([]);
});
