// What the binder said of queries, kept in two files of the cache: columns, which everything asks for, and lineage, which
// is larger and wanted only where something changed above.
import { resolve } from 'node:path';
import type { ProjectConfig } from '../load/config/config.ts';
import type { Columns } from '../model/columns.ts';
import { recipe } from '../snapshot/modelParts.ts';
import type { SourceColumn, Traced } from '../sql/frontend.ts';
import type { TableName } from '../sql/tableName.ts';
import { readCacheJson, writeCacheFile } from '../util/cacheFile.ts';
import { hashParts } from '../util/hash.ts';
import { stableJson } from '../util/stableJson.ts';
import { meshVersion } from '../util/version.ts';

export type Lineage = Extract<Traced, { type: 'lineage' }>;

/** `key` says what was asked: the same key is the same answer. */
export interface Answer {
  readonly key: string;
  readonly columns: Columns;
  readonly doubled?: readonly string[] | undefined;
  readonly lineage?: Lineage | undefined;
}

export interface BinderMemory {
  /** With its lineage where that is wanted; undefined where it was never asked. */
  recall(name: string, key: string, withLineage: boolean): Answer | undefined;
  /** Writes what is new, and forgets models that are gone. */
  keep(answers: ReadonlyMap<string, Answer>, models: ReadonlyMap<string, unknown>): void;
}

type Entry = Omit<Answer, 'lineage'>;

interface PackedEntry {
  readonly key: string;
  readonly lineage: Packed;
}

export function openBinderMemory(config: ProjectConfig, { lineage }: { readonly lineage: boolean }): BinderMemory {
  const stamp = stampOf(config);
  const columns = openEntries<Entry>(resolve(config.root, config.cacheDir, 'columns.json'), stamp);
  const traced = lineage
    ? openEntries<PackedEntry>(resolve(config.root, config.cacheDir, 'lineage.json'), stamp)
    : undefined;
  return {
    recall(name, key, withLineage) {
      const entry = columns.find(name, key);
      if (entry === undefined || !withLineage) return entry;
      const packed = traced?.find(name, key);
      return packed === undefined ? undefined : { ...entry, lineage: unpacked(packed.lineage) };
    },
    keep(answers, models) {
      columns.keep(
        [...answers].map(([name, { key, columns, doubled }]) => [name, { key, columns, doubled }]),
        models,
      );
      traced?.keep(
        [...answers].flatMap(([name, { key, lineage }]) =>
          lineage === undefined ? [] : [[name, { key, lineage: packed(lineage) }]],
        ),
        models,
      );
    },
  };
}

interface Entries<E> {
  find(name: string, key: string): E | undefined;
  keep(fresh: readonly (readonly [string, E])[], models: ReadonlyMap<string, unknown>): void;
}

interface Stored<E> {
  readonly mesh: string;
  readonly models: Readonly<Record<string, E>>;
}

function openEntries<E extends { readonly key: string }>(path: string, stamp: string): Entries<E> {
  const stored = readCacheJson(path) as Stored<E> | undefined;
  const before: Stored<E>['models'] = stored?.mesh === stamp ? stored.models : {};
  const find = (name: string, key: string): E | undefined => {
    const entry = Object.hasOwn(before, name) ? before[name] : undefined;
    return entry?.key === key ? entry : undefined;
  };
  return {
    find,
    keep(fresh, models) {
      const kept = Object.entries(before).filter(([name]) => models.has(name));
      const isSame =
        kept.length === Object.keys(before).length && fresh.every(([name, { key }]) => find(name, key) !== undefined);
      if (isSame) return;
      const next: Stored<E> = { mesh: stamp, models: Object.fromEntries([...kept, ...fresh]) };
      writeCacheFile(path, JSON.stringify(next));
    },
  };
}

/** What a question means besides its text. */
function stampOf({ gateway: { connection } }: ProjectConfig): string {
  return hashParts([meshVersion, String(recipe), ...connection.extensions.map((each) => JSON.stringify(each))]);
}

/** Tables once, sources as pairs of numbers and names: a tenth of the text. */
interface Packed {
  readonly t: readonly TableName[];
  readonly c: readonly (readonly [name: string, type: string, sources: PackedSources])[];
  readonly r: PackedSources;
  readonly s: readonly number[];
}

type PackedSources = readonly (readonly [table: number, column: string])[];

function packed({ columns, rowSources, tables }: Lineage): Packed {
  const numbers = new Map<string, number>();
  const list: TableName[] = [];
  const numberOf = (table: TableName): number => {
    const text = stableJson(table);
    const known = numbers.get(text);
    if (known !== undefined) return known;
    numbers.set(text, list.length);
    return list.push(table) - 1;
  };
  const sources = (of: readonly SourceColumn[]): PackedSources =>
    of.map(({ table, column }) => [numberOf(table), column]);
  const c = columns.map(({ name, type, sources: of }) => [name, type, sources(of)] as const);
  return { c, r: sources(rowSources), s: tables.map(numberOf), t: list };
}

function unpacked({ t, c, r, s }: Packed): Lineage {
  const sources = (of: PackedSources): SourceColumn[] => of.map(([table, column]) => ({ table: t[table]!, column }));
  return {
    type: 'lineage',
    columns: c.map(([name, type, of]) => ({ name, type, sources: sources(of) })),
    rowSources: sources(r),
    tables: s.map((table) => t[table]!),
  };
}
