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

test('what is refused is placed at its yield, in a thread, too', async () => {
  const cases = Object.entries(refused).flatMap(([name, [body, message]]) => [
    { name, message, text: model(name, body, '') },
    { name: `${name}_apart`, message, text: model(`${name}_apart`, body, 'worker: true, ') },
  ]);
  const cwd = projectFolder({
    'mesh.config.yaml': 'gateways: { local: { connection: { type: duckdb, database: db.duckdb } } }\n',
    ...Object.fromEntries(cases.map(({ name, text }) => [`models/${name}.ts`, text])),
  });
  const { stdout } = await spawnMesh(['plan', '--auto-apply', '--json'], { cwd, now: '2024-01-02' }).ended;
  const { result } = JSON.parse(stdout) as { result: RunObject };
  const errors = new Map(result.models.map(({ name, error }) => [name, error as { message: string; at: object }]));
  for (const { name, message } of cases) {
    expect(errors.get(`s.${name}`)?.message).toContain(message);
    expect(errors.get(`s.${name}`)?.at).toEqual({ file: `models/${name}.ts`, line: 4, column: 3 });
  }
}, 120_000);
