// Functions of TypeScript that SQL calls with whole columns. A later registration under the same name replaces the first.
import type { Vector } from '../../../batch/vector.ts';
import type { ScalarDefinition } from '../../bridge.ts';
import type { DuckDBConnection } from '../driver.ts';
import { logicalTypeOf } from './logicalTypes.ts';
import { raw, rawConnection } from './raw.ts';
import { vectorBuilder } from './vectorBuilder.ts';
import { writeVector } from './writeVector.ts';

export function registerScalar(connection: DuckDBConnection, definition: ScalarDefinition): void {
  const b = raw();
  const fn = b.create_scalar_function();
  b.scalar_function_set_name(fn, definition.name);
  for (const type of definition.parameters) b.scalar_function_add_parameter(fn, logicalTypeOf(type));
  b.scalar_function_set_return_type(fn, logicalTypeOf(definition.returns));
  // Else DuckDB answers NULL for a NULL argument without asking.
  b.scalar_function_set_special_handling(fn);
  if (definition.volatile) b.scalar_function_set_volatile(fn);
  b.scalar_function_set_function(fn, (info, input, output) => {
    try {
      const length = b.data_chunk_get_size(input);
      const vectors = definition.parameters.map((type, i): Vector => {
        const builder = vectorBuilder(type, length);
        builder.append(b.data_chunk_get_vector(input, i), { from: 0, count: length });
        return builder.take();
      });
      const result = definition.run(vectors, length);
      writeVector(output, result);
    } catch (error) {
      b.scalar_function_set_error(info, error instanceof Error ? error.message : String(error));
    }
  });
  b.register_scalar_function(rawConnection(connection), fn);
}
