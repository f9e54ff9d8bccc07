// Problems found in the project's files, told all at once.
import type { Diagnostic } from './diagnostic.ts';
import { MeshError } from './meshError.ts';

/** Throws when there is an error among them. */
export function refuse(diagnostics: readonly Diagnostic[]): void {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const [first] = errors;
  if (first === undefined) return;
  const data = { errors: errors.length, warnings: diagnostics.length - errors.length };
  throw new MeshError('PROJECT_INVALID', data, { diagnostics, at: first.at });
}
