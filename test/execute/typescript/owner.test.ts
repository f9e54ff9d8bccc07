// In a marked static method `this` is its class, as the compiler has it.
import { expect, it, vi } from 'vitest';
import { testProject } from '../../support/testProject.ts';

vi.setConfig({ testTimeout: 120_000 });

it.each([
  ['legacy', true],
  ['standard', false],
])('methods reach the rest of their class under %s decorators', async (_, experimentalDecorators) => {
  const project = testProject({
    'tsconfig.json': JSON.stringify({ compilerOptions: { experimentalDecorators } }),
    'models/base.sql': 'MODEL (name s.base, kind FULL);\nSELECT 1 AS id;',
    'models/shop.ts': `import { model, sqlModel, tableFunction, type ModelContext } from 'mesh-sql';
export class Shop {
  static rate = 3;
  static base(context: ModelContext): any { return context.table('s.base'); }
  @model({ name: 's.here', kind: 'FULL', columns: { id: 'INTEGER', rate: 'INTEGER' } })
  static async here(context: ModelContext): Promise<any> {
    return (await this.base(context).toArray()).map((row: object) => ({ ...row, rate: this.rate }));
  }
  @model({ name: 's.apart', kind: 'FULL', worker: true, columns: { id: 'INTEGER', rate: 'INTEGER' } })
  static async apart(context: ModelContext): Promise<any> { return this.here(context); }
  @sqlModel({ name: 's.text', kind: 'FULL' })
  static text() { return \`SELECT \${this.rate} AS rate\`; }
  @tableFunction({ name: 'rates', columns: { rate: 'INTEGER' } })
  static rates(): any { return [{ rate: this.rate }]; }
}
`,
    'models/called.sql': 'MODEL (name s.called, kind FULL);\nSELECT rate FROM rates();',
  });
  const { code, stderr } = await project.mesh(['plan', '--auto-apply']);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  for (const name of ['here', 'apart', 'text', 'called'])
    expect(await project.rows(`SELECT rate FROM s.${name}`)).toEqual(['3']);
});
