// `virtual_environment_mode dev_only`: prod's object is the model's own table; only other environments show views.
import type { Model } from './model.ts';

export function isTableInProd({
  virtualEnvironmentMode,
  kind,
}: Pick<Model, 'virtualEnvironmentMode' | 'kind'>): boolean {
  return virtualEnvironmentMode === 'dev_only' && kind.name !== 'EMBEDDED' && kind.name !== 'EXTERNAL';
}

/** Its one table goes on under a new definition instead of being filled from the beginning. */
export function goesOnInProd(model: Pick<Model, 'virtualEnvironmentMode' | 'kind'>): boolean {
  const { name } = model.kind;
  return isTableInProd(model) && name !== 'FULL' && name !== 'VIEW' && name !== 'SEED' && name !== 'MANAGED';
}
