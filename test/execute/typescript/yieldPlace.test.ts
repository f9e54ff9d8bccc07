// In the real program: the place comes from V8 itself, which knows the code as it runs, and not as a test runner rewrote it.
import { expect, test } from 'vitest';
import type { RunObject } from '../../support/testProject.ts';
import { projectFolder } from '../../config/project.ts';
import { spawnMesh } from '../../support/spawnMesh.ts';

const refused: Readonly<Record<string, readonly [string, string]>> = {
  row: [`yield { id: 2, x: 'no' };`, 'row 2, column x'],
  rows: [
    `yield [
    { id: 2, x: 2 },
    { id: 3, x: 'no' },
  ];`,
    'row 3, column x',
  ],
  columns: [`yield columns({ id: [2] });`, 'column x is missing'],
  number: [`yield 5;`, 'returned 5'],
  keys: [`yield { id: 2, x: 2, ID: 3 };`, 'column id is given twice: id and ID are one name in SQL'],
  names: [`yield columns({ ID: [2], x: [2], id: [3] });`, 'column ID is given twice'],
};

function model(name: string, body: string, options: string): string {
  return `import { columns, model } from 'mesh-sql';
export default model({ name: 's.${name}', kind: 'FULL', ${options}columns: { id: 'BIGINT', x: 'DOUBLE' } }, async function* () {
  yield { id: 1, x: 1 };
  ${body}
  yield { id: 9, x: 9 };
});
`;
}

/** `▸` stands before the place. */
const returned: Readonly<Record<string, readonly [string, string]>> = {
  body: [
    `async (context) => {
  const ids = [1, 2].map((id) => {
    return { id, x: id === 2 ? 'no' : 1 };
  });
  ▸return ids;
}`,
    'row 2, column x',
  ],
  expression: [`() => ▸columns({ id: [2] })`, 'column x is missing'],
  scalar: [`() => {\n  ▸return 5;\n}`, 'returned 5'],
  several: [`(context) => {\n  if (context.isRestatement) return [];\n  return 5;\n}`, 'returned 5'],
  generator: [`function* () {\n  yield { id: 1, x: 1 };\n  ▸return [{ id: 2, x: 2 }];\n}`, 'from a generator'],
};

async function errorsOf(models: Readonly<Record<string, string>>): Promise<Map<string, Failure>> {
  const cwd = projectFolder({
    'mesh.config.yaml': 'gateways: { local: { connection: { type: duckdb, database: db.duckdb } } }\n',
    ...Object.fromEntries(Object.entries(models).map(([name, text]) => [`models/${name}.ts`, text])),
  });
  const { stdout } = await spawnMesh(['plan', '--auto-apply', '--json'], { cwd, now: '2024-01-02' }).ended;
  const { result } = JSON.parse(stdout) as { result: RunObject };
  return new Map(result.models.map(({ name, error }) => [name.slice(2), error as Failure]));
}

interface Failure {
  readonly message: string;
  readonly at: { readonly file: string; readonly line: number; readonly column: number };
}

test('what is refused is placed at the return that gave it, in a thread, too', async () => {
  const marked = Object.entries(returned).flatMap(([name, [body, message]]) =>
    ['', 'worker: true, '].map((options) => {
      const own = options === '' ? name : `${name}_apart`;
      const text = `import { columns, model } from 'mesh-sql';
export default model({ name: 's.${own}', kind: 'FULL', ${options}columns: { id: 'BIGINT', x: 'DOUBLE' } }, ${body});
`;
      return { name: own, message, text };
    }),
  );
  const method = `import { model } from 'mesh-sql';
export class Shop {
  @model({ name: 's.method', kind: 'FULL', columns: { id: 'BIGINT' } })
  static method() {
    ▸return [{ id: 'no' }];
  }
}
`;
  const named = `import { model } from 'mesh-sql';
import { rows } from '../rows.ts';
export default model({ name: 's.named', kind: 'FULL', columns: { id: 'BIGINT' } }, run);
async function run() {
  await Promise.resolve();
  ▸return rows();
}
`;
  const all = [
    ...marked,
    { name: 'method', message: 'row 1, column id', text: method },
    { name: 'named', message: 'row 1, column id', text: named },
  ];
  const errors = await errorsOf({
    '../rows': `export const rows = () => [{ id: 'no' }];`,
    ...Object.fromEntries(all.map(({ name, text }) => [name, text.replace('▸', '')])),
  });
  for (const { name, message, text } of all) {
    const before = text.split('▸')[0]!.split('\n');
    // Which of several returns it was is not known: the definition is.
    const at = text.includes('▸')
      ? { line: before.length, column: before.at(-1)!.length + 1 }
      : { line: 2, column: 16 };
    expect.soft(errors.get(name)?.message).toContain(message);
    expect.soft(errors.get(name)?.at).toEqual({ file: `models/${name}.ts`, ...at });
  }
}, 120_000);

test('what is refused is placed at its yield, in a thread, too', async () => {
  const cases = Object.entries(refused).flatMap(([name, [body, message]]) => [
    { name, message, text: model(name, body, '') },
    { name: `${name}_apart`, message, text: model(`${name}_apart`, body, 'worker: true, ') },
  ]);
  const errors = await errorsOf(Object.fromEntries(cases.map(({ name, text }) => [name, text])));
  for (const { name, message } of cases) {
    expect(errors.get(name)?.message).toContain(message);
    expect(errors.get(name)?.at).toEqual({ file: `models/${name}.ts`, line: 4, column: 3 });
  }
}, 120_000);
