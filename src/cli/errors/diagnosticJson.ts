// Problems as JSON: the shape of cli.md's `lint --json`, failed loads and `{ "error": … }`.
import type { Diagnostic, SourceLocation } from '../../error/diagnostic.ts';
import { isMeshError } from '../../error/meshError.ts';
import { sortedDiagnostics } from './printDiagnostics.ts';

export interface LocationJson {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

export interface DiagnosticJson {
  readonly code: string;
  readonly severity: Diagnostic['severity'];
  readonly message: string;
  readonly hint: string | null;
  readonly at: LocationJson | null;
  /** Other places that belong to it; absent when there are none. */
  readonly related?: readonly { readonly message: string; readonly at: LocationJson }[];
}

export function locationJson(at: SourceLocation | undefined): LocationJson | null {
  return at === undefined ? null : { file: at.file, line: at.line, column: at.column };
}

export function diagnosticJson({ code, severity, message, hint, at, related = [] }: Diagnostic): DiagnosticJson {
  const others = related.map((other) => ({ message: other.message, at: locationJson(other.at)! }));
  return {
    code,
    severity,
    message,
    hint: hint ?? null,
    at: locationJson(at),
    ...(others.length === 0 ? {} : { related: others }),
  };
}

export function diagnosticsJson(list: readonly Diagnostic[]): DiagnosticJson[] {
  return sortedDiagnostics(list).map(diagnosticJson);
}

/** `{ error }`, or a list when a load failed with several problems. */
export function errorJson(error: unknown): unknown {
  if (!isMeshError(error)) {
    const message = error instanceof Error ? error.message : String(error);
    return { error: { code: 'INTERNAL', message, hint: internalHint, at: null } };
  }
  const errors = (error.diagnostics ?? []).filter((d) => d.severity === 'error');
  if (errors.length > 1) return diagnosticsJson(error.diagnostics ?? []);
  const { severity: _, ...shown } = diagnosticJson(errors[0] ?? error.toDiagnostic());
  return { error: shown };
}

export const internalHint = 'this is a bug in mesh: please report it with the command and what --debug prints';
