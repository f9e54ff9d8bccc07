// The few questions mesh asks git.
import { spawnSync } from 'node:child_process';
import { MeshError } from '../error/meshError.ts';

/** Files below `root` (relative to it) that differ from a ref: committed, staged, unstaged and untracked. */
export function filesChangedSince(root: string, ref: string): ReadonlySet<string> {
  const changed = git(root, ['diff', '--name-only', '--relative', '-z', ref, '--']);
  const untracked = git(root, ['ls-files', '--others', '--exclude-standard', '-z']);
  return new Set([...changed.split('\0'), ...untracked.split('\0')].filter((file) => file !== ''));
}

function git(root: string, args: readonly string[]): string {
  const done = spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (done.error !== undefined || done.status !== 0) {
    const detail = done.error?.message ?? done.stderr.trim().split('\n')[0] ?? 'unknown';
    throw new MeshError('PROJECT_GIT', { command: `git ${args.join(' ')}`, detail }, { cause: done.error });
  }
  return done.stdout;
}
