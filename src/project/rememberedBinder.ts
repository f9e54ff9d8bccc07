// What the binder said of queries, remembered by what it was asked: a model's own text and the columns of what it reads. Only
// what changed is bound again; it is a cache, without it binding ten thousand queries takes the seconds it takes.
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { ProjectConfig } from '../load/config/config.ts';
import type { Columns } from '../model/columns.ts';
import type { Model } from '../model/model.ts';
import { recipe } from '../snapshot/modelParts.ts';
import type { SqlFrontend } from '../sql/frontend.ts';
import { hashParts } from '../util/hash.ts';
import { stableJson } from '../util/stableJson.ts';
import { meshVersion } from '../util/version.ts';
import { bindColumns, definedColumns, notDeclared, type BoundColumns, type ColumnsInput } from './modelColumns.ts';

export interface RememberedInput extends Omit<ColumnsInput, 'frontend' | 'unknownReason' | 'outlineOf'> {
  readonly config: ProjectConfig;
  /** Asked for when something is to be bound. */
  readonly frontend: () => Promise<SqlFrontend>;
  /** A text that changes with the model's own definition. */
  readonly definitionOf: (name: string) => string;
  /** Bound, but not to be remembered. */
  readonly isPassing?: (name: string) => boolean;
}

interface Entry {
  readonly key: string;
  readonly columns: Columns | null;
  readonly outline?: Columns | undefined;
  readonly doubled?: readonly string[] | undefined;
  readonly unknown?: string | undefined;
}

interface Stored {
  readonly mesh: string;
  readonly models: Readonly<Record<string, Entry>>;
}

/** Fewer are bound in less time than the file takes. */
const worthwhile = 50;

export async function bindRemembered(input: RememberedInput): Promise<BoundColumns> {
  const wanted = input.order.filter((name) => input.models.has(name) && (input.wanted?.has(name) ?? true));
  const queries = wanted.filter((name) => hasQuery(input.models.get(name)!));
  if (queries.length < worthwhile) return bindColumns({ ...input, frontend: await input.frontend() });
  const path = resolve(input.config.root, input.config.cacheDir, 'columns.json');
  const stamp = stampOf(input.config);
  const before = read(path, stamp);
  const keys = keysOf(input, wanted);
  const isKnown = (name: string): boolean =>
    input.lineage?.has(name) !== true && before[name] !== undefined && before[name].key === keys.get(name);
  const hits = new Map(queries.flatMap((name) => (isKnown(name) ? [[name, before[name]!] as const] : [])));
  const bound = await bindRest(input, wanted, hits);
  const next = nextEntries(input, { before, keys, hits, bound, queries });
  if (next !== undefined) write(path, { mesh: stamp, models: next });
  return bound;
}

function hasQuery({ query }: Model): boolean {
  return query !== undefined;
}

/** By model; those of its parents, or their columns where they are no queries, are a part of each. */
function keysOf(input: RememberedInput, wanted: readonly string[]): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  const given = new Map<string, string>();
  const columnsText = (name: string): string => {
    const text = given.get(name) ?? stableJson(definedColumns(input, name) ?? null);
    given.set(name, text);
    return text;
  };
  for (const name of wanted) {
    const model = input.models.get(name)!;
    if (!hasQuery(model)) continue;
    const above = model.parents.map((parent) => `${parent}=${keys.get(parent) ?? columnsText(parent)}`);
    keys.set(name, hashParts([input.definitionOf(name), ...above]));
  }
  return keys;
}

async function bindRest(
  input: RememberedInput,
  wanted: readonly string[],
  hits: ReadonlyMap<string, Entry>,
): Promise<BoundColumns> {
  const rest = new Set(wanted.filter((name) => !hits.has(name)));
  const open = wanted.some((name) => rest.has(name) && hasQuery(input.models.get(name)!));
  const found = open
    ? await bindColumns({ ...asked(input, hits), wanted: rest, frontend: await input.frontend() })
    : undefined;
  const bound = {
    columns: new Map(found?.columns),
    outlines: new Map(found?.outlines),
    traced: new Map(found?.traced),
    problems: new Map(found?.problems),
    doubled: new Map(found?.doubled),
    unknown: new Map(found?.unknown),
  };
  for (const name of open ? [] : rest) {
    const columns = definedColumns(input, name) ?? null;
    bound.columns.set(name, columns);
    if (columns?.every(({ type }) => type !== null) !== true) bound.unknown.set(name, notDeclared);
  }
  for (const [name, { columns, outline, doubled, unknown }] of hits) {
    bound.columns.set(name, columns);
    if (outline !== undefined) bound.outlines.set(name, outline);
    if (doubled !== undefined) bound.doubled.set(name, doubled);
    if (unknown !== undefined) bound.unknown.set(name, unknown);
  }
  return bound;
}

/** What is remembered stands for what would have been bound before. */
function asked(input: RememberedInput, hits: ReadonlyMap<string, Entry>): Omit<ColumnsInput, 'frontend'> {
  return {
    ...input,
    known: (name) => (hits.has(name) ? hits.get(name)!.columns : input.known(name)),
    unknownReason: (name) => hits.get(name)?.unknown,
    outlineOf: (name) => hits.get(name)?.outline,
  };
}

interface Answered {
  readonly before: Stored['models'];
  readonly keys: ReadonlyMap<string, string>;
  readonly hits: ReadonlyMap<string, Entry>;
  readonly bound: BoundColumns;
  readonly queries: readonly string[];
}

/** Undefined when nothing is new. A problem has a place, which moves with comments that change no definition. */
function nextEntries(
  { models, isPassing }: RememberedInput,
  { before, keys, hits, bound, queries }: Answered,
): Record<string, Entry> | undefined {
  const isKept = (name: string): boolean => !bound.problems.has(name) && isPassing?.(name) !== true;
  const fresh = queries.filter((name) => !hits.has(name) && isKept(name));
  const gone = Object.keys(before).some((name) => !models.has(name));
  if (fresh.every((name) => before[name]?.key === keys.get(name)) && !gone) return undefined;
  const next = Object.fromEntries(Object.entries(before).filter(([name]) => models.has(name)));
  for (const name of fresh)
    next[name] = {
      key: keys.get(name)!,
      columns: bound.columns.get(name) ?? null,
      outline: bound.outlines.get(name),
      doubled: bound.doubled.get(name),
      unknown: bound.unknown.get(name),
    };
  return next;
}

/** What a question means besides its text. */
function stampOf({ gateway: { connection } }: ProjectConfig): string {
  return hashParts([meshVersion, String(recipe), ...connection.extensions.map((each) => JSON.stringify(each))]);
}

/** Missing, damaged or of another version: all the same for a cache. */
function read(path: string, stamp: string): Stored['models'] {
  try {
    const stored = JSON.parse(readFileSync(path, 'utf8')) as Stored;
    return stored.mesh === stamp && typeof stored.models === 'object' ? stored.models : {};
  } catch {
    // Bound again, which costs time and nothing else.
    return {};
  }
}

/** A folder that cannot be written costs time at the next call, nothing else: the load has said so already. */
function write(path: string, stored: Stored): void {
  const beside = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(beside, JSON.stringify(stored));
    renameSync(beside, path);
  } catch {
    // MODEL_CACHE_UNWRITABLE was reported when the project was loaded.
  }
}
