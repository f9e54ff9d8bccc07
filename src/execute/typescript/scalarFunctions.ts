// Scalar functions of the project in the engine: called with whole columns, every result checked.
import { columnOf } from '../../batch/column.ts';
import { inputLength, isColumnInput, MisfitAt, vectorFromInput } from '../../batch/columnInput.ts';
import type { SqlType } from '../../batch/sqlType.ts';
import { Misfit, shown } from '../../batch/value/misfit.ts';
import { reader } from '../../batch/value/read.ts';
import { columnWriter } from '../../batch/value/write.ts';
import type { Vector } from '../../batch/vector.ts';
import type { Bridge } from '../../engine/bridge.ts';
import { MeshError } from '../../error/meshError.ts';
import type { ScalarFunctionDefinition } from '../../model/typescript/functions.ts';

/** `name` is what SQL calls: functions belong to the whole instance, so that versions need names of their own. */
export async function registerScalarFunction(
  bridge: Bridge,
  definition: ScalarFunctionDefinition,
  name: string = definition.options.name,
): Promise<void> {
  const { parameters, returns, volatile = false, vectorised = false } = definition.options;
  const [result, ...types] = await bridge.types([returns, ...Object.values(parameters)]);
  const run = definition.run as (...args: readonly unknown[]) => unknown;
  const call: Call = { name: definition.options.name, returns: result!, run };
  bridge.registerScalar({
    name,
    parameters: types,
    returns: result!,
    volatile,
    run: (inputs, length) => (vectorised ? wholeColumns(call, inputs, length) : eachRow(call, inputs, length)),
  });
}

interface Call {
  readonly name: string;
  readonly returns: SqlType;
  readonly run: (...args: readonly unknown[]) => unknown;
}

function eachRow({ name, returns, run }: Call, inputs: readonly Vector[], length: number): Vector {
  const readers = inputs.map((input) => reader(input));
  const writer = columnWriter(returns);
  for (let i = 0; i < length; i++) {
    try {
      writer.append(run(...readers.map((read) => read(i))));
    } catch (error) {
      throw failure(name, error instanceof Misfit ? error.message : error);
    }
  }
  return writer.finish();
}

function wholeColumns({ name, returns, run }: Call, inputs: readonly Vector[], length: number): Vector {
  try {
    const result = run(...inputs.map(columnOf));
    if (!isColumnInput(result)) throw new Misfit('an array or a column', result);
    const given = inputLength(result);
    if (given !== length) throw new Misfit(`${length} values`, given);
    return vectorFromInput(result, { name, type: returns, nullable: true });
  } catch (error) {
    throw failure(name, error instanceof MisfitAt || error instanceof Misfit ? error.message : error);
  }
}

/** By message: all that the engine hands on of an error. */
const failures = new Map<string, unknown>();

/** What a function threw, when the statement that called it failed with this. */
export function thrownBy(message: string): Error | undefined {
  for (const [text, problem] of failures)
    if (message.includes(text)) {
      failures.clear();
      return problem instanceof Error ? problem : undefined;
    }
  return undefined;
}

function failure(name: string, problem: unknown): MeshError {
  const detail = problem instanceof Error ? problem.message : typeof problem === 'string' ? problem : shown(problem);
  const error = new MeshError('RUN_SCALAR', { name, detail }, { cause: problem });
  failures.set(error.message, problem);
  return error;
}
