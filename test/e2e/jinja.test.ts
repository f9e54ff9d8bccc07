// Models in Jinja: JINJA_QUERY and JINJA_STATEMENT blocks, macros of macros/*.sql, variables and times.
import { expect, it } from 'vitest';
import { testProject } from '../support/testProject.ts';

const macros = `
{% macro label(column, name) %}upper({{ column }}) AS {{ name }}{% endmacro %}
{% macro key(columns) %}md5({% for c in columns %}coalesce(cast({{ c }} AS text), ''){{ " || '-' || " if not loop.last }}{% endfor %}){% endmacro %}`;

it('fills a model of days from a template, and its next day by run', async () => {
  const project = testProject({
    'macros/texts.sql': macros,
    'models/days.sql': `MODEL (name s.days, kind INCREMENTAL_BY_TIME_RANGE (time_column day, batch_size 1), start '2023-01-06');
      JINJA_QUERY_BEGIN;
      {% set shops = ['north', 'south'] %}
      {% for shop in shops %}
      SELECT {{ label("'" ~ shop ~ "'", 'shop') }}, DATE '{{ start_ds }}' AS day, @end_date AS last_day,
        {{ key(['1', shop | length]) }} AS id
      {{ 'UNION ALL' if not loop.last }}
      {% endfor %};
      JINJA_END;`,
    'models/child.sql': 'MODEL (name s.child, kind VIEW); SELECT shop, count(*) AS n FROM s.days GROUP BY shop',
  });
  project.now = '2023-01-08T00:30:00Z';
  await project.plan();
  expect(await project.rows('SELECT shop, day, last_day FROM s.days ORDER BY ALL')).toEqual([
    'NORTH|2023-01-06|2023-01-06',
    'NORTH|2023-01-07|2023-01-07',
    'SOUTH|2023-01-06|2023-01-06',
    'SOUTH|2023-01-07|2023-01-07',
  ]);
  project.write({ 'macros/texts.sql': null });
  project.now = '2023-01-09T00:30:00Z';
  await project.run();
  expect(await project.rows('SELECT * FROM s.child ORDER BY shop')).toEqual(['NORTH|3', 'SOUTH|3']);
});

it('knows variables, the gateway and blueprints, and runs statements of a block one by one', async () => {
  const project = testProject({
    'mesh.config.yaml': `
gateways: {local: {connection: {type: duckdb, database: db.duckdb}}}
model_defaults: {dialect: duckdb}
variables: {regions: [eu, us], least: 2, source_schema: raw_data}`,
    'models/regions.sql': `MODEL (name s.@{region}_sales, kind FULL, blueprints ((region := eu), (region := us)));
      JINJA_STATEMENT_BEGIN;
      CREATE SCHEMA IF NOT EXISTS {{ var('source_schema') }};
      CREATE TABLE IF NOT EXISTS {{ source_schema }}.seen_{{ blueprint_var('region') }} AS SELECT 1 AS x;
      JINJA_END;
      JINJA_QUERY_BEGIN;
      SELECT '{{ region }}' AS region, {{ least + var('more', 5) }} AS n, '{{ gateway }}' AS gateway,
        {{ regions | length }} AS regions
      -- a comment; with a semicolon
      JINJA_END;`,
  });
  await project.plan();
  expect(await project.rows('SELECT * FROM s.us_sales UNION ALL SELECT * FROM s.eu_sales ORDER BY region')).toEqual([
    'eu|7|local|2',
    'us|7|local|2',
  ]);
  expect(await project.rows('SELECT x FROM raw_data.seen_eu')).toEqual(['1']);
});

it('says where a template is wrong, and plans a changed macro as a change of the model', async () => {
  const project = testProject({
    'macros/texts.sql': macros,
    'models/a.sql': "MODEL (name s.a, kind FULL);\nJINJA_QUERY_BEGIN;\nSELECT {{ label(\"'a'\", 'x') }}\nJINJA_END;",
  });
  await project.plan();
  project.write({ 'macros/texts.sql': macros.replace('upper(', 'lower(') });
  const plan = await project.plan();
  expect(plan.changes.modified.map(({ name, impact }) => `${name} ${impact}`)).toEqual(['s.a direct']);
  expect(await project.rows('SELECT x FROM s.a')).toEqual(['a']);
  project.write({
    'models/a.sql': 'MODEL (name s.a, kind FULL);\nJINJA_QUERY_BEGIN;\nSELECT {{ lable(1) }}\nJINJA_END;',
  });
  const { code, stdout } = await project.mesh('plan --json');
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    error: { code: 'MODEL_JINJA', at: { file: 'models/a.sql', line: 3, column: 16 } },
  });
});

it('macros of the project are known in before_all and after_all, in plans and runs', async () => {
  const project = testProject(
    {
      'macros/log.sql':
        "{% macro note(text) %}INSERT INTO main.log VALUES ({{ quoted(text) }}){% endmacro %}{% macro quoted(text) %}'{{ text }}'{% endmacro %}",
      'models/a.sql': 'MODEL (name s.a, kind FULL); SELECT 1 AS x',
    },
    {
      config: `before_all:
  - CREATE TABLE IF NOT EXISTS main.log (words VARCHAR)
after_all:
  - "{% raw %}JINJA_STATEMENT_BEGIN; {{ note('after ' ~ this_env) }}; JINJA_END;{% endraw %}"`,
    },
  );
  await project.plan();
  project.now = '2023-01-09T01:00:00Z';
  await project.run();
  expect(await project.rows('SELECT words FROM main.log')).toEqual(['after prod', 'after prod']);
});

it('takes Jinja comments for comments in plain SQL, audits and statements, and keeps them where it formats', async () => {
  const audit = "AUDIT (name fine);\nSELECT * FROM @this_model {# don't #} WHERE x < 0";
  const project = testProject({
    'models/a.sql': `MODEL (name s.a, kind FULL, audits (fine));\n{# before #}\nSELECT {#- it's; one -#} 1 AS x;\n\n${audit}`,
  });
  await project.plan();
  expect(await project.rows('SELECT x FROM s.a')).toEqual(['1']);
  expect((await project.mesh('format')).code).toBe(0);
  expect(project.read('models/a.sql')).toContain("{#- it's; one -#}");
  expect((await project.plan()).backfill).toEqual([]);
});
