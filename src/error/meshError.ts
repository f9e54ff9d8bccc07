// The one error class of mesh. Its code, texts and data come from the catalogue.
import { catalogue, type ErrorCode, type ErrorData } from './catalogue.ts';
import { diagnostic, type Diagnostic, type SourceLocation } from './diagnostic.ts';

export interface MeshErrorOptions {
  readonly at?: SourceLocation | undefined;
  readonly hint?: string | undefined;
  readonly cause?: unknown;
  readonly related?: Diagnostic['related'];
  /** All problems of a load; the message then only says how many there are. */
  readonly diagnostics?: readonly Diagnostic[];
  /** The statement that ran, shown with -v. */
  readonly sql?: string | undefined;
}

export class MeshError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;
  readonly data: ErrorData<C>;
  readonly hint: string | undefined;
  readonly at: SourceLocation | undefined;
  readonly related: Diagnostic['related'];
  readonly diagnostics: readonly Diagnostic[] | undefined;
  readonly sql: string | undefined;

  constructor(code: C, data: ErrorData<C>, options: MeshErrorOptions = {}) {
    const entry = catalogue[code] as { message: (d: unknown) => string; hint?: (d: unknown) => string | undefined };
    super(entry.message(data), options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'MeshError';
    this.code = code;
    this.data = data;
    this.hint = options.hint ?? entry.hint?.(data);
    this.at = options.at;
    this.related = options.related;
    this.diagnostics = options.diagnostics;
    this.sql = options.sql;
  }

  toDiagnostic(): Diagnostic {
    return diagnostic(this.code, this.data, { at: this.at, hint: this.hint, related: this.related });
  }
}

export function isMeshError(error: unknown): error is MeshError {
  return error instanceof MeshError;
}
