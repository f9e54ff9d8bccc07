// Times whole processes: medians of wall seconds, CPU seconds and peak memory over several runs.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
export const mesh = join(here, '..', 'bin', 'mesh.cjs');
const out = join(mkdtempSync(join(tmpdir(), 'mesh-bench-')), 'usage.json');

export function median(values) {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** `before` runs untimed ahead of each run: deleting a cache, touching a file. */
export function measure(args, { cwd, runs = 5, before, env = {}, allowFailure = false }) {
  const samples = [];
  for (let i = 0; i < runs; i++) {
    before?.(i);
    const began = performance.now();
    const done = spawnSync(process.execPath, args, {
      cwd,
      encoding: 'utf8',
      maxBuffer: 1 << 30,
      env: { ...process.env, ...env, NODE_OPTIONS: `--require ${join(here, 'usage.cjs')}`, BENCH_USAGE: out },
    });
    const wall = (performance.now() - began) / 1000;
    if (done.status !== 0 && !allowFailure)
      throw new Error(
        `${args.join(' ')} failed (${done.status}):\n${done.stdout.slice(0, 2000)}\n${done.stderr.slice(0, 4000)}`,
      );
    samples.push({ wall, ...JSON.parse(readFileSync(out, 'utf8')) });
  }
  return {
    wall: median(samples.map((s) => s.wall)),
    cpu: median(samples.map((s) => s.cpu)),
    rss: median(samples.map((s) => s.rss)),
  };
}

export function report(name, { wall, cpu, rss }, goal = '') {
  console.log(
    `${name.padEnd(46)} ${wall.toFixed(2).padStart(7)} s ${cpu.toFixed(2).padStart(7)} s CPU ${rss.toFixed(0).padStart(6)} MB  ${goal}`,
  );
}
