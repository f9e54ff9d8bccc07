import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { parseCommandLine } from '../../src/cli/program.ts';
import { folderWith, runMesh } from './runMesh.ts';

const files = {
  'config.yaml': 'gateways: {local: {connection: {type: duckdb, database: w.db}}}\nmodel_defaults: {dialect: duckdb}\n',
  'models/a.sql': 'MODEL (name s.a, kind FULL);\nSELECT 1 AS id\n',
  'tests/test_a.yaml': 'test_a:\n  model: s.a\n  outputs:\n    query:\n      - id: 1\n',
};

describe('a file that cannot be written or read is named, with exit code 2', () => {
  test.each([
    ['plan --dry-run --markdown no/report.md', 'CLI_FILE_WRITE no/report.md cannot be written'],
    ['plan --out no/plan.json', 'CLI_FILE_WRITE no/plan.json cannot be written'],
    ['test --junit no/results.xml', 'CLI_FILE_WRITE no/results.xml cannot be written'],
    ['dag --out no/graph.html', 'CLI_FILE_WRITE no/graph.html cannot be written'],
    ['apply no/plan.json', 'no/plan.json cannot be read'],
    ['state import -i no/state.json', 'no/state.json cannot be read'],
    ['state export -o no/state.json', 'no/state.json cannot be written'],
  ])('mesh %s', async (line, message) => {
    const folder = folderWith(files);
    if (line.startsWith('state')) await runMesh(folder, ['plan', '--auto-apply']);
    const { code, stderr } = await runMesh(folder, line.split(' '));
    expect(stderr).toContain(`${message}: no such file or directory\n`);
    expect(stderr).not.toContain('bug in mesh');
    expect(code).toBe(2);
  });

  test('a folder named by --project that is not there', async () => {
    const { code, stderr } = await runMesh(folderWith(files), ['dag', '-p', 'gone']);
    expect(stderr).toMatch(/error CONFIG_MISSING the folder .*gone does not exist\n/);
    expect(code).toBe(2);
  });

  test('two projects', async () => {
    const folder = folderWith(files);
    const { code, stderr } = await runMesh(folder, ['dag', '-p', 'one', '-p', 'two']);
    expect(code).toBe(2);
    expect(stderr).toContain("must be one folder, as mesh works on one project at a time, not 'one and two'");
    expect((await runMesh(folder, ['dag', '-p', '.', '-p', '.'])).code).toBe(0);
  });

  test('a file named by --project', async () => {
    const folder = folderWith(files);
    const { code, stderr } = await runMesh(folder, ['dag', '-p', Object.keys(files)[0]!]);
    expect(stderr).toMatch(/error CONFIG_NO_FOLDER .* is a file, not the folder of a project\n/);
    expect(code).toBe(2);
  });

  test.skipIf(!existsSync('/dev/full'))('a full disk behind stdout', () => {
    const line = `exec ${process.execPath} ${resolve('bin/mesh.cjs')} dag > /dev/full`;
    const { status, stderr } = spawnSync('sh', ['-c', line], { cwd: folderWith(files), encoding: 'utf8' });
    expect(stderr).toMatch(/^the output cannot be written: ENOSPC.*\n$/);
    expect(status).toBe(1);
  });

  test('the folder that the shell stands in was removed', () => {
    const folder = join(folderWith({}), 'gone');
    mkdirSync(folder);
    const launcher = resolve('bin/mesh.cjs');
    rmSync(folder, { recursive: true });
    const script = `mkdir "$1" && cd "$1" && rmdir "$1" && exec node "$2" dag`;
    const { status, stderr } = spawnSync('sh', ['-c', script, 'sh', folder, launcher], { encoding: 'utf8' });
    expect(stderr).toContain('error CONFIG_MISSING');
    expect(stderr).not.toContain('    at ');
    expect(status).toBe(2);
  });
});

test.each(commands.map((command) => command.name))('the help of %s calls it by its name', (name) => {
  const line = parseCommandLine([...name.split(' '), '--help'], { commands, version: '1' });
  const usage = line.type === 'text' ? line.text.split('\n')[0] : '';
  expect(usage).toMatch(new RegExp(`^Usage: mesh ${name}( |$)`));
});

test.each(commands.map((command) => command.name))(
  'the help of %s shows its own options before the global ones',
  (name) => {
    const line = parseCommandLine([...name.split(' '), '--help'], { commands, version: '1' });
    const text = line.type === 'text' ? line.text : '';
    expect(text.indexOf('\nOptions:')).toBeGreaterThan(0);
    expect(text.indexOf('\nOptions:')).toBeLessThan(text.indexOf('\nGlobal options:'));
  },
);
