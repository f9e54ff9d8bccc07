// docs/typescript-models.md is one project: its files are written as they stand, planned, and checked by its comments.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { queryFile } from './support/duckdbFile.ts';
import { compiled } from './support/compiled.ts';
import { runMesh } from './support/runMesh.ts';

const page = readFileSync(new URL('../docs/typescript-models.md', import.meta.url), 'utf8');
const folder = mkdtempSync(join(tmpdir(), 'mesh-docs-'));
const checks = [...page.matchAll(/<!-- check: ([\s\S]*?) = (\S.*?) -->/g)].map(
  ([, sql, expected]) => [sql!, expected!] as const,
);

beforeAll(async () => {
  for (const [, file, text] of page.matchAll(/^`([\w./]+)`\n\n```\w+\n([\s\S]*?)```/gm)) {
    const path = join(folder, file!);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text!);
  }
  const run = await runMesh(['plan', '--auto-apply', '--json'], { cwd: folder, now: '2026-03-01T12:00:00Z' });
  const { result } = run.json as { result?: { models: { name: string; status: string; error: unknown }[] } };
  expect(result?.models.filter(({ status }) => status !== 'success') ?? run.stderr).toEqual([]);
}, 60_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the page has its files and checks', () => {
  expect(checks.length).toBeGreaterThan(4);
});

test.each(checks)('%s', async (sql, expected) => {
  expect(await queryFile(join(folder, 'db.duckdb'), sql)).toEqual([expected]);
});

test('the page compiles with the types that `mesh types` writes', async () => {
  expect(await compiled(folder)).toBe('');
}, 60_000);
