import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { hashText } from '../../src/util/hash.ts';
import { folderOf, loadFolder, problems } from './loadedFolder.ts';

const helper = (table: string): string =>
  `export const names = { orders: '${table}' };\nexport class Loader { constructor(context) { this.context = context; } orders() { return this.context.table(names.orders); } }\n`;

const project = {
  'models/a.ts': `import { model, tableFunction } from 'mesh-sql';
import { Loader } from '../lib/helper.js';
export const one = model({ name: 's.one', kind: 'FULL' }, (context) => new Loader(context).orders());
export const two = model({ name: 's.two', kind: 'FULL', dependsOn: [] }, (context) => context.table('s.one'));
export const first = tableFunction({ name: 'first', columns: { id: 'BIGINT' } }, (context) => new Loader(context).orders().limit(1));
`,
  'models/q.sql': 'MODEL (name s.q, kind FULL);\nSELECT id FROM first();\n',
  'lib/helper.js': helper('raw.orders'),
};

const remembered = (root: string): string => join(root, '.mesh/cache/modules/project.reads');

async function parentsIn(root: string): Promise<Record<string, readonly string[]>> {
  const { models } = await loadFolder(root);
  return Object.fromEntries([...models].map(([name, { parents }]) => [name, parents]));
}

const found = { 's.one': ['raw.orders'], 's.q': ['raw.orders'], 's.two': ['s.one'] };

describe('what functions read', () => {
  it('is followed once, and taken from the cache after that', async () => {
    const root = folderOf(project);
    expect(await parentsIn(root)).toEqual(found);
    const written = readFileSync(remembered(root), 'utf8');
    expect(await parentsIn(root)).toEqual(found);
    expect(readFileSync(remembered(root), 'utf8')).toBe(written);
    // Proof that it is read: another answer in the file is another answer.
    const [header = '', body = ''] = written.split('\n');
    const other = body.replaceAll('raw.orders', 'raw.kept');
    writeFileSync(remembered(root), `${header.replace(hashText(body), hashText(other))}\n${other}`);
    // The SQL model that calls the function is itself kept.
    expect(await parentsIn(root)).toEqual({ ...found, 's.one': ['raw.kept'] });
  });

  it('is followed again where an imported file changes, and only there', async () => {
    const root = folderOf(project);
    await parentsIn(root);
    writeFileSync(join(root, 'lib/helper.js'), helper('raw.other'));
    expect(await parentsIn(root)).toEqual({ ...found, 's.one': ['raw.other'], 's.q': ['raw.other'] });
    expect(readFileSync(remembered(root), 'utf8')).not.toContain('raw.orders');
  });

  it('is followed again when the cache is damaged', async () => {
    const root = folderOf(project);
    await parentsIn(root);
    const written = readFileSync(remembered(root), 'utf8');
    for (const text of ['', '{', written.slice(0, -5), written.replace('raw.orders', 'raw.wrong')]) {
      writeFileSync(remembered(root), text);
      expect(await parentsIn(root)).toEqual(found);
    }
  });

  it('keeps the place of a computed name', async () => {
    const root = folderOf({
      'models/a.ts': `import { model } from 'mesh-sql';
const names = new Map([['a', 's.a']]);
export default model({ name: 's.one', kind: 'FULL' }, (context) =>
  context.table(names.get('a')!));
`,
    });
    const place = ['MODULE_COMPUTED_NAME models/a.ts:4:11'];
    expect(problems(await loadFolder(root))).toEqual(place);
    expect(problems(await loadFolder(root))).toEqual(place);
  });

  it.skipIf(process.getuid?.() === 0)('is kept elsewhere for a folder that cannot be written', async () => {
    const root = folderOf(project);
    chmodSync(root, 0o500);
    expect(await parentsIn(root)).toEqual(found);
    expect(await parentsIn(root)).toEqual(found);
    chmodSync(root, 0o700);
  });
});
