// Columns of every model, remembered by fingerprint: only what changed is bound again. No database is opened.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { descendants } from '../graph/dag.ts';
import type { LoadedProject } from '../load/loadedProject.ts';
import type { Columns } from '../model/columns.ts';
import { recipe } from '../snapshot/modelParts.ts';
import { stableJson } from '../util/stableJson.ts';
import { meshVersion } from '../util/version.ts';
import { describeModels } from './describeModels.ts';
import { columnsKeys, inferredColumns } from './inferredColumns.ts';
import type { Project } from './openProject.ts';

export interface ColumnsOfAll {
  /** Sorted by name; every column has a type. */
  readonly columns: ReadonlyMap<string, Columns>;
  /** Models that are not there, and why. */
  readonly unknown: ReadonlyMap<string, Unknown>;
}

export interface Unknown {
  readonly reason: string;
  /** A query that cannot be bound; others may be known elsewhere, from a run. */
  readonly isProblem: boolean;
}

type Entry = { readonly key: string } & ({ readonly columns: Columns } | { readonly unknown: Unknown });

interface Stored {
  readonly mesh: string;
  readonly models: Readonly<Record<string, Entry>>;
}

/** With `wanted` of these alone, and of those that were known before. */
export async function columnsOfAll(
  project: Project,
  loaded: LoadedProject,
  wanted?: ReadonlySet<string>,
): Promise<ColumnsOfAll> {
  const { config, models } = loaded;
  const path = resolve(config.root, config.cacheDir, 'columns.json');
  const before = new Map(Object.entries(read(path).models));
  const keys = columnsKeys(loaded);
  const inferred = inferredColumns(loaded, keys);
  const isKnown = (name: string): boolean => {
    const entry = before.get(name);
    if (entry?.key !== keys.get(name)) return false;
    // Its rows may have had other columns since.
    return !inferred.has(name) || stableJson(columnsIn(entry) ?? null) === stableJson(inferred.get(name)!);
  };
  const changed = [...(wanted ?? models.keys())].filter((name) => models.has(name) && !isKnown(name));
  // Those without columns are asked again, so that the reason is today's; so are those that read rows with new columns.
  const below = descendants(
    loaded.dag,
    changed.filter((name) => inferred.has(name)),
  );
  const again = changed.length === 0 ? [] : [...unknownIn(before), ...below];
  const stale = new Set([...changed, ...again].filter((n) => models.has(n)));
  const entries = new Map([...before].filter(([name]) => models.has(name) && !stale.has(name)));
  if (stale.size > 0) {
    const known = (name: string): Columns | undefined => columnsIn(entries.get(name));
    const bound = await describeModels(project, loaded, { wanted: stale, known });
    for (const name of stale)
      entries.set(name, entryOf(keys.get(name)!, bound.columns.get(name), reasonOf(name, bound)));
  }
  if (stale.size > 0 || entries.size !== before.size) write(path, entries);
  return sorted(entries, loaded);
}

function unknownIn(entries: ReadonlyMap<string, Entry>): string[] {
  return [...entries].flatMap(([name, entry]) => ('unknown' in entry ? [name] : []));
}

function sorted(entries: ReadonlyMap<string, Entry>, { models }: LoadedProject): ColumnsOfAll {
  const columns = new Map<string, Columns>();
  const unknown = new Map<string, Unknown>();
  for (const [name, entry] of [...entries].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if ('columns' in entry) columns.set(name, withNullability(entry.columns, models.get(name)?.columns));
    else unknown.set(name, entry.unknown);
  }
  return { columns, unknown };
}

/** NOT NULL is a word of the declaration; binding knows nothing of it. */
function withNullability(columns: Columns, declared: Columns | undefined): Columns {
  const required = new Set(declared?.filter((c) => c.nullable === false).map((c) => c.name.toLowerCase()));
  if (required.size === 0) return columns;
  return columns.map((c) => (required.has(c.name.toLowerCase()) ? { ...c, nullable: false } : c));
}

function columnsIn(entry: Entry | undefined): Columns | undefined {
  return entry !== undefined && 'columns' in entry ? entry.columns : undefined;
}

function entryOf(key: string, columns: Columns | null | undefined, unknown: Unknown): Entry {
  if (columns === null || columns === undefined || columns.length === 0) return { key, unknown };
  const untyped = columns.filter((column) => column.type === null).map((column) => column.name);
  if (untyped.length === 0) return { key, columns };
  return { key, unknown: { reason: `${untyped.join(', ')}: the type is not known`, isProblem: false } };
}

function reasonOf(name: string, { problems, unknown }: Awaited<ReturnType<typeof describeModels>>): Unknown {
  const problem = problems.get(name)?.message;
  const reason = problem ?? unknown.get(name) ?? 'its columns are not declared';
  return { reason, isProblem: problem !== undefined };
}

const stamp = `${meshVersion} ${recipe}`;

/** Missing, damaged or of another version: all the same for a cache. */
function read(path: string): Stored {
  try {
    const stored = JSON.parse(readFileSync(path, 'utf8')) as Stored;
    if (stored.mesh === stamp && typeof stored.models === 'object') return stored;
  } catch {
    // Bound again, which costs time and nothing else.
  }
  return { mesh: stamp, models: {} };
}

/** A folder that cannot be written costs time at the next call, nothing else: the load has said so already. */
function write(path: string, entries: ReadonlyMap<string, Entry>): void {
  const beside = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(beside, JSON.stringify({ mesh: stamp, models: Object.fromEntries(entries) } satisfies Stored));
    renameSync(beside, path);
  } catch {
    // MODEL_CACHE_UNWRITABLE was reported when the project was loaded.
  }
}
