// A seed file: its columns with types and content hashes when a project is loaded, its rows when the table is filled.
import { createHash, type Hash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path/posix';
import { isAbsolute, resolve } from 'node:path';
import type { Diagnostic, SourceLocation } from '../../error/diagnostic.ts';
import { MeshError } from '../../error/meshError.ts';
import type { CsvSettings, ModelKind } from '../../model/kind.ts';
import type { Model, SeedColumn } from '../../model/model.ts';
import { normalizeIdentifier } from '../../sql/identifier.ts';
import { CsvError, csvRows, type CsvRow } from './csvRows.ts';
import { nullTexts, observe, type TypeGuess } from './seedTypes.ts';

type SeedKind = Extract<ModelKind, { name: 'SEED' }>;

export interface SeedRows {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  readonly rows: Iterable<readonly (string | null)[]>;
  /** Where the row of this number stands in the file; the first one is 1. */
  readonly placeOf: (row: number) => SourceLocation | undefined;
}

export interface SeedOptions {
  /** Absolute folder of the project. */
  readonly root: string;
  readonly report: (problem: Diagnostic) => void;
}

/** The seed's path relative to the root: `$root/…`, an absolute one, or relative to the model's file; backslashes count as slashes. */
export function seedPath(model: Pick<Model, 'file'>, kind: SeedKind): string {
  const path = kind.path.replaceAll('\\', '/');
  if (path.startsWith('$root/')) return normalize(path.slice('$root/'.length));
  return normalize(isAbsolute(path) ? path : join(dirname(model.file), path));
}

/** Undefined when the file has problems, which were reported. */
export function readSeedColumns(model: Model, kind: SeedKind, options: SeedOptions): SeedColumn[] | undefined {
  const file = seedPath(model, kind);
  try {
    const text = seedText(model, kind, options.root);
    return columnsOf(model, kind, { file, text });
  } catch (error) {
    if (!(error instanceof MeshError)) throw error;
    options.report(error.toDiagnostic());
    return undefined;
  }
}

/** Rows for the table, NULLs resolved; throws MeshError when the file is no longer right. */
export function readSeedRows(model: Model, options: { readonly root: string }): SeedRows {
  const kind = model.kind as SeedKind;
  const file = seedPath(model, kind);
  const text = seedText(model, kind, options.root);
  const columns = columnsOf(model, kind, { file, text });
  return {
    columns: columns.map(({ name, type }) => ({ name, type })),
    rows: valuesOf(model, kind, { file, text }),
    placeOf(row) {
      let number = 0;
      for (const { line } of openSeed(model, kind, { file, text }).rows)
        if (++number === row) return { file, line, column: 1 };
      return undefined;
    },
  };
}

interface SeedText {
  readonly file: string;
  readonly text: string;
}

function* valuesOf(model: Model, kind: SeedKind, seed: SeedText): Generator<readonly (string | null)[]> {
  const { columns, rows } = openSeed(model, kind, seed);
  for (const { values } of rows) yield columns.map(({ index, nulls }) => valueAt(values, index, nulls));
}

function valueAt(values: readonly string[], index: number, nulls: ReadonlySet<string>): string | null {
  const value = values[index]!;
  return nulls.has(value) ? null : value;
}

function columnsOf(model: Model, kind: SeedKind, seed: SeedText): SeedColumn[] {
  const { columns, rows } = openSeed(model, kind, seed);
  const observed = columns.map((column) => ({
    ...column,
    guess: { type: undefined } as TypeGuess,
    hash: new ColumnHash(),
  }));
  for (const { values } of rows) {
    for (const { index, nulls, guess, hash } of observed) {
      const value = valueAt(values, index, nulls);
      hash.add(value);
      if (value !== null) observe(guess, value);
    }
  }
  return observed.map(({ name, type, guess, hash }) => ({
    name,
    type: type ?? guess.type ?? 'VARCHAR',
    hash: hash.end(),
  }));
}

/** Values with their lengths, joined in pieces: one call of the hash function per value would dominate. */
class ColumnHash {
  readonly hash: Hash = createHash('sha256');
  pending = '';

  add(value: string | null): void {
    this.pending += value === null ? '-;' : `${value.length}:${value};`;
    if (this.pending.length > 65_536) this.flush();
  }

  flush(): void {
    this.hash.update(this.pending);
    this.pending = '';
  }

  end(): string {
    this.flush();
    return this.hash.digest('hex').slice(0, 32);
  }
}

interface OpenColumn {
  readonly name: string;
  /** Among the values of a row. */
  readonly index: number;
  /** As declared. */
  readonly type: string | null;
  readonly nulls: ReadonlySet<string>;
}

interface OpenSeed {
  /** The declared ones in their order, or all that the file has. */
  readonly columns: readonly OpenColumn[];
  readonly rows: Iterable<CsvRow>;
}

function openSeed(model: Model, kind: SeedKind, seed: SeedText): OpenSeed {
  const all = guarded(csvRows(seed.text, kind.csvSettings), kind.csvSettings, seed);
  const first = all.next();
  const header = readHeader(first.done === true ? [] : first.value.values, model, {
    file: seed.file,
    line: 1,
    column: 1,
  });
  const wanted = model.columns ?? header.map((name) => ({ name, type: null }));
  const columns = wanted.map(({ name, type }) => {
    const index = header.indexOf(name);
    if (index < 0) {
      const at = model.positions['columns'] ?? model.at;
      throw new MeshError('MODEL_COLUMN_UNKNOWN', { property: 'columns', column: name, known: header }, { at });
    }
    return { name, index, type, nulls: nullTexts(name, kind.csvSettings, type) };
  });
  return { columns, rows: checkedRows(all, header.length, seed) };
}

function readHeader(names: readonly string[], model: Model, at: SourceLocation): string[] {
  const fail = (reason: string): never => {
    throw new MeshError('MODEL_SEED_HEADER', { reason }, { at });
  };
  if (names.length === 0) fail('the file is empty');
  const strategy = model.normalization;
  const header = names.map((name) => normalizeIdentifier(name.trim(), model.dialect, strategy));
  const empty = header.indexOf('');
  if (empty >= 0) fail(`column ${empty + 1} has no name`);
  const twice = header.find((name, i) => header.indexOf(name) !== i);
  if (twice !== undefined) fail(`${twice} is there twice`);
  return header;
}

/** Turns the parser's errors into mesh's, at their place in the seed file. */
function* guarded(rows: Iterable<CsvRow>, settings: CsvSettings, seed: SeedText): Generator<CsvRow> {
  try {
    yield* rows;
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { line, column } = error.problem;
    throw new MeshError(
      'MODEL_SEED_QUOTE',
      { quote: settings.quotechar ?? '"' },
      { at: { file: seed.file, line, column } },
    );
  }
}

function* checkedRows(rows: Iterable<CsvRow>, expected: number, seed: SeedText): Generator<CsvRow> {
  for (const row of rows) {
    if (row.values.length !== expected) {
      const at = { file: seed.file, line: row.line, column: 1 };
      throw new MeshError('MODEL_SEED_ROW', { found: row.values.length, expected }, { at });
    }
    yield row;
  }
}

function seedText(model: Model, kind: SeedKind, root: string): string {
  const file = seedPath(model, kind);
  let bytes: Buffer;
  try {
    bytes = readFileSync(resolve(root, file));
  } catch (error) {
    const at = model.positions['kind.path'] ?? model.at;
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new MeshError('MODEL_SEED_MISSING', { path: file, known: neighbours(root, file) }, { at, cause: error });
    }
    const reason = code === 'EISDIR' ? 'it is a folder' : (error as Error).message;
    throw new MeshError('MODEL_SEED_UNREADABLE', { path: file, reason }, { at, cause: error });
  }
  const encoding = encodingOf(kind.csvSettings);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    const at = error instanceof RangeError ? model.positions['kind.csv_settings'] : placeOfBadByte(file, bytes);
    throw new MeshError(
      'MODEL_FILE_ENCODING',
      { file, encoding: kind.csvSettings.encoding ?? 'UTF-8' },
      { at, cause: error },
    );
  }
}

/** Python's names of encodings, where they are not the web's. */
const encodings: Readonly<Record<string, string>> = {
  'utf-8-sig': 'utf-8',
  utf_8_sig: 'utf-8',
  utf_8: 'utf-8',
  utf8: 'utf-8',
  latin1: 'latin1',
  latin_1: 'latin1',
  'latin-1': 'latin1',
  cp1252: 'windows-1252',
  cp1250: 'windows-1250',
  cp1251: 'windows-1251',
  utf16: 'utf-16le',
  'utf-16': 'utf-16le',
  utf_16: 'utf-16le',
};

function encodingOf({ encoding = 'utf-8' }: CsvSettings): string {
  return encodings[encoding.toLowerCase()] ?? encoding;
}

function placeOfBadByte(file: string, bytes: Buffer): SourceLocation {
  const text = bytes.toString('utf8');
  const before = text.slice(0, Math.max(0, text.indexOf('\ufffd')));
  const lineStart = before.lastIndexOf('\n') + 1;
  return { file, line: before.split('\n').length, column: before.length - lineStart + 1 };
}

function neighbours(root: string, file: string): string[] {
  try {
    return readdirSync(resolve(root, dirname(file))).map((name) => join(dirname(file), name));
  } catch {
    // The folder is missing as well: there is nothing to suggest.
    return [];
  }
}
