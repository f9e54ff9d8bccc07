// What a swapped table is called in the rest of its text: its own name, or all of it where another table of that name
// stands in the same FROM or hides it from a subquery.
import type { SwappedReference } from './swapTables.ts';
import type { TableScopes } from './tableScopes.ts';

export interface ColumnChain {
  /** Of its parts. */
  readonly tokens: readonly number[];
  /** Lower case, without quotes. */
  readonly parts: readonly string[];
}

export interface TableAliases {
  of(reference: SwappedReference): string;
  /** What `schema.table` is called where the token stands. */
  at(token: number, fullName: string): string | undefined;
  /** The alias for a column that names its table alone, where that table is called otherwise. */
  ofBare(column: ColumnChain): string | undefined;
}

export interface AliasesInput {
  /** References without an alias of their own. */
  readonly unnamed: readonly SwappedReference[];
  readonly columns: readonly ColumnChain[];
  readonly scopes: TableScopes;
  readonly tokenOf: (reference: SwappedReference) => number;
}

/** Full names of the tables of one name, by scope and name. */
type Tables = ReadonlyMap<string, ReadonlySet<string>>;

const keyOf = (scope: number, name: string): string => `${scope} ${name}`;

export function tableAliases({ unnamed, columns, scopes, tokenOf }: AliasesInput): TableAliases {
  const scopeOf = (reference: SwappedReference): number => scopes.of(tokenOf(reference));
  const byTable = new Map<string, Set<string>>();
  for (const reference of unnamed) {
    const key = keyOf(scopeOf(reference), reference.name.table);
    byTable.set(key, (byTable.get(key) ?? new Set()).add(fullNameOf(reference)));
  }
  const hidden = hiddenTables(columns, { scopes, byTable });
  const aliasOf = (reference: SwappedReference): string => {
    const { schema, table } = reference.name;
    const [scope, full] = [scopeOf(reference), fullNameOf(reference)];
    const clash = byTable.get(keyOf(scope, table))?.size !== 1 || scopes.readsBare(scope, table);
    return schema !== undefined && (clash || hidden.has(keyOf(scope, full))) ? full : table;
  };
  const known = new Map<string, string>();
  for (const reference of unnamed) {
    const { schema, table } = reference.name;
    for (const name of [`${schema}.${table}`, fullNameOf(reference)])
      known.set(keyOf(scopeOf(reference), name), aliasOf(reference));
  }
  return {
    of: (reference) =>
      byTable.has(keyOf(scopeOf(reference), reference.name.table)) ? aliasOf(reference) : reference.name.table,
    at: (token, fullName) => {
      for (const scope of outwards(scopes, token)) {
        const alias = known.get(keyOf(scope, fullName));
        if (alias !== undefined) return alias;
      }
      return undefined;
    },
    ofBare: ({ tokens, parts }) => {
      if (hidden.size === 0) return undefined;
      for (const scope of outwards(scopes, tokens[0]!)) {
        const full = byTable.get(keyOf(scope, parts[0]!));
        if (full !== undefined) return [...full].find((name) => full.size === 1 && hidden.has(keyOf(scope, name)));
      }
      return undefined;
    },
  };
}

/** Tables that a subquery names with their schema although a table of the same name stands between. */
function hiddenTables(
  columns: readonly ColumnChain[],
  { scopes, byTable }: { readonly scopes: TableScopes; readonly byTable: Tables },
): ReadonlySet<string> {
  const hidden = new Set<string>();
  for (const { tokens, parts } of columns) {
    for (let length = 2; length < parts.length && length <= 3; length++) {
      const [full, table] = [parts.slice(0, length).join('.'), parts[length - 1]!];
      let isHidden = false;
      for (const scope of outwards(scopes, tokens[0]!)) {
        const here = byTable.get(keyOf(scope, table));
        if (here?.has(full) === true) {
          if (isHidden) hidden.add(keyOf(scope, full));
          break;
        }
        isHidden ||= here !== undefined;
      }
    }
  }
  return hidden;
}

function* outwards(scopes: TableScopes, token: number): Generator<number> {
  for (let scope: number | undefined = scopes.of(token); scope !== undefined; scope = scopes.around(scope)) yield scope;
}

function fullNameOf({ name }: SwappedReference): string {
  return [name.catalog, name.schema, name.table].filter((part) => part !== undefined).join('.');
}
