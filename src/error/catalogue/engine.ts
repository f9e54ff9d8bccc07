import { define } from '../define.ts';

/** What a statement failed of. `conflict` is transient: the same statement may succeed when tried again. */
export type SqlErrorCategory =
  | 'parser'
  | 'binder'
  | 'catalog'
  | 'constraint'
  | 'conversion'
  | 'conflict'
  | 'dependency'
  | 'io'
  | 'memory'
  | 'permission'
  | 'space'
  | 'transaction'
  | 'other';

export const engineErrors = {
  ENGINE_SQL: define<{
    detail: string;
    category: SqlErrorCategory;
    /** True when trying again may help. */
    transient: boolean;
    /** UTF-16 offset into the statement. */
    offset?: number | undefined;
    /** Name that was not found and what is near it. */
    name?: string | undefined;
    candidates?: readonly string[] | undefined;
  }>({
    message: (d) => d.detail,
  }),
  ENGINE_INTERRUPTED: define<Record<string, never>>({
    message: () => 'the statement was interrupted',
  }),
  ENGINE_CLOSED: define<Record<string, never>>({
    message: () => 'the database connection is closed',
  }),
  ENGINE_LOCKED: define<{ file: string; holder?: string | undefined; seconds: number }>({
    message: (d) =>
      `the database file ${d.file} is held by ${d.holder ?? 'another process'}; mesh waited ${d.seconds} s for it`,
    hint: () => 'end that process, or let mesh wait longer with lockTimeout in the connection',
  }),
  ENGINE_FILE: define<{ file: string; detail: string }>({
    message: (d) => `the database file ${d.file} cannot be opened: ${d.detail}`,
    hint: () => 'the file was left as it is; check its path and permissions, or restore it from a backup',
  }),
  ENGINE_READ_ONLY: define<{ database: string; because?: string | undefined }>({
    message: (d) =>
      `the database ${d.database} is open for reading only${d.because === undefined ? '' : `: ${d.because}`}`,
    hint: () => 'nothing was changed; give mesh a database that it may write, with the folder that it lies in',
  }),
  ENGINE_FILE_SHARED: define<{ file: string }>({
    message: (d) => `the database file ${d.file} is already open in this process together with other files`,
    hint: () => 'give both connections the same database and catalogs: two instances on one file destroy it',
  }),
  ENGINE_SETTING: define<{ setting: string; detail: string }>({
    message: (d) => `the connection's ${d.setting} cannot be applied: ${d.detail}`,
  }),
  ENGINE_EXTENSION: define<{ extension: string; detail: string }>({
    message: (d) => `the DuckDB extension ${d.extension} cannot be loaded: ${d.detail}`,
    hint: () => 'check its name, and that this machine may download it or has it installed',
  }),
  ENGINE_DRIVER: define<{ detail: string }>({
    message: (d) => `the DuckDB driver cannot be loaded: ${d.detail}`,
    hint: () => 'install mesh again on this machine: the driver has a binary for each platform',
  }),
  ENGINE_ROW_VALUE: define<{ row: number; column: string; type: string; value: string | null }>({
    message: (d) =>
      `row ${d.row}, column ${d.column}: expected ${d.type}, got ${d.value === null ? 'NULL' : JSON.stringify(d.value)}`,
  }),
  ENGINE_ROLLBACK: define<{ detail: string; first: string }>({
    message: (d) => `a transaction failed (${d.first}) and could not be rolled back: ${d.detail}`,
    hint: () => 'the connection was closed; what was not committed is gone when the database is opened again',
  }),
  ENGINE_BRIDGE_TYPE: define<{ column: string; type: string }>({
    message: (d) => `the column ${d.column} is of type ${d.type}, which does not pass between SQL and TypeScript`,
    hint: (d) => `cast it in the query, for example \`CAST(${d.column} AS VARCHAR)\``,
  }),
  ENGINE_STREAM: define<Record<string, never>>({
    message: () => 'the query failed after its first rows had been read',
    hint: () => 'run it again by itself to see why: the error did not occur a second time here',
  }),
  ENGINE_DUPLICATE_COLUMN: define<{ column: string }>({
    message: (d) => `the result has two columns named ${d.column}`,
    hint: () => 'give one of them an alias',
  }),
};
