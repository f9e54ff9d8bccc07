// The only place that reads DuckDB's error texts. Connections run with errors_as_json, so most of them are JSON.
import type { SqlErrorCategory } from '../../error/catalogue/engine.ts';
import { isMeshError, MeshError } from '../../error/meshError.ts';
import { didYouMean } from '../../error/nearest.ts';
import { offsetConverter } from '../../sql/offsets.ts';

/** One DuckDB error, taken apart. */
export interface DuckDBProblem {
  /** `Binder`, `Catalog`, `Parser` … as DuckDB calls it. */
  readonly exception: string;
  readonly message: string;
  readonly subtype?: string | undefined;
  readonly name?: string | undefined;
  /** `Table`, `Scalar Function` … of a missing entry. */
  readonly entry?: string | undefined;
  readonly candidates: readonly string[];
  /** Bytes, but code points for syntax errors. */
  readonly position?: number | undefined;
}

const categories: Readonly<Record<string, SqlErrorCategory>> = {
  parser: 'parser',
  syntax: 'parser',
  binder: 'binder',
  catalog: 'catalog',
  constraint: 'constraint',
  conversion: 'conversion',
  'out of range': 'conversion',
  'mismatch type': 'conversion',
  dependency: 'dependency',
  io: 'io',
  http: 'io',
  'out of memory': 'memory',
  permission: 'permission',
  transactioncontext: 'transaction',
};

const plain =
  /^(?:Failed to (?:extract statements|commit|execute[^:]*|prepare[^:]*): )?([A-Za-z -]+?) ?Error: ([\s\S]*)$/;

/** From the text of a thrown error, JSON or plain. */
export function problemFromText(text: string): DuckDBProblem {
  const brace = text.indexOf('{"exception_type"');
  if (brace >= 0) {
    const json = parseJson(text.slice(brace));
    if (json !== undefined) return problemFromJson(json);
  }
  const match = plain.exec(text);
  const message = (match?.[2] ?? text).replace(/\n+LINE \d+:[\s\S]*$/, '').trim();
  return { exception: match?.[1]?.trim() ?? 'Unknown', message, candidates: [] };
}

/** From the JSON of an exception or of json_serialize_sql's answer. */
export function problemFromJson(json: Readonly<Record<string, string | undefined>>): DuckDBProblem {
  const position = json['position'] === undefined ? undefined : Number(json['position']);
  return {
    exception: json['exception_type'] ?? json['error_type'] ?? 'Unknown',
    message: json['exception_message'] ?? json['error_message'] ?? '',
    subtype: json['error_subtype'],
    name: json['name'],
    entry: json['type'],
    candidates: candidatesOf(json['candidates'], json['exception_message']),
    position: position !== undefined && Number.isSafeInteger(position) ? position : undefined,
  };
}

/** Some errors have their candidates in the message alone. */
function candidatesOf(listed: string | undefined, message = ''): string[] {
  if (listed !== undefined && listed !== '') return listed.split(/,\s*/);
  const shown = /\nCandidate bindings:([\s\S]*)$/.exec(message)?.[1] ?? '';
  return [...shown.matchAll(/"((?:[^"]|"")*)"/g)].map((found) => found[1]!.replaceAll('""', '"'));
}

export function categoryOf(problem: DuckDBProblem): SqlErrorCategory {
  if (isConflict(problem)) return 'conflict';
  if (noSpace.test(problem.message)) return 'space';
  return categories[problem.exception.toLowerCase()] ?? 'other';
}

/** Offset into `sql` in UTF-16 units. */
export function offsetOf(problem: DuckDBProblem, sql: string): number | undefined {
  if (problem.position === undefined) return undefined;
  const offsets = offsetConverter(sql);
  const unit = isSyntax(problem)
    ? offsets.utf16FromCodePoints(problem.position)
    : offsets.utf16FromBytes(problem.position);
  return Math.min(unit, sql.length);
}

/** DuckDB appends its guess to the message; mesh shows it as the hint. Physical tables are no name that anybody knows. */
export function messageOf(problem: DuckDBProblem): string {
  return withOwnNames(problem.message)
    .replace(/\s*\n\s*Candidate (bindings|functions|tables|extensions):[\s\S]*$/, '')
    .replace(/\s*\n+Did you mean:? [\s\S]*$/, '')
    .replace(/!$/, '')
    .replace(
      /^NOT NULL constraint failed: [^.]+\.(.+)$/,
      'column $1 is NOT NULL, and there is a row without a value for it',
    )
    .trim();
}

/** Functions of the project, whose names there hold their version. */
function withOwnNames(text: string): string {
  return text.replace(/\bmesh_fn_(\w+)_[0-9a-f]{16}\b/g, '$1');
}

const noSpace =
  /no space left on device|not enough space|disk (?:is )?full|disk quota exceeded|file too large|max_temp_directory_size/i;
const goesOn = 'what was committed before is kept and this left nothing behind: the same command goes on from there';

export function hintOf(problem: DuckDBProblem): string | undefined {
  if (/max_temp_directory_size/.test(problem.message))
    return (
      'DuckDB ran out of memory and of room to spill: free space on the disk of its temp_directory, or set ' +
      `max_temp_directory_size, temp_directory or memory_limit in the connection; ${goesOn}`
    );
  if (noSpace.test(problem.message)) return `the disk is full: free some space; ${goesOn}`;
  const guess = /Did you mean:? "([^"]+)"/.exec(problem.message)?.[1];
  // Its own catalog is what DuckDB thinks of when a project's table is missing.
  if (guess !== undefined && /^(pg_|duckdb_|sqlite_|information_schema)/.test(guess)) return undefined;
  if (guess !== undefined) return `did you mean ${guess}?`;
  const forms = withOwnNames(problem.message)
    .split('\n')
    .flatMap((line) => (line.includes(' -> ') ? [line.trim()] : []));
  if (problem.subtype === 'NO_MATCHING_FUNCTION' && forms.length > 0)
    return `known forms: ${forms.slice(0, 4).join('; ')}${forms.length > 4 ? ' …' : ''}`;
  const candidates = problem.candidates.slice(0, 8);
  if (candidates.length === 0) return undefined;
  const wanted = /^(?:Referenced column|Table ".*" does not have a column named) "([^"]+)"/.exec(problem.message)?.[1];
  const near = wanted === undefined ? undefined : didYouMean(wanted, problem.candidates);
  return near ?? `known here: ${candidates.join(', ')}`;
}

export interface SqlErrorOptions {
  /** The statement; leave it out when it holds a secret. */
  readonly sql?: string | undefined;
  /** What is known of the databases of its connection. */
  readonly catalogs?: readonly DatabaseFacts[] | undefined;
}

interface DatabaseFacts {
  readonly name: string;
  readonly path: string | undefined;
  readonly readOnly: string | undefined;
}

/** What a failed statement throws. */
export function sqlError(error: unknown, { sql, catalogs = [] }: SqlErrorOptions = {}): MeshError {
  if (isMeshError(error)) return error;
  const problem = problemFromText(textOf(error));
  if (problem.exception.toUpperCase() === 'INTERRUPT')
    return new MeshError('ENGINE_INTERRUPTED', {}, { cause: error, sql });
  const database = /on database "(.*)" which is attached in read-only mode/.exec(problem.message)?.[1];
  if (database !== undefined) {
    const { path, readOnly } = catalogs.find(({ name }) => name === database) ?? {};
    return new MeshError('ENGINE_READ_ONLY', { database: path ?? database, because: readOnly }, { cause: error, sql });
  }
  const category = categoryOf(problem);
  return new MeshError(
    'ENGINE_SQL',
    {
      detail: messageOf(problem),
      category,
      transient: category === 'conflict',
      offset: sql === undefined ? undefined : offsetOf(problem, sql),
      name: problem.name,
      candidates: problem.candidates,
    },
    { cause: error, sql, hint: hintOf(problem) },
  );
}

export function nulError(sql: string): MeshError {
  const detail = 'there is a NUL character in the statement';
  return new MeshError(
    'ENGINE_SQL',
    { detail, category: 'parser', transient: false, offset: sql.indexOf('\0') },
    { sql },
  );
}

/** What opening or attaching a file throws. */
export function openError(error: unknown, file: string): MeshError {
  if (isMeshError(error)) return error;
  return new MeshError('ENGINE_FILE', { file, detail: messageOf(problemFromText(textOf(error))) }, { cause: error });
}

export interface LockHolder {
  /** `/usr/bin/node (PID 5321)`, when DuckDB knows it. */
  readonly holder: string | undefined;
}

/** Defined when the error says that another process holds the file. */
export function lockHolder(error: unknown): LockHolder | undefined {
  const text = textOf(error);
  if (!/could not set lock on file|being used by another process/i.test(text)) return undefined;
  const found = /held in (.+? \(PID \d+\))(?: by user (\S+?))?[.,]/.exec(text);
  const pid = /\(PID (\d+)\)/.exec(text)?.[1];
  return { holder: found?.[1] ?? (pid === undefined ? undefined : `process ${pid}`) };
}

/** DROP TABLE met a view, or the other way round. */
export function isOtherRelationType(error: MeshError): boolean {
  return error.code === 'ENGINE_SQL' && /^Existing object .* is of type /.test(error.message);
}

/** ROLLBACK where nothing is open: a failed COMMIT has rolled back by itself. */
export function isNoTransaction(error: MeshError): boolean {
  return error.code === 'ENGINE_SQL' && /no transaction is active/.test(error.message);
}

export function isMissingEntry(error: MeshError): boolean {
  return error.code === 'ENGINE_SQL' && (error.data as { category?: string }).category === 'catalog';
}

export function detailOf(error: unknown): string {
  return isMeshError(error) ? error.message : messageOf(problemFromText(textOf(error)));
}

function isSyntax(problem: DuckDBProblem): boolean {
  return problem.subtype === 'SYNTAX_ERROR' || problem.exception.toLowerCase() === 'parser';
}

function isConflict(problem: DuckDBProblem): boolean {
  return (
    /\bconflict\b/i.test(problem.message) ||
    /altered by (?:a )?different transaction|has been altered|Cannot (?:create|drop|alter).*another transaction/i.test(
      problem.message,
    )
  );
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function parseJson(text: string): Record<string, string> | undefined {
  try {
    return JSON.parse(text) as Record<string, string>;
  } catch {
    return undefined;
  }
}
