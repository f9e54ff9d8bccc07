// What the binder said of queries, remembered by what it was asked: a model's own text and the columns of what it reads. Only
// what changed is bound again; it is a cache, without it binding ten thousand queries takes the seconds it takes.
import { resolve } from 'node:path';
import type { ProjectConfig } from '../load/config/config.ts';
import type { Columns } from '../model/columns.ts';
import type { Model } from '../model/model.ts';
import { recipe } from '../snapshot/modelParts.ts';
import type { SqlFrontend } from '../sql/frontend.ts';
import { readCacheJson, writeCacheFile } from '../util/cacheFile.ts';
import { hashParts } from '../util/hash.ts';
import { stableJson } from '../util/stableJson.ts';
import { meshVersion } from '../util/version.ts';
import { bindColumns, definedColumns, notDeclared, type BoundColumns, type ColumnsInput } from './modelColumns.ts';

export interface RememberedInput extends Omit<ColumnsInput, 'frontend'> {
  readonly config: ProjectConfig;
  /** Asked for when something is to be bound. */
  readonly frontend: () => Promise<SqlFrontend>;
  /** A text that changes with the model's own definition. */
  readonly definitionOf: (name: string) => string;
}

interface Entry {
  readonly key: string;
  readonly columns: Columns;
  readonly doubled?: readonly string[] | undefined;
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
  const before = remembered(path, stamp);
  const keys = keysOf(input, wanted);
  const isKnown = (name: string): boolean =>
    input.lineage?.has(name) !== true && before[name] !== undefined && before[name].key === keys.get(name);
  const hits = new Map(queries.flatMap((name) => (isKnown(name) ? [[name, before[name]!] as const] : [])));
  const read = new Set<string>();
  const queryOf = async (model: Model): Promise<string | undefined> => {
    const text = await input.queryOf(model);
    if (text !== undefined) read.add(model.name);
    return text;
  };
  const bound = await bindRest({ ...input, queryOf }, wanted, hits);
  const next = nextEntries(input, { before, keys, bound, read });
  if (next !== undefined) writeCacheFile(path, JSON.stringify({ mesh: stamp, models: next } satisfies Stored));
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
  const known: ColumnsInput['known'] = (name) => hits.get(name)?.columns ?? input.known(name);
  const found = open
    ? await bindColumns({ ...input, known, wanted: rest, frontend: await input.frontend() })
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
  for (const [name, { columns, doubled }] of hits) {
    bound.columns.set(name, columns);
    if (doubled !== undefined) bound.doubled.set(name, doubled);
  }
  return bound;
}

interface Answered {
  readonly before: Stored['models'];
  readonly keys: ReadonlyMap<string, string>;
  readonly bound: BoundColumns;
  /** Models whose texts were bound: those that cannot be translated were not. */
  readonly read: ReadonlySet<string>;
}

/**
 * Undefined when nothing is new. What is not known, or wrong, is asked each time: an extension may be there by then, and the
 * place of a problem moves with comments that change no definition.
 */
function nextEntries(
  { models }: RememberedInput,
  { before, keys, bound, read }: Answered,
): Record<string, Entry> | undefined {
  const fresh = [...read].flatMap((name): (readonly [string, Entry])[] => {
    if (bound.problems.has(name) || bound.unknown.has(name)) return [];
    const columns = bound.columns.get(name);
    if (columns?.every(({ type }) => type !== null) !== true) return [];
    return [[name, { key: keys.get(name)!, columns, doubled: bound.doubled.get(name) }]];
  });
  const kept = Object.entries(before).filter(([name]) => models.has(name));
  const isSame =
    kept.length === Object.keys(before).length && fresh.every(([name, { key }]) => before[name]?.key === key);
  return isSame ? undefined : Object.fromEntries([...kept, ...fresh]);
}

/** What a question means besides its text. */
function stampOf({ gateway: { connection } }: ProjectConfig): string {
  return hashParts([meshVersion, String(recipe), ...connection.extensions.map((each) => JSON.stringify(each))]);
}

function remembered(path: string, stamp: string): Stored['models'] {
  const stored = readCacheJson(path) as Stored | undefined;
  return stored?.mesh === stamp ? stored.models : {};
}
