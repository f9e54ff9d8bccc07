// Audits written in Jinja: their arguments, variables and macros, and where their mistakes stand.
import { expect, it } from 'vitest';
import { testProject, type Files, type TestProject } from '../support/testProject.ts';

const block = (body: string): string => `JINJA_QUERY_BEGIN;\n${body}\nJINJA_END;`;
const below = `AUDIT (name below, defaults (least = 0));\n${block('SELECT * FROM {{ this_model }} WHERE {{ column }} < {{ least }}')}`;

function project(audits: string, more: Files = {}): TestProject {
  return testProject(
    {
      'models/m.sql': `MODEL (name s.m, kind FULL, audits (${audits})); SELECT * FROM (VALUES (1, -1), (2, 5)) AS t(id, v)`,
      'audits/below.sql': below,
      ...more,
    },
    { config: 'variables: { most: 3 }\n' },
  );
}

interface Outcome {
  readonly result: {
    readonly models: readonly {
      readonly audits: readonly { readonly name: string; readonly failures: number }[];
      readonly error: { readonly message: string } | null;
    }[];
  };
}

async function failures(of: TestProject): Promise<string[]> {
  const { json } = await of.mesh('plan --auto-apply --json');
  return (json as Outcome).result.models.flatMap((m) => m.audits.map((a) => `${a.name} ${a.failures}`));
}

it('an audit in Jinja has its arguments, defaults and the table', async () => {
  expect(await failures(project('below(column := v), below(column := id), below(column := id, least := 2)'))).toEqual([
    'below 1',
    'below 0',
    'below 1',
  ]);
});

it('it has variables, macros of the project, and macros of the form @name, too', async () => {
  const made = project('above, odd', {
    'audits/above.sql': `AUDIT (name above);\n${block("SELECT * FROM {{ this_model }} WHERE {{ over('v') }} OR {{ var('none', 9) }} < id OR v > @most + 1")}`,
    'models/n.sql': `MODEL (name s.n, kind FULL, audits (odd)); SELECT 1 AS id;\nAUDIT (name odd);\n${block('SELECT * FROM @this_model {% if var("most") == 3 %} WHERE id % 2 = 1 {% endif %}')}`,
    'audits/odd.sql': `AUDIT (name odd);\n${block('{% for i in [1, 2] %} SELECT * FROM {{ this_model }} WHERE id = {{ i }} {% if not loop.last %} UNION ALL {% endif %}{% endfor %}')}`,
    'macros/m.sql': "{% macro over(name) %} {{ name }} > {{ var('most') }} {% endmacro %}",
  });
  expect(await failures(made)).toEqual(['above 1', 'odd 2', 'odd 1']);
});

it('it looks at the interval of a model that is filled by time, whose dates it knows', async () => {
  const made = testProject({
    'models/m.sql': `MODEL (name s.m, kind INCREMENTAL_BY_TIME_RANGE (time_column d, batch_size 1), audits (none));
      SELECT d, 1 AS v FROM (SELECT unnest(range(DATE '2023-01-01', DATE '2023-01-08', INTERVAL 1 DAY))::DATE AS d) AS x WHERE d BETWEEN @start_date AND @end_date`,
    'audits/none.sql': `AUDIT (name none, blocking false);\n${block("SELECT * FROM {{ this_model }} WHERE d = '{{ start_ds }}' AND d > '2023-01-05'")}`,
  });
  const { json } = await made.mesh('plan --auto-apply --json');
  expect((json as Outcome).result.models[0]!.audits).toMatchObject([{ name: 'none', failures: 2 }]);
});

it('a standalone one reads what it names', async () => {
  const made = project('below(column := id)', {
    'audits/alone.sql': `AUDIT (name alone, standalone true);\n${block('SELECT * FROM {{ "s.m" }} WHERE v > {{ var("most") }}')}`,
  });
  expect((await made.mesh('plan --auto-apply')).stderr).toContain('audit alone found 1 bad row');
  expect((await made.mesh('audit --json')).json).toMatchObject({ passed: 1, failed: 1 });
});

it.each([
  ['macro', 'macros/m.sql', '}9{', '}4{'],
  ['variable', 'mesh.config.yaml', 'most: 3', 'most: -1'],
])('a changed %s of it is a change of the model, which is audited again', async (_, file, before, after) => {
  const made = project('above', {
    'audits/above.sql': `AUDIT (name above);\n${block('SELECT * FROM {{ this_model }} WHERE v > {{ limit() }} OR v > {{ var("most", 9) }} + 5')}`,
    'macros/m.sql': '{% macro limit() %}9{% endmacro %}',
  });
  await made.plan();
  made.write({ [file]: made.read(file).replace(before, after) });
  const run = await made.mesh('plan --auto-apply --json');
  expect(run.code).toBe(1);
  expect(run.json).toMatchObject({ changes: { modified: [{ name: 's.m', category: 'metadata' }] } });
  expect(run.stdout).toContain('audit above of s.m found 1 bad row');
});

it.each([
  ['a mistake in the template', block('SELECT *\nFROM {{ this_model | nope }}'), 'audits/bad.sql:4:'],
  ['more than one query', block('SELECT 1; SELECT 2'), 'audits/bad.sql:2:19'],
])('%s is found before anything runs, at its place', async (_, text, place) => {
  const run = await project('bad', { 'audits/bad.sql': `AUDIT (name bad);\n${text}` }).mesh('plan --auto-apply');
  expect(run.code).toBe(2);
  expect(run.stderr).toContain('MODEL_JINJA');
  expect(run.stderr).toContain(place);
});

it.each([
  ['below(colum := v)', ['AUDIT_ARGUMENT_MISSING', 'needs the argument column']],
  ['below', ['AUDIT_ARGUMENT_MISSING', 'models/m.sql:1:37']],
])('%s, without an argument that it prints, is refused where it is named', async (call, told) => {
  const run = await project(call).mesh('plan --dry-run');
  expect(run.code).toBe(2);
  for (const text of told) expect(run.stderr).toContain(text);
});

it('a name that is only asked for may be missing', async () => {
  const maybe = `AUDIT (name maybe);\n${block('{% set table = this_model %}SELECT * FROM {{ table }} {% if limit is defined %} WHERE v > {{ limit }} {% else %} WHERE v > 4 {% endif %}')}`;
  expect(await failures(project('maybe, maybe(limit := 9)', { 'audits/maybe.sql': maybe }))).toEqual([
    'maybe 1',
    'maybe 0',
  ]);
});
