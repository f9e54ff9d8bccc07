// After `tsc`: joins what the program loads into a few files in the place of its entry points. Node takes about half a
// millisecond for each module it looks up, so hundreds of small ones were most of the time of a small command.
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(root, 'dist');

/** What every command reads. Everything else stays a package: native, big, or seldom needed. */
const joined = new Set(['commander', 'fast-glob', 'yaml']);
const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

rmSync(join(dist, 'chunks'), { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: root,
  entryPoints: ['dist/index.js', 'dist/test.js', 'dist/cli/entry.js'],
  outdir: dist,
  chunkNames: 'chunks/[name]-[hash]',
  // A command loads its own part when it runs, and models of a project see the same mesh as the command line.
  splitting: true,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // The same as modules of the language: names of a CommonJS package are not there for `await import()`.
  alias: { yaml: './node_modules/yaml/browser/index.js' },
  external: ['vitest', ...Object.keys(dependencies).filter((name) => !joined.has(name))],
  banner: {
    js: "import { createRequire as requireOf } from 'node:module'; const require = requireOf(import.meta.url);",
  },
  allowOverwrite: true,
  minifyWhitespace: true,
  minifySyntax: true,
  sourcemap: true,
  metafile: true,
  logLevel: 'warning',
});

const packages = new Set(
  Object.keys(metafile.inputs).flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file) ?? []),
);
writeFileSync(join(dist, 'LICENSES.txt'), [...packages].sort().map(licenseOf).join('\n'));

function licenseOf(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
  const file = readdirSync(join(root, folder)).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? '' : readFileSync(join(root, folder, file), 'utf8');
  return `${name} ${version} (${license})\n\n${text.trim()}\n`;
}
