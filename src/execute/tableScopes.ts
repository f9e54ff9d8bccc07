// Which names of one text share a FROM clause, told by brackets and set operations: in one of them two tables of the same
// name need aliases that tell them apart.
import { isText, isWord, nextSolid, previousSolid, T, tokenText, type Tokens } from '../sql/tokens.ts';

export interface TableScopes {
  of(token: number): number;
  /** The scope around it; undefined for the whole text. */
  around(scope: number): number | undefined;
  /** A name without a schema is read there: a CTE. */
  readsBare(scope: number, name: string): boolean;
}

const setOperations = ['UNION', 'EXCEPT', 'INTERSECT'] as const;

export function tableScopes(tokens: Tokens): TableScopes {
  const scopes = new Uint32Array(tokens.count);
  const parents: (number | undefined)[] = [undefined];
  const bare = new Map<number, Set<string>>();
  let current = 0;
  const open = (parent: number | undefined): number => parents.push(parent) - 1;
  for (let i = 0; i < tokens.count; i++) {
    if (isText(tokens, i, ')')) current = parents[current] ?? 0;
    scopes[i] = current;
    if (isText(tokens, i, '(')) current = open(current);
    else if (tokens.types[i] === T.word) {
      if (setOperations.some((word) => isWord(tokens, i, word))) current = open(parents[current]);
      else if (isBareTable(tokens, i)) noteBare(bare, current, tokenText(tokens, i).toLowerCase());
    }
  }
  return {
    of: (token) => scopes[token] ?? 0,
    around: (scope) => parents[scope],
    readsBare: (scope, name) => bare.get(scope)?.has(name) ?? false,
  };
}

function isBareTable(tokens: Tokens, i: number): boolean {
  const before = previousSolid(tokens, i - 1);
  if (before < 0 || !(isWord(tokens, before, 'FROM') || isWord(tokens, before, 'JOIN'))) return false;
  // `IS DISTINCT FROM total` reads no table.
  if (isWord(tokens, previousSolid(tokens, before - 1), 'DISTINCT')) return false;
  const next = nextSolid(tokens, i + 1);
  return next >= tokens.count || !(isText(tokens, next, '.') || isText(tokens, next, '('));
}

function noteBare(bare: Map<number, Set<string>>, scope: number, name: string): void {
  const names = bare.get(scope) ?? new Set<string>();
  names.add(name);
  bare.set(scope, names);
}
