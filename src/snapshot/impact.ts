// What a change of a model means for those who read it, as far as it can be proved.

/** `rows`: anything may have changed. Otherwise the set of rows is the same and only these columns differ (lower case). */
export type Impact = 'rows' | ColumnImpact;

export interface ColumnImpact {
  /** Columns with other values or types, and columns that went. */
  readonly changed: ReadonlySet<string>;
  readonly added: ReadonlySet<string>;
}

const none: ReadonlySet<string> = new Set();

export const noImpact: ColumnImpact = { changed: none, added: none };

export function columnImpact(changed: Iterable<string>, added: Iterable<string> = []): ColumnImpact {
  const lower = (names: Iterable<string>): Set<string> => new Set([...names].map((n) => n.toLowerCase()));
  const gone = lower(changed);
  return { changed: gone, added: new Set([...lower(added)].filter((n) => !gone.has(n))) };
}

export function isNoImpact(impact: Impact): boolean {
  return impact !== 'rows' && impact.changed.size === 0 && impact.added.size === 0;
}

/** Whether rows that were computed from the old table are no longer right. */
export function invalidates(impact: Impact): boolean {
  return impact === 'rows' || impact.changed.size > 0;
}

export function joinImpacts(a: Impact, b: Impact): Impact {
  if (a === 'rows' || b === 'rows') return 'rows';
  return columnImpact([...a.changed, ...b.changed], [...a.added, ...b.added]);
}
