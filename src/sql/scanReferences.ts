// Which tables does a rendered query read? Answered from the tokens alone, exactly or not at all: `ask` means the
// engine's parser must be asked. A graph of thousands of models needs no syntax tree this way.
import type { FunctionReference } from './frontend.ts';
import { defaultStrategy, type NamingOptions } from './identifier.ts';
import { type Scan, type ScannedTable } from './scan/scan.ts';
import { scanPart } from './scan/scanQuery.ts';
import { scanStatement } from './scan/scanStatement.ts';
import { solidTokens } from './scan/solidTokens.ts';
import type { Tokens } from './tokens.ts';

export type { ScannedTable } from './scan/scan.ts';

export type ScannedReferences =
  | {
      readonly type: 'exact';
      /** Tables that are read, in the order of the text; a table read twice appears twice. Names of CTEs are left out. */
      readonly tables: readonly ScannedTable[];
      /** Table functions in FROM. */
      readonly functions: readonly FunctionReference[];
      /** Tables that a statement creates, writes, alters or drops; none for a query. */
      readonly targets: readonly ScannedTable[];
    }
  | { readonly type: 'ask'; readonly reason: string; readonly offset: number };

/** One query or statement; its macros must be expanded. */
export function scanReferences(tokens: Tokens, options: NamingOptions = {}): ScannedReferences {
  const solid = solidTokens(tokens);
  if ('reason' in solid) return { type: 'ask', ...solid };
  const dialect = options.dialect?.toLowerCase() ?? 'duckdb';
  const scan: Scan = {
    ...solid,
    dialect,
    strategy: options.strategy ?? defaultStrategy(dialect),
    implicitUnnest: dialect === 'bigquery' || dialect === 'redshift',
    parts: [],
    tables: [],
    targets: [],
    functions: [],
    doubt: undefined,
  };
  scanStatement(scan);
  for (let part = scan.parts.pop(); part !== undefined && scan.doubt === undefined; part = scan.parts.pop()) {
    scanPart(scan, part);
  }
  if (scan.doubt !== undefined) return { type: 'ask', ...scan.doubt };
  const inOrder = (a: { start: number }, b: { start: number }): number => a.start - b.start;
  return {
    type: 'exact',
    tables: scan.tables.sort(inOrder),
    functions: scan.functions.sort(inOrder),
    targets: scan.targets,
  };
}
