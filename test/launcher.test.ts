import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { addFiles, projectFolder } from './config/project.ts';

function launch(files: Record<string, string>, env: Record<string, string> = {}) {
  const folder = projectFolder({});
  cpSync(join(import.meta.dirname, '../bin'), join(folder, 'bin'), { recursive: true });
  addFiles(folder, files);
  const { UV_THREADPOOL_SIZE: _, ...rest } = process.env;
  return spawnSync(process.execPath, [join(folder, 'bin/mesh.cjs')], { encoding: 'utf8', env: { ...rest, ...env } });
}

const entry = (text: string): Record<string, string> => ({
  'package.json': '{"type":"module"}',
  'dist/cli/entry.js': text,
});

describe('the launcher', () => {
  it('says so when mesh is not built', () => {
    const { status, stderr } = launch({});
    expect([status, stderr]).toEqual([2, 'mesh is not built yet: run `npm run build` in its folder\n']);
  });

  it('shows what is missing when something else is', () => {
    const { status, stderr } = launch(entry("import './other.js';"));
    expect(status).toBe(2);
    expect(stderr).toContain('other.js');
  });

  it('exits 130 on Ctrl-C while the program is still being loaded', async () => {
    const folder = projectFolder({});
    cpSync(join(import.meta.dirname, '../bin'), join(folder, 'bin'), { recursive: true });
    addFiles(folder, entry("process.stdout.write('loading'); await new Promise((done) => setTimeout(done, 20_000));"));
    const child = spawn(process.execPath, [join(folder, 'bin/mesh.cjs')]);
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    expect(await once(child, 'exit')).toEqual([130, null]);
  });

  it.each([
    ['16 when nothing is set', {}, '16'],
    ['what is set', { UV_THREADPOOL_SIZE: '7' }, '7'],
  ])('gives the thread pool %s', (_, env, size) => {
    expect(launch(entry('process.stdout.write(process.env.UV_THREADPOOL_SIZE)'), env).stdout).toBe(size);
  });
});
