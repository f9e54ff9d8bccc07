// The README's "In one screen" is run as it stands: its files are written, its commands must succeed.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { main } from '../src/cli/main.ts';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const screen = readme.slice(readme.indexOf('## In one screen'), readme.indexOf('## Where to go on'));

/** Commands whose refusal is the lesson. */
const refused = new Map([['mesh plan dev --dry-run', 2]]);

async function run(line: string, cwd: string): Promise<{ code: number; stdout: string; stderr: string }> {
  let stdout = '';
  let stderr = '';
  const never = new AbortController().signal;
  const words = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map((m) => m[1] ?? m[2]!);
  const code = await main(words.slice(1), {
    cwd,
    env: { MESH_NOW: '2026-03-01T12:00:00Z' },
    stdout: { write: (text) => (stdout += text) },
    stderr: { write: (text) => (stderr += text) },
    isInteractive: false,
    clock: Date.now,
    stop: never,
    abort: never,
  });
  return { code, stdout, stderr };
}

test('the files and commands of the README work as they stand there', async () => {
  const cwd = mkdtempSync(join(tmpdir(), 'mesh-readme-'));
  try {
    for (const [, file, text] of screen.matchAll(/`([\w./]+)`[^`]*?```\w+\n([\s\S]*?)```/g)) {
      const path = join(cwd, file!);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text!);
    }
    const commands = [...screen.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, block]) => block!.trim().split('\n'));
    const lines = commands.map((line) => line.replace(/\s+#.*$/, '').trim());
    expect(lines.length).toBeGreaterThan(4);
    for (const line of lines) {
      const { code, stdout, stderr } = await run(line, cwd);
      expect([line, code, code === (refused.get(line) ?? 0) ? '' : stderr]).toEqual([line, refused.get(line) ?? 0, '']);
      if (line.includes('count(*) AS days')) expect(stdout).toContain('30');
    }
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
});
