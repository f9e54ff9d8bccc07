// What the engine must know of the project's functions to bind the queries that call them.
import type { FunctionShape } from '../sql/frontend.ts';
import type { FoundFunction } from './typescript/collectFunctions.ts';

export function functionShapes(functions: ReadonlyMap<string, FoundFunction>): readonly FunctionShape[] {
  return [...functions.values()].map(({ name, definition }) => ({
    name,
    parameters: columnsOf(definition.options.parameters ?? {}),
    returns: definition.type === 'scalarFunction' ? definition.options.returns : columnsOf(definition.options.columns),
  }));
}

function columnsOf(types: Readonly<Record<string, string>>): { name: string; type: string }[] {
  return Object.entries(types).map(([name, type]) => ({ name, type: type.replace(/\s+NOT\s+NULL\s*$/i, '') }));
}
