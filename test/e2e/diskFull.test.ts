// A disk that is full: said as such, what was done is kept, and the same command goes on from there.
import { appendFileSync, existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { sqlError } from '../../src/engine/duckdb/errors.ts';
import { spawnMesh } from '../support/spawnMesh.ts';
import { testProject, type RunObject } from '../support/testProject.ts';

function config(limits: string): string {
  return `gateways: { local: { connection: { type: duckdb, database: db.duckdb, connector_config: { threads: 1${limits} } } } }
model_defaults: { dialect: duckdb, start: 2023-01-01 }
`;
}

test('a query that has no room to spill fails with what to do, and the next plan goes on', async () => {
  const rows = 'SELECT i AS id, md5(i::VARCHAR) AS a, md5((i + 1)::VARCHAR) AS b FROM range(150000) AS t(i)';
  const project = testProject({
    'mesh.config.yaml': config(', memory_limit: 20MB, max_temp_directory_size: 1MB'),
    'models/one.sql': 'MODEL (name s.one, kind FULL);\nSELECT 1 AS id;',
    'models/sorted.sql': `MODEL (name s.sorted, kind FULL);\nSELECT t.* FROM (${rows}) AS t, s.one ORDER BY a, b;`,
  });
  const failed = await project.mesh(['plan', '--auto-apply', '--json']);
  expect(failed.code).toBe(1);
  const { result } = failed.json as { result: RunObject };
  const error = result.models.find(({ name }) => name === 's.sorted')?.error as { hint?: string } | null | undefined;
  expect(error).toMatchObject({ code: 'ENGINE_SQL', at: { file: 'models/sorted.sql' } });
  expect(error?.hint).toMatch(/temp_directory.*the same command goes on from there/s);
  project.write({ 'mesh.config.yaml': config('') });
  const { backfill } = await project.plan();
  expect(backfill.map(({ name }) => name)).toEqual(['s.sorted']);
});

test.each([
  'Could not write file "/data/db.duckdb": No space left on device',
  'Failed to commit: Could not write file "/data/db.duckdb.wal": No space left on device',
  'Could not write file "/data/db.duckdb": Disk quota exceeded',
  'Could not write all bytes to file "/data/db.duckdb": wanted=4096 wrote=0: There is not enough space on the disk',
])('%s', (text) => {
  const error = sqlError(new Error(`IO Error: ${text}`));
  expect(error.data).toMatchObject({ category: 'space' });
  expect(error.hint).toContain('the disk is full: free some space');
});

test.skipIf(!existsSync('/dev/full'))('a log that can go on no longer does not end the command', async () => {
  const project = testProject({ 'models/one.sql': 'MODEL (name s.one, kind FULL);\nSELECT 1 AS id;' });
  expect(() => appendFileSync('/dev/full', 'x')).toThrow('ENOSPC');
  const { code, stderr } = await spawnMesh(['plan', '--auto-apply', '--log-file', '/dev/full'], {
    cwd: project.folder,
    now: project.now,
  }).ended;
  expect(code).toBe(0);
  expect(stderr.match(/the log ends here: .* cannot be written: ENOSPC/g)).toHaveLength(1);
});
