// The few questions mesh asks git.
import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { nearest } from '../error/nearest.ts';
import { MeshError } from '../error/meshError.ts';

/**
 * Files below `root` (relative to it) that changed since this branch left a ref: committed, staged, unstaged and
 * untracked. What others did on the ref since then is no change of this branch.
 */
export function filesChangedSince(root: string, ref: string): ReadonlySet<string> {
  const changed = git(root, ['diff', '--name-only', '--relative', '-z', base(root, ref), '--']);
  const untracked = git(root, ['ls-files', '--others', '--exclude-standard', '-z']);
  return new Set([...changed.split('\0'), ...untracked.split('\0')].filter((file) => file !== ''));
}

/** A shallow clone may hold no commit that both have: there the ref itself is compared. */
function base(root: string, ref: string): string {
  const commit = commitOf(root, ref);
  const shared = run(root, ['merge-base', commit, 'HEAD']);
  return shared.status === 0 ? shared.stdout.trim() : commit;
}

// `--end-of-options`: a ref that begins with a dash is no option.
function commitOf(root: string, ref: string): string {
  const found = run(root, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
  if (found.status === 0) return found.stdout.trim();
  const names = git(root, ['for-each-ref', '--format=%(refname:short)']).split('\n');
  const near = nearest(ref, names.filter(Boolean));
  throw new MeshError('PROJECT_GIT_REF', { ref, near });
}

function git(root: string, args: readonly string[]): string {
  const done = run(root, args);
  if (done.error !== undefined || done.status !== 0) {
    const detail = done.error?.message ?? done.stderr.trim().split('\n')[0] ?? 'unknown';
    throw new MeshError('PROJECT_GIT', { command: `git ${args.join(' ')}`, detail }, { cause: done.error });
  }
  return done.stdout;
}

function run(root: string, args: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync('git', args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 28 });
}
