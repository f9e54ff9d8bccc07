import { expect, test } from 'vitest';
import { folderWith, readText, runMesh, writeFiles, type Files } from '../cli/runMesh.ts';

const config = (linter: string): string =>
  `gateways: {local: {connection: {type: duckdb}}}\nmodel_defaults: {dialect: duckdb}\nlinter: ${linter}\n`;

const model = (name: string, query: string, properties = ''): Files => ({
  [`models/${name}.sql`]: `MODEL (name s.${name}, kind FULL${properties});\n${query}\n`,
});

interface Found {
  readonly rule: string;
  readonly severity: string;
  readonly message: string;
  readonly hint: string | null;
  readonly at: { readonly file: string; readonly line: number; readonly column: number };
}

async function lint(folder: string, ...args: string[]): Promise<{ readonly code: number; readonly found: Found[] }> {
  const { code, stdout, stderr } = await runMesh(folder, ['lint', '--json', ...args]);
  try {
    return { code, found: JSON.parse(stdout) as Found[] };
  } catch {
    throw new Error(stdout + stderr);
  }
}

/** `rule file:line:column message`, one a finding. */
async function findings(linter: string, files: Files): Promise<string[]> {
  const { found } = await lint(folderWith({ 'config.yaml': config(linter), ...files }));
  return found.map(({ rule, at, message }) => `${rule} ${at.file}:${at.line}:${at.column} ${message}`);
}

const only = (rule: string): string => `{enabled: true, rules: [${rule}]}`;

test('noselectstar: the outermost projection is a star', async () => {
  const files = {
    ...model('base', 'SELECT 1 AS id, 2 AS other'),
    ...model('star', 'SELECT\n  *\nFROM s.base'),
    ...model('qualified', 'SELECT b.* EXCLUDE (other), 1 AS one FROM s.base AS b'),
    ...model('first', 'FROM s.base'),
    ...model('fine', 'WITH x AS (SELECT * FROM s.base) SELECT id, COUNT(*) AS n FROM x GROUP BY id'),
  };
  expect(await findings(only('noselectstar'), files)).toEqual([
    'noselectstar models/first.sql:2:1 this query has no SELECT, so it selects every column (noselectstar)',
    'noselectstar models/qualified.sql:2:8 the query selects b.* instead of naming columns (noselectstar)',
    'noselectstar models/star.sql:3:3 the query selects * instead of naming columns (noselectstar)',
  ]);
});

test('noselectstar --fix writes the columns out, and the model stays what it was', async () => {
  const folder = folderWith({
    'config.yaml': config(only('NoSelectStar')),
    ...model('base', 'SELECT 1 AS id, 2 AS "Odd name", 3 AS z'),
    ...model('star', '-- mine\nSELECT\n  *\nFROM s.base'),
    ...model('qualified', 'SELECT 0 AS zero, b.* EXCLUDE (z) FROM s.base AS b WHERE b.id > @EVAL(0)'),
    ...model('two', 'SELECT a.*, b.* FROM s.base AS a, s.base AS b'),
  });
  const { code, stderr } = await runMesh(folder, ['lint', '--fix']);
  expect(code).toBe(1);
  expect(stderr).toContain('2 findings corrected in models/qualified.sql, models/star.sql');
  expect(readText(folder, 'models/star.sql')).toBe(
    'MODEL (name s.star, kind FULL);\n-- mine\nSELECT\n  id,\n  "odd name",\n  z\nFROM s.base\n',
  );
  expect(readText(folder, 'models/qualified.sql')).toContain('SELECT 0 AS zero, b.id, b."odd name" FROM s.base AS b');
  const after = await lint(folder);
  expect(after.found.map(({ at }) => at.file)).toEqual(['models/two.sql', 'models/two.sql']);
});

test('invalidselectstarexpansion: a star over columns that nobody knows, at any depth', async () => {
  const files = {
    ...model('outer_star', 'SELECT * FROM ext.t'),
    ...model('inner_star', 'WITH x AS (SELECT t.* FROM ext.t) SELECT a FROM x'),
    ...model('other_star', 'SELECT k.*, t.id FROM ext.k AS k, ext.t AS t'),
    ...model('no_star', 'SELECT COUNT(*) AS n, a * 2 AS b FROM ext.t'),
    ...model('known', 'SELECT * FROM ext.k'),
    'external_models.yaml': '- name: ext.k\n  columns: {a: int}\n',
  };
  const found = await findings(only('invalidselectstarexpansion'), files);
  expect(found.map((text) => text.split(' ').slice(0, 2).join(' '))).toEqual([
    'invalidselectstarexpansion models/inner_star.sql:2:21',
    'invalidselectstarexpansion models/outer_star.sql:2:8',
  ]);
});

test('ambiguousorinvalidcolumn: the place of the column, also behind a macro', async () => {
  const files = {
    ...model('base', 'SELECT 1 AS id, 2 AS amount'),
    ...model('invalid', 'SELECT\n  id,\n  ammount\nFROM s.base'),
    ...model('ambiguous', 'SELECT id FROM s.base AS a JOIN s.base AS b ON a.id = b.id'),
    ...model('macro', "@DEF(x, 'a long text indeed');\nSELECT @x AS t,\n  ammount FROM s.base"),
    ...model('named', 'SELECT b.ammount FROM s.base AS b'),
    ...model('fine', 'SELECT a.id FROM s.base AS a JOIN s.base AS b ON a.id = b.id'),
  };
  const found = await findings(only('ambiguous-or-invalid-column'), files);
  expect(found.map((text) => text.split(' ')[1])).toEqual([
    'models/ambiguous.sql:2:8',
    'models/invalid.sql:4:3',
    'models/macro.sql:4:3',
    'models/named.sql:2:8',
  ]);
});

test('ambiguousorinvalidcolumn: the nearest column, which the engine does not offer behind the name of a table', async () => {
  const files = {
    ...model('base', 'SELECT 1 AS id, 2 AS amount'),
    ...model('named', 'SELECT b.ammount FROM s.base AS b'),
  };
  const { found } = await lint(folderWith({ 'config.yaml': config(only('ambiguousorinvalidcolumn')), ...files }));
  expect(found.map(({ hint }) => hint)).toEqual(['did you mean amount?']);
});

test('nomissingaudits: every model but embedded and external ones', async () => {
  const files = {
    ...model('none', 'SELECT 1 AS id'),
    ...model('has', 'SELECT 1 AS id', ', audits (not_null(columns := (id)))'),
    'models/embedded.sql': 'MODEL (name s.embedded, kind EMBEDDED);\nSELECT 1 AS id\n',
    'external_models.yaml': '- name: ext.k\n  columns: {a: int}\n',
  };
  expect(await findings(only('nomissingaudits'), files)).toEqual([
    'nomissingaudits models/none.sql:1:13 s.none has no audits (nomissingaudits)',
  ]);
});

test('nomissingunittest: a test names the model', async () => {
  const files = {
    ...model('tested', 'SELECT 1 AS id'),
    ...model('untested', 'SELECT 1 AS id'),
    'tests/a.yaml': 'test_it:\n  model: s.tested\n  inputs: {}\n  outputs: {query: [{id: 1}]}\n',
  };
  expect(await findings(only('nomissingunittest'), files)).toEqual([
    'nomissingunittest models/untested.sql:1:13 s.untested has no unit test (nomissingunittest)',
  ]);
});

test('nomissingexternalmodels: a table that is no model, and --fix declares it once', async () => {
  const folder = folderWith({
    'config.yaml': config(only('nomissingexternalmodels')),
    ...model('one', 'SELECT\n  a\nFROM raw.events AS e'),
    ...model('two', 'SELECT a FROM raw.events JOIN ext.known USING (a)'),
    'external_models.yaml': '- name: ext.known\n  columns: {a: int}',
  });
  const before = await lint(folder);
  expect(before.found.map(({ at }) => `${at.file}:${at.line}:${at.column}`)).toEqual([
    'models/one.sql:4:6',
    'models/two.sql:2:15',
  ]);
  expect(before.found[0]!.message).toContain('raw.events, which is neither a model nor an external model');
  const { code } = await runMesh(folder, ['lint', '--fix']);
  expect(code).toBe(0);
  expect(readText(folder, 'external_models.yaml')).toBe('- name: ext.known\n  columns: {a: int}\n- name: raw.events\n');
});

test('noambiguousprojections: no name, or the same one twice', async () => {
  const files = {
    ...model('bad', 'SELECT 1 AS id,\n  1 + 1,\n  2 AS ID'),
    ...model('union', 'SELECT 1 AS a UNION ALL SELECT 2 + 2'),
    ...model('declared', 'SELECT 1 + 1', ', columns (two INTEGER)'),
  };
  expect(await findings(only('noambiguousprojections'), files)).toEqual([
    'noambiguousprojections models/bad.sql:3:3 column 2 has no name: 1 + 1 (noambiguousprojections)',
    'noambiguousprojections models/bad.sql:4:3 two columns are named id (noambiguousprojections)',
  ]);
});

test('rules are errors, warn_rules warnings, ignored ones are silent; errors decide about the exit code', async () => {
  const files = {
    ...model('star', 'SELECT * FROM ext.t'),
    ...model('spared', 'SELECT * FROM ext.t', ', ignored_rules [NoSelectStar]'),
  };
  const run = async (linter: string): Promise<{ code: number; severities: string }> => {
    const { code, found } = await lint(folderWith({ 'config.yaml': config(linter), ...files }));
    return {
      code,
      severities: [...new Set(found.map(({ rule, severity }) => `${rule}:${severity}`))].sort().join(' '),
    };
  };
  expect(await run('{enabled: true, rules: [noselectstar]}')).toEqual({ code: 1, severities: 'noselectstar:error' });
  expect(await run('{enabled: true, warn_rules: [no_select_star]}')).toEqual({
    code: 0,
    severities: 'noselectstar:warning',
  });
  expect(
    await run(
      '{enabled: true, rules: ALL, ignored_rules: [nomissingaudits, nomissingunittest, nomissingexternalmodels]}',
    ),
  ).toEqual({
    code: 1,
    severities: 'invalidselectstarexpansion:error noselectstar:error',
  });
  expect(await run('{enabled: false, rules: ALL}')).toMatchObject({ code: 0 });
  expect(await run('{enabled: true, rules: [noselectstar], ignored_rules: ALL}')).toEqual({ code: 0, severities: '' });
  const { found } = await lint(folderWith({ 'config.yaml': config(only('noselectstar')), ...files }));
  expect(found.map(({ at }) => at.file)).toEqual(['models/star.sql']);
});

test('ALL makes errors of the rules that SQLMesh knows and warnings of those about habits, unless they are named', async () => {
  const pairs = { 'models/pairs.sql': 'MODEL (name s.pairs);\nSELECT a.x FROM raw.a AS a, raw.b AS b\n' };
  const severities = async (linter: string): Promise<string[]> => {
    const { found } = await lint(folderWith({ 'config.yaml': config(linter), ...pairs }));
    return found.map(({ rule, severity }) => `${rule}:${severity}`).sort();
  };
  expect(await severities('{enabled: true, rules: ALL, ignored_rules: [nomissingaudits, nomissingunittest]}')).toEqual([
    'nocartesianjoin:warning',
    'nomissingexternalmodels:error',
    'nomissingexternalmodels:error',
  ]);
  expect(await severities('{enabled: true, rules: [nocartesianjoin]}')).toEqual(['nocartesianjoin:error']);
});

test('an unknown rule is refused with the near one', async () => {
  const folder = folderWith({
    'config.yaml': config(
      '\n  enabled: true\n  rules: [noselectstar, NoSelectStars]\n  ignored_rules:\n    - nomisingaudits',
    ),
    ...model('a', 'SELECT 1 AS id', ', ignored_rules [nounusedcet, ALL]'),
    ...model('b', 'SELECT 1 AS id', ', ignored_rules [NoUnusedCte]'),
  });
  for (const words of [['lint'], ['plan', '--dry-run']]) {
    const { code, stderr } = await runMesh(folder, words);
    expect(code).toBe(2);
    expect(stderr.split('\n').filter((line) => /error|hint/.test(line))).toEqual([
      'config.yaml:5:25 error LINT_UNKNOWN_RULE there is no linter rule named noselectstars',
      '  hint: did you mean noselectstar?',
      'config.yaml:7:7 error LINT_UNKNOWN_RULE there is no linter rule named nomisingaudits',
      '  hint: did you mean nomissingaudits?',
      'models/a.sql:1:43 error LINT_UNKNOWN_RULE there is no linter rule named nounusedcet',
      '  hint: did you mean nounusedcte?',
      '3 errors',
    ]);
  }
});

test('--model takes selections, --explain explains', async () => {
  const folder = folderWith({
    'config.yaml': config(only('nomissingaudits')),
    ...model('a', 'SELECT 1 AS id'),
    ...model('b', 'SELECT id FROM s.a'),
    ...model('c', 'SELECT id FROM s.b'),
  });
  expect((await lint(folder, '--model', 's.b+')).found.map(({ at }) => at.file)).toEqual([
    'models/b.sql',
    'models/c.sql',
  ]);
  expect((await runMesh(folder, ['lint', '--model', 's.x'])).code).toBe(2);
  expect((await runMesh(folder, ['lint', '--explain', 'NoMissingAudits'])).stdout).toMatch(
    /^nomissingaudits: every model has an audit\n\nAn audit is/,
  );
});

test('rules of the project run beside the built-in ones and may point at a piece of the query', async () => {
  const folder = folderWith({
    'config.yaml': config('{enabled: true, rules: [owned, NoDirtyWords]}'),
    ...model('a', 'SELECT 1 AS id,\n  2 AS stuff'),
    'linter/rules.ts': `
      const made = (name: string, check: unknown) => ({ type: 'rule', name, summary: name, check, stack: '' });
      export const owned = made('owned', (model: { owner?: string }) => (model.owner ? undefined : 'it has no owner'));
      export const words = made('nodirtywords', (model: { query: string }) =>
        model.query.includes('stuff') ? [{ message: 'say what it is', near: 'stuff', hint: 'name it' }] : []);
    `,
  });
  const { code, found } = await lint(folder);
  expect(code).toBe(1);
  expect(found.map(({ rule, message, hint, at }) => [rule, message, hint, at.line, at.column])).toEqual([
    ['owned', 'it has no owner (owned)', null, 1, 13],
    ['nodirtywords', 'say what it is (nodirtywords)', 'name it', 3, 8],
  ]);
});

test('a rule of the project may be asynchronous; one that answers with something else is told, with its place', async () => {
  const folder = folderWith({
    'config.yaml': config('{enabled: true, rules: [later]}'),
    ...model('a', 'SELECT 1 AS id'),
    'linter/rules.ts': `export const later = { type: 'rule', name: 'later', summary: 'later', stack: '',
      check: async (model: { name: string }) => [await Promise.resolve(model.name + ' is late')] };`,
  });
  expect((await lint(folder)).found.map(({ message }) => message)).toEqual(['s.a is late (later)']);
  writeFiles(folder, {
    'linter/rules.ts':
      "export const later = { type: 'rule', name: 'later', summary: 'later', stack: '', check: () => 42 };",
  });
  const { code, stderr } = await runMesh(folder, ['lint']);
  expect([code, stderr]).toEqual([
    2,
    expect.stringMatching(/linter\/rules\.ts:1:\d+ error LINT_RULE_FAILED .* it gave 42/),
  ]);
});

test('a project that does not load is not linted: its problems are what is printed', async () => {
  const folder = folderWith({
    'config.yaml': config(only('noselectstar')),
    'models/a.sql': 'MODEL (name s.a, knd FULL);\nSELECT 1 AS a\n',
  });
  const { code, stdout } = await runMesh(folder, ['lint', '--json']);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toMatchObject({
    error: { code: 'MODEL_PROPERTY_UNKNOWN', at: { file: 'models/a.sql', line: 1, column: 18 } },
  });
  writeFiles(folder, { 'models/a.sql': 'MODEL (name s.a, kind FULL);\nSELECT 1 AS a\n' });
  expect(await lint(folder)).toEqual({ code: 0, found: [] });
});

test('plan lints first: errors end it with 1 and nothing planned, --skip-linter goes on, warnings are shown', async () => {
  const files = { ...model('star', 'SELECT * FROM (SELECT 1 AS a)') };
  const strict = folderWith({ 'config.yaml': config(only('noselectstar')), ...files });
  const refused = await runMesh(strict, ['plan', '--auto-apply']);
  expect(refused.code).toBe(1);
  expect(refused.stdout).toBe('');
  expect(refused.stderr).toContain('LINT_NOSELECTSTAR');
  expect(refused.stderr).toContain('nothing was planned for prod');
  const { stdout } = await runMesh(strict, ['plan', '--json']);
  expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'LINT_NOSELECTSTAR', at: { line: 2, column: 8 } } });
  expect((await runMesh(strict, ['plan', '--auto-apply', '--skip-linter'])).code).toBe(0);
  const mild = folderWith({ 'config.yaml': config('{enabled: true, warn_rules: [noselectstar]}'), ...files });
  const planned = await runMesh(mild, ['plan', '--auto-apply']);
  expect(planned.code).toBe(0);
  expect(planned.stderr).toContain('1 warning');
});
