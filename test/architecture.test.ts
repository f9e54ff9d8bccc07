import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { expect, it } from 'vitest';
// Whoever adds an option, an error or a key finds out here that docs/ must say so.
import './docs/generated.test.ts';
import './docs/complete.test.ts';

const below = ['plan', 'snapshot', 'state', 'engine', 'model', 'macro', 'sql', 'interval', 'graph', 'batch'];

/** Folder of src/ → the folders it may import from at run time. Everything may import its own folder, util and error. */
const allowed: Readonly<Record<string, readonly string[]>> = {
  util: [],
  error: [],
  interval: [],
  graph: [],
  batch: [],
  sql: [],
  macro: ['sql', 'interval'],
  jinja: ['sql'],
  model: ['sql', 'macro', 'jinja', 'interval', 'batch'],
  engine: ['sql', 'batch'],
  snapshot: ['model', 'sql', 'interval'],
  // `sql` for names and quoting: it is as pure as they are.
  state: ['snapshot', 'interval', 'engine', 'sql'],
  plan: ['snapshot', 'model', 'interval', 'graph', 'sql'],
  event: [],
  execute: [...below, 'event'],
  load: ['model', 'macro', 'jinja', 'sql', 'graph', 'interval', 'batch'],
  // The linter reads models and their SQL, as load does, but no files.
  lint: ['model', 'macro', 'sql', 'graph', 'interval'],
  // Unit tests of models: reading, running and comparing them; the files come from project.
  modelTest: ['model', 'macro', 'sql', 'engine', 'interval'],
  project: [...below, 'load', 'lint', 'modelTest', 'execute', 'event'],
  cli: ['project', 'plan', 'modelTest', 'event'],
};

/** Types cost nothing at run time: an interface, or data that passes through. */
const allowedTypes: Readonly<Record<string, readonly string[]>> = {
  model: ['engine', 'graph'],
  sql: ['engine'],
  plan: ['state', 'engine', 'event'],
  snapshot: ['graph', 'engine'],
  state: ['model', 'event'],
  event: Object.keys(allowed),
  load: ['engine', 'snapshot'],
  cli: Object.keys(allowed),
};

/** `mesh-sql` and `mesh-sql/test`. */
const entries = new Set(['index.ts', 'test.ts']);

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const root = join(import.meta.dirname, '../src');
const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .map((file) => file.split('\\').join('/'))
  .filter((file) => file.endsWith('.ts'));

const folderOf = (file: string): string => file.split('/', 1)[0]!;

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const statements =
    /^(import|export)\s+(type\s+)?(?:([^'";]*?)\s+from\s+)?'(\.[^']+)'|\bimport\(\s*'(\.[^']+)'\s*\)|\btypeof import\('(\.[^']+)'\)/gm;
  return [...text.matchAll(statements)].map(([, , type, names, plain, dynamic, queried]) => ({
    from: file,
    to: posix.join(posix.dirname(file), plain ?? dynamic ?? queried ?? ''),
    // `import { type A, type B } from` leaves nothing behind either.
    typeOnly:
      type !== undefined ||
      queried !== undefined ||
      (names !== undefined && /^\{(\s*type\s[^,]+,?)+\s*\}$/.test(names)),
  }));
}

const imports = files.flatMap(importsOf);

it('every folder of src/ is one that the table knows', () => {
  const unknown = files.filter((file) => file.includes('/') && !(folderOf(file) in allowed));
  expect(unknown).toEqual([]);
  expect(files.filter((file) => !file.includes('/'))).toEqual(['index.ts', 'test.ts']);
});

it('folders import only from the folders that the table allows', () => {
  const problems = imports.flatMap(({ from, to, typeOnly }) => {
    const [folder, target] = [folderOf(from), folderOf(to)];
    const known = [
      folder,
      'util',
      'error',
      ...(allowed[folder] ?? []),
      ...(typeOnly ? (allowedTypes[folder] ?? []) : []),
    ];
    const isUtil = folder === 'util' && target === 'error';
    if (entries.has(from) || (known.includes(target) && !isUtil)) return [];
    return [`${from} must not import ${typeOnly ? 'types ' : ''}from ${target}/ (${to})`];
  });
  expect(problems).toEqual([]);
});

it('only index.ts and test.ts are the public API: nothing inside imports them', () => {
  expect(imports.filter(({ to }) => entries.has(to))).toEqual([]);
});

it('only the DuckDB folder, and no pure one, imports the database driver', () => {
  const drivers = files.filter((file) =>
    /from '@duckdb\/|import\('@duckdb\/|require\('@duckdb\//.test(readFileSync(join(root, file), 'utf8')),
  );
  expect(drivers.filter((file) => !file.startsWith('engine/duckdb/'))).toEqual([]);
});

it.each(['graph', 'interval', 'batch', 'sql', 'snapshot', 'plan'])(
  '%s is pure: no file system, clock, console or process',
  (folder) => {
    const impure = /\bnode:(fs|child_process|net|http|process)\b|\bDate\.now\(|\bnew Date\(\)|\bconsole\.|\bprocess\./;
    const found = files.filter(
      (file) => folderOf(file) === folder && impure.test(readFileSync(join(root, file), 'utf8')),
    );
    expect(found).toEqual([]);
  },
);

it('no file has more than 400 lines, and most are short', () => {
  const lines = files.map((file) => readFileSync(join(root, file), 'utf8').split('\n').length - 1);
  expect(files.filter((_, i) => lines[i]! > 400)).toEqual([]);
  const sorted = lines.sort((a, b) => a - b);
  expect(sorted[Math.floor(sorted.length * 0.9)]).toBeLessThanOrEqual(250);
});
