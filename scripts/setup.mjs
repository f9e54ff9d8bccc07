// `npm run setup`: installs and builds what is not up to date, and says nothing when all is. Needs only Node and npm.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Content, not time: a fresh clone and a switched branch have new times. */
function fingerprint(files) {
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  return `${process.version} ${process.platform}-${process.arch} ${hash.digest('hex')}`;
}

function filesUnder(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .sort();
}

// Only Windows needs the shell, to find npm.cmd.
const options = { cwd: root, shell: process.platform === 'win32' };

function run(command, args) {
  const { status } = spawnSync(command, args, { ...options, stdio: ['ignore', 2, 2] });
  if (status === 0) return;
  console.error(`${command} ${args.join(' ')} failed`);
  process.exit(status ?? 1);
}

function install() {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  // npm ci refuses a lock file that lacks an optional package of some other platform; npm install still keeps to the lock.
  const strict = spawnSync('npm', ['ci', ...quiet], { ...options, encoding: 'utf8' });
  if (strict.status === 0) return;
  if (!`${strict.stdout}${strict.stderr}`.includes('EUSAGE')) console.error(strict.stderr);
  run('npm', ['install', '--no-save', ...quiet]);
}

function build() {
  run(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']);
  run(process.execPath, ['scripts/bundle.mjs']);
  // What was built from files that are gone.
  const known = new Set(sources.map((file) => file.replace(/^src/, 'dist').replace(/\.ts$/, '')));
  for (const file of filesUnder('dist')) {
    if (!isBundled(file) && !known.has(file.replace(/(\.d\.ts|\.js)(\.map)?$/, ''))) rmSync(join(root, file));
  }
}

/** What `bundle.mjs` adds; it removes the old ones itself. */
function isBundled(file) {
  return file.startsWith(join('dist', 'chunks')) || file === join('dist', 'LICENSES.txt');
}

function step(done, stampFile, wanted, work) {
  const stamp = join(root, stampFile);
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;
  const started = Date.now();
  work();
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
  console.error(`${done} in ${((Date.now() - started) / 1000).toFixed(1)} s`);
}

const sources = filesUnder('src');
step('installed', 'node_modules/.mesh-installed', fingerprint(['package.json', 'package-lock.json']), install);
step(
  'built',
  'dist/.mesh-built',
  fingerprint([...sources, 'scripts/bundle.mjs', 'package.json', 'tsconfig.json', 'tsconfig.build.json']),
  build,
);
