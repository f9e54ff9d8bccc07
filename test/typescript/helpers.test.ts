// The real program, because modules that the test runner has transformed are not what was compiled.
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
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

const lib = `import type { ModelContext } from 'mesh-sql';
export class Reader { constructor(protected readonly context: ModelContext) {}
  load() { return [this.context.table('p.load'), this.inner()]; }
  inner() { const { context } = this; return context.table('p.inner'); }
  never() { return this.context.table('p.never'); }
  static of(context: ModelContext) { return new this(context); }
  static all(context: ModelContext) { return this.one(context); }
  static one(context: ModelContext) { return context.table('p.static'); }
  get rows() { return this.context.table('p.getter'); } }
export class Derived extends Reader { load() { return [super.load(), this.context.table('p.derived')]; } }
export class Private { #own: ModelContext; later = () => this.#own.table('p.arrow');
  constructor(options: { ctx: ModelContext }) { this.#own = options.ctx; } hidden() { return this.#own.table('p.private'); } }
export const loaders = { orders: (c: ModelContext) => c.table('p.orders'), method(c: ModelContext) { return this.orders(c); },
  deep: { er: async (c: ModelContext) => c.table('p.deeper') } };
export const rest = (...args: unknown[]) => second(...args);
function second(...[, context]: any[]) { return context.table('p.rest'); }
export const indexed = (...args: any[]) => args[1].table('p.index');
export const boxed = ({ context, more: { also } }: any) => [context.table('p.boxed'), also?.query('FROM p.also')];
export const boxes = (box: any) => box.ctx.table('p.box');
export const withContext = <T>(context: ModelContext, work: (c: ModelContext) => T) => work(context);
export const curried = (context: ModelContext) => (name: string) => context.table(name as never);
export const named = (context: ModelContext, name = 'p.usual') => context.table(name as never);
export const chosen = 'p.constant';
export const many = ['p.m1', 'p.m2'] as const;
export enum Names { One = 'p.enum' }
export default class { constructor(readonly c: ModelContext) {} go() { return this.c.table('p.default'); } }
`;

it('follows the context through classes, objects, rest arguments, closures, callbacks, barrels and packages', async () => {
  const runs: Readonly<Record<string, readonly [run: string, parents: readonly string[]]>> = {
    instance: ['(c) => new lib.Reader(c).load()', ['p.inner', 'p.load']],
    kept: ['(c) => { const reader = new lib.Reader(c); return reader.rows; }', ['p.getter']],
    made_by: ['(c) => lib.Reader.of(c).load()', ['p.inner', 'p.load']],
    static: ['(c) => lib.Reader.all(c)', ['p.static']],
    derived: ['(c) => new lib.Derived(c).load()', ['p.derived', 'p.inner', 'p.load']],
    private: [
      '(c) => { const p = new lib.Private({ ctx: c }); return [p.hidden(), p.later()]; }',
      ['p.arrow', 'p.private'],
    ],
    object: ['(c) => lib.loaders.method(c)', ['p.orders']],
    deep: ['(c) => lib.loaders.deep.er(c)', ['p.deeper']],
    element: ["(c) => lib.loaders['orders'](c)", ['p.orders']],
    rest: ['(c) => lib.rest(1, c)', ['p.rest']],
    spread: ['(c) => { const args = [1, c] as const; return lib.indexed(...args); }', ['p.index']],
    whole: ['(...args) => lib.named(args[0]!)', ['p.usual']],
    boxed: ['(context) => lib.boxed({ context, more: { also: context } })', ['p.also', 'p.boxed']],
    box: ['(c) => { const box: any = {}; box.ctx = c; return lib.boxes(box); }', ['p.box']],
    copied: ['(c) => lib.boxes({ ...{ ctx: c }, n: 1 })', ['p.box']],
    callback: ["(c) => lib.withContext(c, (own) => own.table('p.callback'))", ['p.callback']],
    handed: ['(c) => lib.withContext(c, lib.loaders.orders)', ['p.orders']],
    curried: ["(c) => lib.curried(c)('p.curried')", ['p.curried']],
    bound: ["(c) => lib.named.bind(null, c)('p.bound')", ['p.bound']],
    closure: [
      "(c) => { const read = (name: string) => c.table(name as never); return [read('p.a'), read('p.b')]; }",
      ['p.a', 'p.b'],
    ],
    loop: ['(c) => lib.many.map((name) => c.table(name as never))', ['p.m1', 'p.m2']],
    of: ["(c) => { for (const name of ['p.x', 'p.y']) c.table(name as never); return []; }", ['p.x', 'p.y']],
    constant: ['(c) => c.query(`SELECT * FROM ${lib.chosen}`)', ['p.constant']],
    text: [
      "(c) => { const from = 'SELECT * FROM ' + lib.chosen; return c.query(from + ' WHERE 1 = ' + c.vars['n']); }",
      ['p.constant'],
    ],
    enum: ['(c) => c.table(lib.Names.One as never)', ['p.enum']],
    either: ["(c) => c.table((c.environment === 'prod' ? 'p.prod' : 'p.dev') as never)", ['p.dev', 'p.prod']],
    default: ['(c) => new Fallback(c).go()', ['p.default']],
    barrel: ['(c) => shared.loaders.orders(c)', ['p.orders']],
    workspace: ['(c) => fromPackage(c)', ['p.package']],
    dynamic: ["async (c) => { const { named } = await import('../lib/index.ts'); return named(c); }", ['p.usual']],
    unused: ["(c) => { setTimeout(() => c.table('p.timer')); return []; }", ['p.timer']],
    recursive: [
      '(c) => { const again = (n: number): any => n > 0 ? again(n - 1) : c.table("p.end"); return again(3); }',
      ['p.end'],
    ],
  };
  const models = Object.entries(runs).map(
    ([name, [run]]) =>
      `export const ${name}_ = model({ name: 's.${name}', kind: 'FULL', columns: { id: 'BIGINT' } }, (${run}) as any as (c: ModelContext) => []);`,
  );
  const project = testProject({
    'lib/read.ts': lib,
    'lib/index.ts':
      "export * from './read.ts'; export * as shared from './read.ts'; export { default as Fallback } from './read.ts';",
    'packages/read/package.json': '{"name":"@own/read","version":"1.0.0","type":"module","main":"index.ts"}',
    'packages/read/index.ts': "export const fromPackage = (context: any) => context.table('p.package');",
    'models/a.ts': `import { model, type ModelContext } from 'mesh-sql';
import * as lib from '../lib/read.ts';
import { Fallback, shared } from '../lib/index.ts';
import { fromPackage } from '@own/read';
${models.join('\n').replaceAll('((c)', '((c: ModelContext)').replaceAll('((context)', '((context: ModelContext)').replaceAll('((...args)', '((...args: ModelContext[])')}
`,
  });
  mkdirSync(join(project.folder, 'node_modules/@own'), { recursive: true });
  symlinkSync('../../packages/read', join(project.folder, 'node_modules/@own/read'));
  const { code, stdout, stderr } = await spawnMesh(['dag', '--json'], { cwd: project.folder, now: project.now }).ended;
  expect(stderr).toBe('');
  expect(code).toBe(0);
  const found = JSON.parse(stdout) as { models: { name: string; parents: string[] }[] };
  const own = found.models.filter(({ name }) => name.startsWith('s.'));
  expect(Object.fromEntries(own.map(({ name, parents }) => [name.slice(2), [...parents].sort()]))).toEqual(
    Object.fromEntries(Object.entries(runs).map(([name, [, parents]]) => [name, parents])),
  );
}, 60_000);
