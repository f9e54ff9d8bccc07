// A problem as data: loading collects many of these and fails once with all of them.
import { catalogue, type ErrorCode, type ErrorData } from './catalogue.ts';

/** A place in a user's file. Lines and columns count from 1; columns count UTF-16 units, as editors do. */
export interface SourceLocation {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** How many characters the caret underlines (on the first line). */
  readonly length?: number;
  /** The line may hold a password or token: its text is never shown. */
  readonly secret?: true;
}

export type Severity = 'error' | 'warning' | 'info';

export interface Diagnostic {
  readonly code: ErrorCode;
  readonly severity: Severity;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly at?: SourceLocation | undefined;
  /** Other places that belong to it: the second of two duplicate models, the macro file behind a call. */
  readonly related?: readonly { readonly message: string; readonly at: SourceLocation }[] | undefined;
}

export interface DiagnosticOptions {
  readonly at?: SourceLocation | undefined;
  readonly severity?: Severity;
  readonly hint?: string | undefined;
  readonly related?: Diagnostic['related'];
}

export function diagnostic<C extends ErrorCode>(
  code: C,
  data: ErrorData<C>,
  options: DiagnosticOptions = {},
): Diagnostic {
  const entry = catalogue[code] as { message: (d: unknown) => string; hint?: (d: unknown) => string | undefined };
  const hint = options.hint ?? entry.hint?.(data);
  return {
    code,
    severity: options.severity ?? 'error',
    message: entry.message(data),
    ...(hint === undefined ? {} : { hint }),
    ...(options.at === undefined ? {} : { at: options.at }),
    ...(options.related === undefined ? {} : { related: options.related }),
  };
}

export function hasErrors(diagnostics: readonly Diagnostic[]): boolean {
  return diagnostics.some((d) => d.severity === 'error');
}
