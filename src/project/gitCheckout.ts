// The files of a project as a git ref has them, in a folder that goes away again. The repository is only read.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';
import { spawnSync } from 'node:child_process';
import { MeshError } from '../error/meshError.ts';

export interface CheckoutRequest {
  readonly root: string;
  readonly ref: string;
  /** The folder is made here: below the project, modules find the packages that it has installed. */
  readonly below: string;
  /** The configuration file, where it lies in the project. */
  readonly file: string | undefined;
}

export interface Checkout {
  readonly root: string;
  readonly file: string | undefined;
}

export async function withCheckout<T>(request: CheckoutRequest, use: (checkout: Checkout) => Promise<T>): Promise<T> {
  const { root, ref, below, file } = request;
  const git = (args: readonly string[], more: { readonly cwd?: string; readonly index?: string } = {}): string =>
    runGit(args, { cwd: more.cwd ?? root, index: more.index, ref });
  // `--end-of-options`: a ref that begins with a dash is no option.
  const commit = git(['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]).trim();
  const prefix = git(['rev-parse', '--show-prefix']).trim();
  const repository = git(['rev-parse', '--absolute-git-dir']).trim();
  mkdirSync(below, { recursive: true });
  const folder = mkdtempSync(join(below, 'against-'));
  try {
    const checkedOut = join(folder, 'project');
    const index = join(folder, 'index');
    mkdirSync(checkedOut);
    // An index of its own: nobody's staged files are touched.
    git(['read-tree', `${commit}:${prefix.replace(/\/$/, '')}`], { index });
    const at = [`--git-dir=${repository}`, `--work-tree=${checkedOut}`];
    git([...at, 'checkout-index', '--all', '--force', '--quiet'], { cwd: checkedOut, index });
    const path = file === undefined ? '..' : relative(root, file);
    return await use({ root: checkedOut, file: path.startsWith('..') ? file : join(checkedOut, path) });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface GitOptions {
  readonly cwd: string;
  readonly index: string | undefined;
  readonly ref: string;
}

function runGit(args: readonly string[], { cwd, index, ref }: GitOptions): string {
  const env = index === undefined ? process.env : { ...process.env, GIT_INDEX_FILE: index };
  const done = spawnSync('git', args, { cwd, env, encoding: 'utf8', maxBuffer: 1 << 28 });
  if (done.error === undefined && done.status === 0) return done.stdout;
  const said = done.error?.message ?? done.stderr.trim().split('\n')[0] ?? '';
  const detail = said === '' ? 'git knows no such commit, and there is no file of that name' : said;
  throw new MeshError('PLAN_AGAINST', { other: ref, detail }, { cause: done.error });
}
