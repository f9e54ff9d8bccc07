// `mesh test` on real projects: SQLMesh's format, its rules, and what a failure says.
import { describe, expect, it } from 'vitest';
import { testProject, type Files } from '../support/testProject.ts';

const models = {
  'models/raw.sql': `MODEL (name s.raw, kind SEED (path '../seeds/raw.csv'), columns (id INT, item TEXT, day DATE, price DOUBLE));`,
  'seeds/raw.csv': 'id,item,day,price\n1,a,2023-01-01,1.5\n',
  'models/totals.sql': `MODEL (name s.totals, kind FULL);
    WITH priced AS (SELECT item, price * @factor AS price FROM s.raw), counted AS (SELECT item, count(*) AS n FROM s.raw GROUP BY item)
    SELECT p.item, sum(p.price) AS total, any_value(c.n) AS n FROM priced AS p JOIN counted AS c ON c.item = p.item GROUP BY p.item`,
  'models/recent.sql': `MODEL (name s.recent, kind FULL);
    SELECT id, current_date AS today, r.day < now()::DATE AS is_past, today() AS t FROM s.raw AS r ORDER BY id`,
  'models/daily.sql': `MODEL (name s.daily, kind INCREMENTAL_BY_TIME_RANGE (time_column day));
    SELECT id, day, @runtime_stage AS stage FROM s.raw WHERE day BETWEEN @start_ds AND @end_ds`,
  'models/growing.sql': `MODEL (name s.growing, kind INCREMENTAL_UNMANAGED, columns (id INT));
    SELECT id FROM s.raw WHERE id > (SELECT coalesce(max(id), 0) FROM s.growing)`,
};

const config = 'variables:\n  factor: 1\n';

function project(tests: string, more: Files = {}) {
  return testProject({ ...models, 'tests/test_all.yaml': tests, ...more }, { config });
}

interface TestsJson {
  readonly passed: number;
  readonly failed: number;
  readonly tests: readonly {
    readonly name: string;
    readonly status: string;
    readonly message: string | null;
    readonly at: { readonly line: number; readonly column: number; readonly file: string };
  }[];
}

async function outcome(tests: string, more: Files = {}): Promise<TestsJson> {
  const { json } = await project(tests, more).mesh('test --json');
  return json as TestsJson;
}

const rows = (list: readonly string[]): string => list.map((row) => `        - { ${row} }`).join('\n');

function totalsTest(input: readonly string[], outputs: string, vars = ''): string {
  return `t:
  model: s.totals
${vars}  inputs:
    s.raw:
      rows:
${rows(input)}
  outputs:
${outputs}
`;
}

const two = ['item: a, price: 1.5', 'item: b, price: 2', 'item: a, price: 3'];

const passing: readonly (readonly [string, string, Files?])[] = [
  [
    'in any order of rows and columns',
    totalsTest(
      two,
      '    query:\n      rows:\n        - { n: 1, item: b, total: 2 }\n        - { item: a, total: 4.5, n: 2 }',
    ),
  ],
  [
    'with rows as a plain list',
    totalsTest(two, '    query:\n      - { item: b, total: 2, n: 1 }\n      - { item: a, total: 4.5, n: 2 }'),
  ],
  [
    'partially',
    totalsTest(two, '    query:\n      partial: true\n      rows:\n        - { item: b }\n        - { item: a }'),
  ],
  [
    'partially for all outputs',
    totalsTest(two, '    partial: true\n    query:\n      - { item: b }\n      - { item: a }'),
  ],
  [
    'of CTEs',
    totalsTest(
      two,
      '    ctes:\n      counted:\n        - { item: a, n: 2 }\n        - { item: b, n: 1 }\n      priced:\n        rows:\n          - { item: a, price: 3 }\n          - { item: a, price: 1.5 }\n          - { item: b, price: 2 }',
    ),
  ],
  [
    'with expected rows from a query',
    totalsTest(two, "    query:\n      query: SELECT 'b' AS item, 2 AS total, 1 AS n UNION ALL SELECT 'a', 4.5, 2"),
  ],
  [
    'with variables',
    totalsTest(
      two,
      '    query:\n      partial: true\n      rows:\n        - { total: 20 }\n        - { total: 45 }',
      '  vars: { factor: 10 }\n',
    ),
  ],
  [
    'where a floating point number is off by rounding only',
    totalsTest(['item: a, price: 0.1', 'item: a, price: 0.2'], '    query:\n      - { item: a, total: 0.3, n: 2 }'),
  ],
  [
    'with a clock that stands still',
    `t:
  model: s.recent
  vars: { execution_time: '2023-01-05 10:00:00' }
  inputs: { s.raw: [{ id: 1, day: 2023-01-05 }, { id: 2, day: 2023-01-04 }] }
  outputs:
    query:
      - { id: 1, today: 2023-01-05, is_past: false, t: 2023-01-05 }
      - { id: 2, today: 2023-01-05, is_past: true, t: 2023-01-05 }
`,
  ],
  [
    'with times, without the filter around the query',
    `t:
  model: s.daily
  vars: { start: 2023-01-02, end: 2023-01-03 }
  inputs: { s.raw: [{ id: 1, day: 2023-01-01 }, { id: 2, day: 2023-01-02 }, { id: 3, day: 2023-01-03 }, { id: 4, day: 2023-01-04 }] }
  outputs: { query: [{ id: 2, day: 2023-01-02, stage: testing }, { id: 3, day: 2023-01-03, stage: testing }] }
`,
  ],
  [
    'where a model that reads itself starts with nothing',
    't:\n  model: s.growing\n  inputs: { s.raw: [{ id: 1 }] }\n  outputs: { query: [{ id: 1 }] }\n',
  ],
  [
    'where a model that reads itself is given rows',
    't:\n  model: s.growing\n  inputs: { s.raw: [{ id: 1 }, { id: 2 }], s.growing: [{ id: 1 }] }\n  outputs: { query: [{ id: 2 }] }\n',
  ],
  [
    'with CSV in the test and in a file, and with YAML in a file',
    `inline:
  model: s.growing
  inputs: { s.raw: { format: csv, rows: "id,item\\n1,a\\n2," } }
  outputs: { query: [{ id: 1 }, { id: 2 }] }
file:
  model: s.growing
  inputs: { s.raw: { format: csv, path: tests/raw.csv, csv_settings: { sep: ';' } } }
  outputs: { query: { path: expected.yaml, format: yaml } }
`,
    { 'tests/raw.csv': 'id;item\n5;x\n', 'tests/expected.yaml': '- id: 5\n' },
  ],
  ['with no rows at all', 't:\n  model: s.growing\n  inputs: { s.raw: [] }\n  outputs: { query: [] }\n'],
  [
    'with columns of an input that its query does not give',
    't:\n  model: s.recent\n  inputs: { s.raw: { query: "SELECT 7 AS id" } }\n  outputs: { partial: true, query: [{ id: 7, is_past: null }] }\n',
  ],
  [
    'with an input from a query',
    't:\n  model: s.growing\n  inputs: { s.raw: { query: "SELECT 7 AS id" } }\n  outputs: { query: [{ id: 7 }] }\n',
  ],
  [
    'with columns that decide the types of an unknown table',
    `t:
  model: s.outside
  inputs: { other.t: { columns: { x: 'DECIMAL(10,2)' }, rows: [{ x: 1 }] } }
  outputs: { query: [{ kind: 'DECIMAL(10,2)' }] }
`,
    { 'models/outside.sql': 'MODEL (name s.outside, kind FULL); SELECT typeof(x) AS kind FROM other.t' },
  ],
  [
    'with CSV whose columns have one type each',
    `t:
  model: s.csv
  inputs:
    other.t:
      format: csv
      rows: |
        n,code,mixed,d,b
        10.0,1,1,2023-01-01,true
        7.5,007,x,,
  outputs: { query: [{ n: DOUBLE, code: VARCHAR, mixed: VARCHAR, d: DATE, b: BOOLEAN, sum: 17.5 }] }
`,
    {
      'models/csv.sql':
        'MODEL (name s.csv, kind FULL); SELECT typeof(n) AS n, typeof(code) AS code, typeof(mixed) AS mixed, typeof(d) AS d, typeof(b) AS b, sum(n) AS sum FROM other.t GROUP BY ALL HAVING count(*) = 2',
    },
  ],
  [
    'with nested values and values whose type is their own',
    `t:
  model: s.nested
  inputs:
    other.t:
      - { d: 2023-01-01, ts: 2023-01-01 10:00:00, l: [1, 2], m: { a: 1, b: x }, f: 1.5, b: true, s: '2023-01-01' }
  outputs:
    query:
      - { d: DATE, ts: TIMESTAMP, l: 'INTEGER[]', a: 1, f: DOUBLE, b: BOOLEAN, s: VARCHAR }
`,
    {
      'models/nested.sql':
        'MODEL (name s.nested, kind FULL); SELECT typeof(d) AS d, typeof(ts) AS ts, typeof(l) AS l, m.a AS a, typeof(f) AS f, typeof(b) AS b, typeof(s) AS s FROM other.t',
    },
  ],
  [
    'through embedded models',
    't:\n  model: s.top\n  inputs: { s.raw: [{ id: 1 }] }\n  outputs: { query: [{ twice: 2 }] }\n',
    {
      'models/inner.sql': 'MODEL (name s.inner_one, kind EMBEDDED); SELECT id * 2 AS twice FROM s.raw',
      'models/top.sql': 'MODEL (name s.top, kind FULL); SELECT twice FROM s.inner_one',
    },
  ],
];

describe('tests that pass', () => {
  it.each(passing.map(([name, tests, more]) => ({ name, tests, more: more ?? {} })))(
    '$name',
    async ({ tests, more }) => {
      const run = await outcome(tests, more);
      expect(run.tests.filter((t) => t.status !== 'passed')).toEqual([]);
      expect(run.passed).toBeGreaterThan(0);
    },
  );
});

describe('tests that fail', () => {
  it.each<readonly [string, string, readonly [number, number], RegExp]>([
    [
      'a cell',
      totalsTest(two, '    query:\n      - { item: b, total: 2, n: 1 }\n      - { item: a, total: 9, n: 2 }'),
      [1, 1],
      /1 row differs\n[^]*9\.0 → 4\.5/,
    ],
    [
      'a missing column of the expectation counts as NULL',
      totalsTest(two, '    query:\n      - { item: b, total: 2 }\n      - { item: a, total: 4.5, n: 2 }'),
      [1, 1],
      /NULL → 1/,
    ],
    [
      'rows too few and too many',
      totalsTest(
        two,
        '    query:\n      - { item: b, total: 2, n: 1 }\n      - { item: a, total: 4.5, n: 2 }\n      - { item: c, total: 4, n: 1 }',
      ),
      [1, 1],
      /1 row is missing/,
    ],
    [
      'an ORDER BY counts',
      't:\n  model: s.recent\n  inputs: { s.raw: [{ id: 1 }, { id: 2 }] }\n  outputs: { query: { partial: true, rows: [{ id: 2 }, { id: 1 }] } }\n',
      [1, 1],
      /2 rows differ/,
    ],
    [
      'outputs beside steps',
      't:\n  model: s.totals\n  outputs: { query: [] }\n  steps: [{ run: 2024-01-02, expect: [] }]\n',
      [1, 1],
      /given either outputs or steps/,
    ],
    [
      'an unknown format',
      't:\n  model: s.totals\n  inputs: { s.raw: { format: parquet, path: raw.parquet } }\n  outputs: { query: [] }\n',
      [3, 30],
      /format must be yaml or csv/,
    ],
    ['an unknown model', 't:\n  model: s.totls\n  outputs: { query: [] }\n', [2, 10], /no model named s\.totls/],
    [
      'an unknown column of an input',
      totalsTest(['item: a, prise: 1'], '    query: []'),
      [6, 22],
      /s\.raw has no column prise/,
    ],
    [
      'an unknown column of the output',
      totalsTest(two, '    query:\n      - { item: b, totl: 2, n: 1 }'),
      [11, 20],
      /no column totl/,
    ],
    [
      'an input that is missing',
      't:\n  model: s.totals\n  inputs: { s.rav: [] }\n  outputs: { query: [] }\n',
      [1, 1],
      /s\.totals reads s\.raw, and the test has no rows/,
    ],
    ['an unknown CTE', totalsTest(two, '    ctes:\n      pricd: []'), [11, 7], /has no CTE pricd/],
    ['nothing expected', 't:\n  model: s.totals\n', [1, 1], /no outputs/],
    ['no model', 't:\n  outputs: { query: [] }\n', [1, 1], /no model/],
    [
      'a key that is nearly known',
      't:\n  model: s.totals\n  input: {}\n  outputs: { query: [] }\n',
      [3, 3],
      /no key input/,
    ],
    ['YAML that is none', 't:\n  model: s.totals\n  inputs: { s.raw: [}\n', [3, 21], /no valid YAML/],
    ['two tests of one name', 't:\n  model: s.totals\nt:\n  model: s.totals\n', [3, 1], /no valid YAML/],
    [
      'a date that is none',
      't:\n  model: s.daily\n  vars: { start: soon-ish }\n  inputs: {}\n  outputs: { query: [] }\n',
      [3, 18],
      /soon-ish/,
    ],
    [
      'a value that does not fit its column',
      totalsTest(['item: a, price: cheap'], '    query: []'),
      [4, 5],
      /the rows of s\.raw: .*cheap/,
    ],
    ['a seed, which has no query', 't:\n  model: s.raw\n  outputs: { query: [] }\n', [2, 10], /no query to test/],
  ])('%s', async (_, tests, [line, column], message) => {
    const run = await outcome(tests);
    expect(run.tests).toHaveLength(1);
    const [only] = run.tests;
    expect(only!.status).toBe('failed');
    expect(only!.message).toMatch(message);
    expect(only!.at).toMatchObject({ file: 'tests/test_all.yaml', line, column });
  });

  it('shows the rows that differ, exits 1, and writes JUnit', async () => {
    const p = project(
      totalsTest(two, '    query:\n      - { item: b, total: 2, n: 1 }\n      - { item: a, total: 9, n: 2 }'),
    );
    const run = await p.mesh('test --junit out.xml');
    expect(run.code).toBe(1);
    expect(run.stderr).toContain('item  total      n\n    ~  a     9.0 → 4.5  2');
    expect(run.stdout).toMatch(/1 of 1 test failed/);
    expect(p.read('out.xml')).toMatch(
      /<testsuites tests="1" failures="1"[^]*<testcase name="t" classname="s.totals"[^]*<failure message="s.totals does not give/,
    );
  });
});

describe('choosing tests', () => {
  const tests =
    'one:\n  model: s.growing\n  inputs: { s.raw: [] }\n  outputs: { query: [] }\nother:\n  model: s.growing\n  inputs: { s.raw: [] }\n  outputs: { query: [] }\n';
  it.each<readonly [readonly string[], readonly string[]]>([
    [[], ['one', 'other']],
    [['tests/test_all.yaml'], ['one', 'other']],
    [['tests/test_all.yaml::one'], ['one']],
    [['oth'], ['other']],
    [['o*e'], ['one']],
    [['-k', 'ONE', '-k', 'xyz'], ['one']],
    [['tests'], ['one', 'other']],
  ])('%j', async (words, names) => {
    const run = await project(tests).mesh(['test', ...words, '--json']);
    expect((run.json as TestsJson).tests.map((t) => t.name)).toEqual(names);
    expect(run.code).toBe(0);
  });

  it.each([[['nothing']], [['-k', 'nothing']], [['tests/test_all.yaml::nothing']]])(
    '%j matches none: exit 2',
    async (words) => {
      const run = await project(tests).mesh(['test', ...words]);
      expect(run.code).toBe(2);
      expect(run.stderr).toContain('TEST_NO_MATCH');
    },
  );
});
