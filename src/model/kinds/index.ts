// The list of model kinds. A new kind is a file beside this one and a line here.
import type { KindName, ModelKind } from '../kind.ts';
import { custom } from './custom.ts';
import { embedded } from './embedded.ts';
import { external } from './external.ts';
import { full } from './full.ts';
import { incrementalByPartition } from './incrementalByPartition.ts';
import { incrementalByTimeRange } from './incrementalByTimeRange.ts';
import { incrementalByUniqueKey } from './incrementalByUniqueKey.ts';
import { incrementalUnmanaged } from './incrementalUnmanaged.ts';
import type { KindDefinition, KindFacts } from './kindDefinition.ts';
import { managed } from './managed.ts';
import { scdType2ByColumn } from './scdType2ByColumn.ts';
import { scdType2ByTime } from './scdType2ByTime.ts';
import { seed } from './seed.ts';
import { view } from './view.ts';

export const kinds: readonly KindDefinition[] = [
  view,
  full,
  incrementalByTimeRange,
  incrementalByUniqueKey,
  incrementalByPartition,
  incrementalUnmanaged,
  scdType2ByTime,
  scdType2ByColumn,
  seed,
  embedded,
  external,
  managed,
  custom,
];

const byName = new Map<string, KindDefinition>();
for (const kind of kinds) for (const name of [kind.name, ...kind.otherNames]) byName.set(name, kind);

/** By any spelling; the name may be in any case. */
export function findKind(name: string): KindDefinition | undefined {
  return byName.get(name.toUpperCase());
}

export function kindDefinition(kind: ModelKind | KindName): KindDefinition {
  return byName.get(typeof kind === 'string' ? kind : kind.name)!;
}

export function kindFacts(kind: ModelKind | KindName): KindFacts {
  return kindDefinition(kind).facts;
}
