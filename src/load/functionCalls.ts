// Which functions of the project some texts call, and what they read themselves.
import { lex } from '../sql/lexer.ts';
import { calledNames } from '../sql/calls.ts';
import type { FoundFunction } from './typescript/collectFunctions.ts';
import { readsOfFunction } from './typescript/codeReads.ts';

export function calledFunctions(
  texts: readonly string[],
  functions: ReadonlyMap<string, FoundFunction> | undefined,
): readonly FoundFunction[] {
  if (functions === undefined || functions.size === 0) return [];
  const names = new Set(texts.flatMap((text) => calledNames(lex(text)).map(({ name }) => name)));
  return [...functions.values()].filter(({ name }) => names.has(name));
}

export interface FunctionReads {
  readonly tables: readonly string[];
  readonly queries: readonly string[];
}

/** A scalar function sees nothing but its arguments. */
export function readsOf({ definition }: FoundFunction): FunctionReads {
  if (definition.type === 'scalarFunction') return { tables: [], queries: [] };
  const reads = readsOfFunction(definition.run.toString());
  return {
    tables: [...reads.tables, ...(definition.options.dependsOn ?? [])],
    queries: reads.queries.map(({ text }) => text),
  };
}
