import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDuckDBFrontend } from '../../src/engine/duckdb/frontend.ts';
import type { SqlFrontend } from '../../src/sql/frontend.ts';
import { load, problems, type Files } from './loadedFolder.ts';

let frontend: SqlFrontend;
beforeAll(async () => {
  frontend = await openDuckDBFrontend({ defaultCatalog: 'db' });
});
afterAll(() => frontend.close());

const withEngine = (files: Files) => load(files, { frontend: async () => frontend });
const model = (name: string, query: string, properties = '') =>
  `MODEL (name ${name}${properties === '' ? '' : `, ${properties}`});\n${query}\n`;

describe('columns that macros ask for', () => {
  it('come from declarations and seeds without asking the engine', async () => {
    const project = await load({
      'models/a.sql': model('s.a', 'SELECT 1 AS id', 'columns (id int, name text)'),
      'models/b.sql': model('s.b', 'SELECT @STAR(s.a) FROM s.a'),
      'seeds/c.csv': 'x,y\n1,a\n',
      'models/c.sql': model('s.c', '', 'kind SEED (path ../seeds/c.csv)'),
      'models/d.sql': model('s.d', 'SELECT @STAR(S.C) FROM s.c'),
    });
    expect(problems(project)).toEqual([]);
    expect(project.models.get('s.b')?.rendered.query).toBe(
      'SELECT CAST("a"."id" AS INTEGER) AS "id", CAST("a"."name" AS VARCHAR) AS "name" FROM s.a',
    );
    expect(project.models.get('s.d')?.rendered.query).toContain('AS BIGINT) AS "x"');
  });

  it('are found out by binding the parents in the order of the graph', async () => {
    const project = await withEngine({
      'external_models.yaml': '- name: out.t\n  columns: { k: bigint, v: text }\n',
      'models/a.sql': model('s.a', 'SELECT k, v, k + 1.5 AS w FROM out.t'),
      'models/b.sql': model('s.b', 'SELECT @STAR(s.a, exclude := [v]) FROM s.a'),
      'models/c.sql': model('s.c', "@UNION('all', s.a, s.b)"),
    });
    expect(problems(project)).toEqual([]);
    expect(project.models.get('s.b')?.rendered.query).toBe(
      'SELECT CAST("a"."k" AS BIGINT) AS "k", CAST("a"."w" AS DECIMAL(21,1)) AS "w" FROM s.a',
    );
    expect(project.models.get('s.c')).toMatchObject({ parents: ['s.a', 's.b'] });
    expect(project.models.get('s.c')?.rendered.query).toMatch(/AS "?w"?/);
    expect(project.columnsOf('"S".B')?.map(({ name }) => name)).toEqual(['k', 'w']);
    expect(project.columnsOf('s.unknown')).toBeUndefined();
    expect(project.columnsOf('no name')).toBeUndefined();
  });

  it('stay a star where nobody knows them', async () => {
    const project = await withEngine({ 'models/b.sql': model('s.b', 'SELECT @STAR(nobody.knows) FROM nobody.knows') });
    expect(problems(project)).toEqual([]);
    expect(project.models.get('s.b')).toMatchObject({ parents: ['nobody.knows'] });
    expect(project.models.get('s.b')?.rendered.query).toContain('.*');
  });
});

describe('declared columns', () => {
  it('may have unsigned types, constraints and defaults of tables, and fields with the names of these', async () => {
    const project = await load({
      'models/a.sql': model(
        's.a',
        'SELECT 1 AS id',
        `dialect mysql, columns (id INT UNSIGNED NOT NULL AUTO_INCREMENT, n INT(11) UNSIGNED DEFAULT 5, k BIGINT PRIMARY KEY,
          at TIMESTAMP NOT NULL DEFAULT CURRENT_TIMESTAMP, t VARCHAR(8) COLLATE utf8_bin)`,
      ),
      'models/b.sql': model(
        's.b',
        'SELECT 1 AS r',
        'dialect spark, columns (r STRUCT<comment: STRING, at: TIMESTAMP>)',
      ),
    });
    expect(problems(project)).toEqual([]);
    expect(project.models.get('s.a')?.columns?.map(({ name, type }) => `${name} ${type}`)).toEqual([
      'id UINTEGER',
      'n UINTEGER',
      'k BIGINT',
      'at TIMESTAMP WITH TIME ZONE',
      't VARCHAR',
    ]);
    expect(project.models.get('s.b')?.columns?.[0]?.type).toBe('STRUCT(comment VARCHAR, at TIMESTAMP WITH TIME ZONE)');
  });
});

describe('queries only the engine can read', () => {
  it('are asked, and their problems shown at their place', async () => {
    const project = await withEngine({
      'models/a.sql': model('s.a', 'SELECT id\nFROM x.y\nWHERE (id = 1'),
      'models/b.sql': model('s.b', 'SELEC id FROM x.y'),
    });
    expect(problems(project)).toEqual(['SQL_SYNTAX models/a.sql:4:14', 'SQL_SYNTAX models/b.sql:2:1']);
  });

  it('are translated first when they are in another dialect', async () => {
    const project = await withEngine({
      'models/a.sql': model(
        's.a',
        'SELECT `a b`.x, DATE_SUB(d, INTERVAL 1 DAY) AS y FROM `p.q` AS `a b`, UNNEST(`a b`.l) AS e',
        'dialect bigquery',
      ),
    });
    expect(problems(project)).toEqual([]);
    expect(project.models.get('s.a')?.parents).toEqual(['p.q']);
  });
});

describe('a model that reads itself', () => {
  const selfReading = async (query: string, properties = '') =>
    problems(await withEngine({ 'models/a.sql': model('s.a', query, properties) }));

  it('needs the types of all its columns', async () => {
    expect(await selfReading('SELECT id, n + 1 AS n FROM s.a')).toEqual([
      'MODEL_SELF_REFERENCE_UNTYPED models/a.sql:2:1',
    ]);
    expect(await selfReading('SELECT * FROM s.a')).toEqual(['MODEL_SELF_REFERENCE_UNTYPED models/a.sql:2:1']);
    expect(await selfReading('SELECT id::INT AS id, a + b::INT AS n FROM s.a')).toEqual([
      'MODEL_SELF_REFERENCE_UNTYPED models/a.sql:2:1',
    ]);
  });

  it('may declare them or cast every column', async () => {
    expect(await selfReading('SELECT id FROM s.a', 'columns (id int)')).toEqual([]);
    expect(
      await selfReading(
        "SELECT id::INT AS id, CAST(n + 1 AS BIGINT) AS n, CAST(d AS TEXT)::DATE AS d, (a + b)::TEXT, 'x' AS x, 1 AS one FROM s.a",
      ),
    ).toEqual([]);
  });

  it('must not be embedded', async () => {
    expect(await selfReading('SELECT 1::INT AS id FROM s.a', 'kind EMBEDDED')).toEqual([
      'MODEL_CYCLE models/a.sql:2:1',
    ]);
  });
});
