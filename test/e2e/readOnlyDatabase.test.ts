// A database that this user may not write: whoever only looks is served, whoever writes is told why not.
import { chmodSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { spawnMesh } from '../support/spawnMesh.ts';
import { testProject, type TestProject } from '../support/testProject.ts';

// Root may write everything: then another user does the looking.
const user = process.getuid?.() === 0 ? 65_534 : undefined;
const locked: string[] = [];

afterEach(() => {
  for (const path of locked.splice(0)) chmodSync(path, 0o755);
});

async function project(): Promise<TestProject> {
  const made = testProject({
    'mesh.config.yaml': `gateways: { local: { connection: { type: duckdb, database: data/db.duckdb } } }\nmodel_defaults: { dialect: duckdb, start: 2023-01-01 }\n`,
    'models/a.sql': 'MODEL (name s.a, kind FULL);\nSELECT 1 AS id;',
    'models/b.ts': `import { model } from 'mesh-sql';
export default model({ name: 's.b', kind: 'FULL', columns: { id: 'BIGINT' } }, (context) => context.table('s.a'));
`,
  });
  chmodSync(made.folder, 0o755);
  mkdirSync(join(made.folder, 'data'));
  await made.plan();
  await made.plan(['dev', '--include-unmodified']);
  made.write({ 'models/a.sql': 'MODEL (name s.a, kind FULL);\nSELECT 2 AS id;' });
  return made;
}

function lock(path: string, mode: number): void {
  chmodSync(path, mode);
  locked.push(path);
}

const looking = [['query', 'FROM s.a'], ['evaluate', 's.a'], ['environments'], ['diff', 'prod'], ['plan', '--dry-run']];
const writing = [
  ['plan', '--auto-apply'],
  ['run', '--ignore-cron'],
];

test.each([
  ['the file', 'data/db.duckdb', 0o444],
  ['its folder', 'data', 0o555],
])(
  'commands that only look work where %s cannot be written, the others say so',
  async (_, path, mode) => {
    const { folder } = await project();
    lock(join(folder, path), mode);
    const mesh = (words: readonly string[]) => spawnMesh(words, { cwd: folder, now: '2023-01-20', user }).ended;
    for (const words of looking) {
      const { code, stderr } = await mesh(words);
      expect.soft({ words, code, stderr: code === 0 ? '' : stderr }).toEqual({ words, code: 0, stderr: '' });
    }
    for (const words of writing) {
      const { code, stderr } = await mesh(words);
      expect.soft({ words, code }).toEqual({ words, code: 2 });
      expect.soft(stderr).toContain('ENGINE_READ_ONLY');
      expect.soft(stderr).toContain('this user has no permission to write');
    }
  },
  60_000,
);
