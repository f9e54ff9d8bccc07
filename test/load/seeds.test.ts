import { describe, expect, it } from 'vitest';
import { readSeedRows } from '../../src/load/seed/readSeed.ts';
import { folderOf, load, loadFolder, problems } from './loadedFolder.ts';

const seed = (options = "path '../seeds/s.csv'", properties = '') =>
  `MODEL (name s.s, kind SEED (${options})${properties});`;

async function columns(csv: string | Uint8Array, options?: string, properties?: string): Promise<string[]> {
  const project = await load({ 'models/s.sql': seed(options, properties), 'seeds/s.csv': csv });
  expect(problems(project)).toEqual([]);
  return project.models.get('s.s')!.seedColumns!.map(({ name, type }) => `${name} ${type}`);
}

async function rows(csv: string | Uint8Array, options?: string): Promise<unknown[]> {
  const root = folderOf({ 'models/s.sql': seed(options), 'seeds/s.csv': csv });
  const project = await loadFolder(root);
  expect(problems(project)).toEqual([]);
  return [...readSeedRows(project.models.get('s.s')!, { root }).rows];
}

async function wrong(csv: string | Uint8Array, options?: string, properties?: string): Promise<string[]> {
  return problems(await load({ 'models/s.sql': seed(options, properties), 'seeds/s.csv': csv }));
}

describe('types of columns', () => {
  const cases: readonly [values: readonly string[], type: string][] = [
    [['1', '-2', '+3'], 'BIGINT'],
    [['1', '', '3'], 'BIGINT'],
    [['007'], 'BIGINT'],
    [['9223372036854775807'], 'BIGINT'],
    [['9223372036854775808'], 'DOUBLE'],
    [['1', '2.5'], 'DOUBLE'],
    [['1e3', '.5', '5.'], 'DOUBLE'],
    [['true', 'FALSE', 'True'], 'BOOLEAN'],
    [['true', '1'], 'VARCHAR'],
    [['2024-01-01'], 'VARCHAR'],
    [['12:00'], 'VARCHAR'],
    [['a', '1'], 'VARCHAR'],
    [['1,5'], 'VARCHAR'],
    [['', 'NA', 'null'], 'VARCHAR'],
    [['0x10'], 'VARCHAR'],
    [['1_000'], 'VARCHAR'],
    [['NaN', '1'], 'BIGINT'],
  ];
  it.each(cases)('%j are %s', async (values, type) => {
    expect(await columns(`c,other\n${values.map((v) => `"${v}",x\n`).join('')}`)).toEqual([
      `c ${type}`,
      'other VARCHAR',
    ]);
  });

  it('come with the declared columns alone, in their order', async () => {
    const root = folderOf({
      'models/s.sql': seed(undefined, ', columns (c date, a int)'),
      'seeds/s.csv': 'a,b,c\n1,x,2024-01-01\n',
    });
    const model = (await loadFolder(root)).models.get('s.s')!;
    expect(model.seedColumns?.map(({ name, type }) => `${name} ${type}`)).toEqual(['c DATE', 'a INTEGER']);
    expect(readSeedRows(model, { root }).columns).toEqual([
      { name: 'c', type: 'DATE' },
      { name: 'a', type: 'INTEGER' },
    ]);
    expect([...readSeedRows(model, { root }).rows]).toEqual([['2024-01-01', '1']]);
  });

  it('are those that were declared', async () => {
    expect(await columns('ID,d\n1,2024-01-01\n', undefined, ', columns (id int, d date)')).toEqual([
      'id INTEGER',
      'd DATE',
    ]);
  });
});

describe('rows', () => {
  const cases: readonly [title: string, csv: string | Uint8Array, options: string | undefined, found: unknown][] = [
    ['plain', 'a,b\n1,x\n', undefined, [['1', 'x']]],
    [
      'CRLF and no line break at the end',
      'a,b\r\n1,x\r\n2,y',
      undefined,
      [
        ['1', 'x'],
        ['2', 'y'],
      ],
    ],
    ['a byte order mark', '\ufeffa,b\n1,x\n', undefined, [['1', 'x']]],
    [
      'quotes, delimiters and line breaks in values',
      'a,b\n"1,5","say ""hi""\nthere"\n',
      undefined,
      [['1,5', 'say "hi"\nthere']],
    ],
    [
      'blank lines',
      'a,b\n\n1,x\n\n\n2,y\n',
      undefined,
      [
        ['1', 'x'],
        ['2', 'y'],
      ],
    ],
    [
      'empty values are NULL',
      'a,b\n,x\n"",y\n',
      undefined,
      [
        [null, 'x'],
        [null, 'y'],
      ],
    ],
    [
      'an empty last value',
      'a,b\n1,\n2,',
      undefined,
      [
        ['1', null],
        ['2', null],
      ],
    ],
    [
      'words that mean NULL',
      'a,b\nNA,null\nn/a,None\n',
      undefined,
      [
        [null, null],
        [null, null],
      ],
    ],
    [
      'no words that mean NULL',
      'a,b\nNA,\n',
      "path '../seeds/s.csv', csv_settings (keep_default_na = false)",
      [['NA', '']],
    ],
    [
      'own words',
      'a,b\n-,NA\n',
      "path '../seeds/s.csv', csv_settings (na_values = ('-'), keep_default_na = false)",
      [[null, 'NA']],
    ],
    [
      'own words by column',
      'a,b\n-,-\n',
      "path '../seeds/s.csv', csv_settings (na_values = (b = ('-')))",
      [['-', null]],
    ],
    ['another delimiter', 'a;b\n1,5;x\n', "path '../seeds/s.csv', csv_settings (delimiter = ';')", [['1,5', 'x']]],
    ['a tab', 'a\tb\n1\tx\n', "path '../seeds/s.csv', csv_settings (delimiter = '\\t')", [['1', 'x']]],
    ['another quote', "a,b\n'1,5',x\n", "path '../seeds/s.csv', csv_settings (quotechar = '''')", [['1,5', 'x']]],
    [
      'an escape character',
      'a,b\n"say \\"hi\\"",x\\,y\n',
      "path '../seeds/s.csv', csv_settings (escapechar = '\\', doublequote = false)",
      [['say "hi"', 'x,y']],
    ],
    [
      'spaces behind the delimiter',
      'a, b\n1, "x y"\n',
      "path '../seeds/s.csv', csv_settings (skipinitialspace = true)",
      [['1', 'x y']],
    ],
    [
      'another line terminator',
      'a,b|1,x|2,y',
      "path '../seeds/s.csv', csv_settings (lineterminator = '|')",
      [
        ['1', 'x'],
        ['2', 'y'],
      ],
    ],
    [
      'Latin-1',
      new Uint8Array([97, 44, 98, 10, 0xe9, 44, 49, 10]),
      "path '../seeds/s.csv', csv_settings (encoding = 'latin-1')",
      [['é', '1']],
    ],
    ['a header alone', 'a,b\n', undefined, []],
  ];
  it.each(cases)('%s', async (_, csv, options, found) => {
    expect(await rows(csv, options)).toEqual(found);
  });
});

it('no text at all is no date, whatever else counts as NULL', async () => {
  const options = "path '../seeds/s.csv', csv_settings (keep_default_na = false)";
  const typed = seed(options, ', columns (a DATE, b VARCHAR, c TIMESTAMP)');
  const root = folderOf({ 'models/s.sql': typed, 'seeds/s.csv': 'a,b,c\n2023-01-01,,\n,NA,2023-01-01\n' });
  const project = await loadFolder(root);
  const { rows } = readSeedRows(project.models.get('s.s')!, { root });
  expect([...rows]).toEqual([
    ['2023-01-01', '', null],
    [null, 'NA', '2023-01-01'],
  ]);
});

describe('paths', () => {
  const paths: readonly [model: string, path: string][] = [
    ['models/s.sql', '../seeds/s.csv'],
    ['models/s.sql', '$root/seeds/s.csv'],
    ['models/deep/er/s.sql', '..\\..\\..\\seeds\\s.csv'],
    ['models/deep/s.sql', './../../seeds/s.csv'],
  ];
  it.each(paths)('%s finds %s', async (file, path) => {
    const project = await load({ [file]: seed(`path '${path}'`), 'seeds/s.csv': 'a\n1\n' });
    expect(problems(project)).toEqual([]);
  });
});

it('reads a seed at an absolute path', async () => {
  const elsewhere = folderOf({ 'data/s.csv': 'a\n1\n' });
  const project = await load({ 'models/s.sql': seed(`path '${elsewhere}/data/s.csv'`) });
  expect(problems(project)).toEqual([]);
});

describe('what is wrong with a seed', () => {
  it('a missing file, with the nearest one', async () => {
    const project = await load({ 'models/s.sql': seed("path '../seeds/orders.csv'"), 'seeds/order.csv': 'a\n1\n' });
    expect(problems(project)).toEqual(['MODEL_SEED_MISSING models/s.sql:1:34']);
    expect(project.diagnostics[0]?.hint).toBe('did you mean seeds/order.csv?');
  });

  it('a folder in the place of the file', async () => {
    const project = await load({ 'models/s.sql': seed("path '../seeds'"), 'seeds/order.csv': 'a\n1\n' });
    expect(problems(project)).toEqual(['MODEL_SEED_UNREADABLE models/s.sql:1:34']);
    expect(project.diagnostics[0]?.message).toBe('the seed file seeds cannot be read: it is a folder');
  });

  it('once, however many models read the file', async () => {
    const project = await load({
      'models/s.sql': seed("path '../seeds/s.csv'"),
      'models/t.sql': seed("path '../seeds/s.csv'").replace('s.s', 's.t'),
      'seeds/s.csv': 'a\n1,2\n',
    });
    expect(problems(project)).toEqual(['MODEL_SEED_ROW seeds/s.csv:2:1']);
  });

  const cases: readonly [title: string, csv: string | Uint8Array, problem: string][] = [
    ['a row that is too long', 'a,b\n1,2\n1,2,3\n', 'MODEL_SEED_ROW seeds/s.csv:3:1'],
    ['a row that is too short', 'a,b\n1,2\n\n1\n', 'MODEL_SEED_ROW seeds/s.csv:4:1'],
    ['a line that counts behind quoted ones', 'a,b\n"x\ny",2\n1\n', 'MODEL_SEED_ROW seeds/s.csv:4:1'],
    ['an open quote', 'a,b\n1,"2\n3,4\n', 'MODEL_SEED_QUOTE seeds/s.csv:2:3'],
    ['text behind a quote', 'a,b\n"1"x,2\n', 'MODEL_SEED_QUOTE seeds/s.csv:2:1'],
    ['an empty file', '', 'MODEL_SEED_HEADER seeds/s.csv:1:1'],
    ['a column without a name', 'a,,c\n1,2,3\n', 'MODEL_SEED_HEADER seeds/s.csv:1:1'],
    ['two columns of one name', 'a,b,A\n1,2,3\n', 'MODEL_SEED_HEADER seeds/s.csv:1:1'],
    ['another encoding', new Uint8Array([97, 10, 98, 10, 99, 0xe9, 10]), 'MODEL_FILE_ENCODING seeds/s.csv:3:2'],
  ];
  it.each(cases)('%s', async (_, csv, problem) => {
    expect(await wrong(csv)).toEqual([problem]);
  });

  it('an encoding nobody knows', async () => {
    expect(await wrong('a\n1\n', "path '../seeds/s.csv', csv_settings (encoding = 'utf-9')")).toEqual([
      'MODEL_FILE_ENCODING models/s.sql:1:65',
    ]);
  });

  it('a declared column that the file has not got', async () => {
    expect(await wrong('a\n1\n', undefined, ', columns (a int, b int)')).toEqual([
      'MODEL_COLUMN_UNKNOWN models/s.sql:1:61',
    ]);
  });
});

describe('content hashes', () => {
  const hashes = async (csv: string) => {
    const project = await load({ 'models/s.sql': seed(), 'seeds/s.csv': csv });
    return Object.fromEntries(project.models.get('s.s')!.seedColumns!.map(({ name, hash }) => [name, hash]));
  };

  it('change with the values of their column, and with nothing else', async () => {
    const first = await hashes('a,b\n1,x\n2,y\n');
    expect(await hashes('b,a\r\nx,1\r\n"y","2"\r\n')).toEqual(first);
    const changed = await hashes('a,b\n1,x\n2,z\n');
    expect(changed['a']).toBe(first['a']);
    expect(changed['b']).not.toBe(first['b']);
    expect((await hashes('a,b\n12,x\n,y\n'))['a']).not.toBe((await hashes('a,b\n1,x\n2,y\n'))['a']);
  });
});
