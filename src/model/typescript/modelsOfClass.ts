// Marked static methods of a class. Without the reflection library nothing can have been marked.
import type { ModelDefinition } from './definition.ts';

/** Under this key a class carries the definitions of its marked static methods. */
export const modelsMetadata = 'mesh:models';

export function modelsOfClass(target: object): readonly ModelDefinition[] {
  const known: unknown = Reflect.getOwnMetadata?.(modelsMetadata, target);
  return (known ?? []) as readonly ModelDefinition[];
}
