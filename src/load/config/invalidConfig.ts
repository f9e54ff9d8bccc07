// The error that refuses a configuration as a whole.
import type { Diagnostic } from '../../error/diagnostic.ts';
import { MeshError } from '../../error/meshError.ts';

export function invalidConfig(diagnostics: readonly Diagnostic[]): MeshError {
  const errors = diagnostics.filter((d) => d.severity === 'error');
  return new MeshError('CONFIG_INVALID', { count: errors.length }, { diagnostics, at: errors[0]?.at });
}
