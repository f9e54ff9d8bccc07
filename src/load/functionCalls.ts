// Which functions of the project some texts call, and what they read themselves.
import { lex } from '../sql/lexer.ts';
import { calledNames } from '../sql/calls.ts';
import type { FoundFunction } from './typescript/collectFunctions.ts';

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
  /** Tables of the run itself. */
  readonly registered: readonly string[];
  /** Of the project; undefined when it may read any. */
  readonly variables: readonly string[] | undefined;
}

/** A scalar function sees nothing but its arguments. */
export function readsOf({ definition, follow }: FoundFunction): FunctionReads {
  if (definition.type === 'scalarFunction') return { tables: [], queries: [], registered: [], variables: [] };
  const reads = follow();
  return {
    tables: [...reads.tables, ...(definition.options.dependsOn ?? [])],
    queries: reads.queries.map(({ text }) => text),
    registered: reads.registered,
    variables: reads.variables,
  };
}
