// The real program, because modules that the test runner has transformed are not what was compiled.
import { expect, it } from 'vitest';
import { spawnMesh } from '../support/spawnMesh.ts';
import { testProject } from '../support/testProject.ts';

it('what the helpers read that a model hands its context to are its dependencies', async () => {
  const project = testProject({
    'lib/read.ts': `import type { ModelContext } from 'mesh-sql';
export async function ordersSince(day: Date, { query }: ModelContext) { return query('SELECT * FROM shop.orders'); }
const inner = (own: ModelContext): unknown => { const { table } = own; outer(own); return table('shop.inner'); };
export const outer = async (context: ModelContext) => [inner(context)];
export function named(context: ModelContext, name: string) { return context.table(name as never); }
export default function* (context: ModelContext) { yield* [context.table('shop.unnamed')]; }
`,
    'models/a.ts': `import { model, type ModelContext } from 'mesh-sql';
import unnamed, { named, ordersSince as since, outer } from '../lib/read.ts';
const here = (context: ModelContext) => context.table('shop.here');
const columns = { id: 'BIGINT' } as const;
const run = (f: unknown) => f as () => [];
export const one = model({ name: 's.one', columns, kind: 'FULL' }, run((context: ModelContext) => since(context.start, context)));
export const two = model({ name: 's.two', columns, kind: 'FULL' }, run(async (context: ModelContext) => [await outer(context)]));
// A name that the helper is given says nothing, and hinders nothing.
export const three = model({ name: 's.three', columns, kind: 'FULL' }, run((context: ModelContext) => [here(context), named(context, 'shop.here')]));
export class Shop {
  @model({ name: 's.four', columns, kind: 'FULL' })
  static four(context: ModelContext): any { return [unnamed(context), here(context)]; }
}
`,
    'models/b.ts': `import { model, type ModelContext } from 'mesh-sql';
import { outer as same } from '../lib/read.ts';
export default model({ name: 's.five', columns: { id: 'BIGINT' }, kind: 'FULL' }, ((context: ModelContext) => same(context)) as () => []);
`,
  });
  const { code, stdout } = await spawnMesh(['dag', '--json'], { cwd: project.folder, now: project.now }).ended;
  expect(code).toBe(0);
  const { models } = JSON.parse(stdout) as { models: { name: string; kind: string; parents: string[] }[] };
  const own = models.filter(({ name }) => name.startsWith('s.'));
  expect(Object.fromEntries(own.map(({ name, parents }) => [name, parents]))).toEqual({
    's.one': ['shop.orders'],
    's.two': ['shop.inner'],
    's.three': ['shop.here'],
    's.four': ['shop.here', 'shop.unnamed'],
    's.five': ['shop.inner'],
  });
}, 60_000);
