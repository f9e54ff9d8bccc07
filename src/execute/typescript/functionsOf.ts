// The function models of a module, in the order of its exports: the same in every thread.
import { modelsOfClass } from '../../model/typescript/modelsOfClass.ts';
import type { FunctionModelDefinition, ModelDefinition } from '../../model/typescript/definition.ts';

export function functionsOf(exports: Readonly<Record<string, unknown>>): FunctionModelDefinition[] {
  const all = Object.values(exports).flatMap((value) => definitionsIn(value));
  return [...new Set(all)].filter((definition) => definition.type === 'model');
}

function definitionsIn(value: unknown, depth = 0): readonly ModelDefinition[] {
  if (typeof value === 'function') return modelsOfClass(value);
  if (Array.isArray(value) && depth < 4) return value.flatMap((item) => definitionsIn(item, depth + 1));
  const isDefinition = typeof value === 'object' && value !== null && 'options' in value && 'type' in value;
  return isDefinition ? [value as ModelDefinition] : [];
}
