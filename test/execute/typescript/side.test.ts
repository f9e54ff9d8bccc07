// Many models side by side, and what a model's options leave behind on the connections they share.
import { expect, test } from 'vitest';
import { aroundFunction } from '../../../src/execute/typescript/aroundFunction.ts';
import type { ModelCode } from '../../../src/execute/typescript/modelCode.ts';
import type { Snapshot } from '../../../src/snapshot/snapshot.ts';
import { openBridge } from '../../bridge/open.ts';
import { testProject, type Files } from '../../support/testProject.ts';

const source: Files = {
  'models/src.sql': `MODEL (name s.src, kind FULL);\nSELECT i::BIGINT AS id, i * 0.5::DOUBLE AS x FROM range(200000) t(i);`,
};

test('eight models that read, register and write at once all finish', async () => {
  const files: Record<string, string> = { ...source } as Record<string, string>;
  for (let k = 0; k < 8; k++) {
    files[`models/out${k}.ts`] = `import { columns, model } from 'mesh-sql';
export default model({ name: 's.out${k}', kind: 'FULL', columns: { id: 'BIGINT', y: 'DOUBLE' } }, async function* (context) {
  let n = 0;
  for await (const batch of context.table('s.src').batches({ rows: 10000 })) {
    if (n++ % 5 === 0) await context.register('seen', columns({ id: batch.column('id') }));
    yield columns({ id: batch.column('id'), y: batch.column('x').values.map((x) => x + ${k}) });
  }
});`;
  }
  const project = testProject(files, { config: '' });
  await project.plan();
  for (let k = 0; k < 8; k++)
    expect(await project.rows(`SELECT count(*), max(y) FROM s.out${k}`)).toEqual([`200000|${99_999.5 + k}`]);
}, 60_000);

async function settingAfter(work: () => Promise<void>): Promise<{ during: unknown; after: unknown }> {
  const { engine, session } = await openBridge();
  const setting = async (): Promise<unknown> =>
    (await session.query(`SELECT current_setting('preserve_insertion_order') AS s`))[0]!['s'];
  const code = { definitionOf: async () => ({ options: { ordered: false } }) } as unknown as ModelCode;
  let during: unknown;
  await aroundFunction({ engine, code }, { session, snapshot: {} as Snapshot }, () =>
    session.transaction(async () => {
      during = await setting();
      await session.execute('CREATE TABLE t (a INTEGER CHECK (a < 5))');
      await work().catch(async () => session.execute('INSERT INTO t VALUES (9)'));
    }),
  ).catch(() => undefined);
  return { during, after: await setting() };
}

test('a model whose order does not matter leaves the order of others alone', async () => {
  expect(await settingAfter(async () => undefined)).toEqual({ during: false, after: true });
});

test('the same when its transaction has failed', async () => {
  expect(await settingAfter(() => Promise.reject(new Error('no')))).toEqual({ during: false, after: true });
});

test('rows of a model whose order does not matter all arrive', async () => {
  const project = testProject({
    ...source,
    'models/a.ts': `import { model } from 'mesh-sql';
export default model({ name: 's.a', kind: 'FULL', ordered: false, columns: { id: 'BIGINT', x: 'DOUBLE' } }, (context) => context.table('s.src').batches());`,
  });
  await project.plan();
  expect(await project.rows('SELECT count(*), count(DISTINCT id) FROM s.a')).toEqual(['200000|200000']);
});
