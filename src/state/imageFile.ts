// A state image in two files: one that is read as a whole, and the definitions of snapshots, of which single ones are read.
import { createHash, randomUUID } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import type { Interval } from '../interval/interval.ts';
import type { Environment, EnvironmentMember } from '../snapshot/environment.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { SnapshotDefinition, StoredHead } from './snapshotRows.ts';
import type { StateImage } from './stateImage.ts';
import type { Expiry, IntervalKey, KeyIntervals, PlanningState } from './stateStore.ts';

/** Raise when the stored form changes. */
const recipe = 3;

interface Header {
  readonly recipe: number;
  /** What the image is of, and who wrote it: equal texts, equal states. */
  readonly key: string;
  readonly hash: string;
  readonly definitions: { readonly file: string; readonly size: number };
  readonly expiry: Expiry;
  readonly environments: readonly string[];
}

/** Name, version, preview, and starts and ends in turn. */
type StoredIntervals = readonly [name: string, version: string, preview: boolean, ...bounds: number[]];
type StoredMember = readonly [head: number, promoted: boolean, view: EnvironmentMember['view'], uses: string];
type StoredEnvironment = Omit<Environment, 'members'> & { readonly members: readonly StoredMember[] };
type ImageHead = StoredHead & { readonly at?: number; readonly length?: number };

export interface ImageFile {
  /** Environments whose records it holds. */
  readonly environments: readonly string[];
  /** Whether it can answer for all of these: each is in it, or known not to exist. */
  readonly answersFor: (environments: readonly string[]) => boolean;
  /** `otherwise` is asked for definitions that are not here. */
  readonly state: (otherwise: () => Promise<PlanningState>) => PlanningState;
}

/** undefined when it is missing, damaged, of another state or written by another mesh: all the same for a cache. */
export function openImage(path: string, key: string): ImageFile | undefined {
  const lines = readLines(path, key);
  if (lines === undefined) return undefined;
  const { header, line } = lines;
  const known = new Set(header.environments);
  const existing = namesOf(header);
  return {
    environments: header.environments,
    answersFor: (environments) => environments.every((name) => known.has(name) || !existing.has(name)),
    state: (otherwise) =>
      stateOf({ header, line, definitions: join(dirname(path), header.definitions.file) }, otherwise),
  };
}

interface Lines {
  readonly header: Header;
  readonly line: (number: number) => string;
}

function readLines(path: string, key: string): Lines | undefined {
  try {
    const bytes = readFileSync(path);
    const first = bytes.indexOf(10);
    const header = JSON.parse(bytes.toString('utf8', 0, first)) as Header;
    const body = bytes.subarray(first + 1);
    if (header.recipe !== recipe || header.key !== key || hashOf(body) !== header.hash) return undefined;
    if (statSync(join(dirname(path), header.definitions.file)).size !== header.definitions.size) return undefined;
    const starts = [0];
    for (let at = body.indexOf(10); at !== -1; at = body.indexOf(10, at + 1)) starts.push(at + 1);
    return { header, line: (n) => body.toString('utf8', starts[n], starts[n + 1]! - 1) };
  } catch {
    return undefined;
  }
}

const headsLine = 0;
const intervalsLine = 1;
const unfinishedLine = 2;
const firstEnvironmentLine = 3;

interface Parts extends Lines {
  readonly definitions: string;
}

function stateOf(parts: Parts, otherwise: () => Promise<PlanningState>): PlanningState {
  const { header, line } = parts;
  const heads = once(() => JSON.parse(line(headsLine)) as readonly ImageHead[]);
  const intervals = once(() => intervalMap(JSON.parse(line(intervalsLine)) as readonly StoredIntervals[]));
  const unfinished = once(() => intervalMap(JSON.parse(line(unfinishedLine)) as readonly StoredIntervals[]));
  return {
    environment: async (name) => {
      const at = header.environments.indexOf(name);
      if (at === -1) return namesOf(header).has(name) ? (await otherwise()).environment(name) : undefined;
      const { members, ...record } = JSON.parse(line(firstEnvironmentLine + at)) as StoredEnvironment;
      return { ...record, members: members.map((member) => memberFrom(heads(), member)) };
    },
    snapshotHeads: async (names) => {
      const wanted = names === undefined ? undefined : new Set(names);
      return heads()
        .filter(({ name }) => wanted === undefined || wanted.has(name))
        .map(({ at: _at, length: _length, ...head }) => head);
    },
    snapshots: async (ids) => {
      if (ids.length === 0) return [];
      const wanted = new Set(ids.map((id) => `${id.name}\u0000${id.identifier}`));
      const found = heads().filter((head) => wanted.has(`${head.name}\u0000${head.identifier}`));
      return readSnapshots(parts.definitions, found) ?? (await otherwise()).snapshots(ids);
    },
    intervals: async (keys) => keys.map((key) => intervals().get(keyText(key)) ?? []),
    unfinished: async (keys) => keys.map((key) => unfinished().get(keyText(key)) ?? []),
    expiry: async () => header.expiry,
  };
}

const namesOf = ({ expiry }: Header): ReadonlySet<string> => new Set(expiry.environments.map((e) => e.name));

function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

function memberFrom(heads: readonly ImageHead[], [at, promoted, view, uses]: StoredMember): EnvironmentMember {
  const { at: _at, length: _length, createdAt: _c, touchedAt: _t, ttlMs: _ttl, ...head } = heads[at]!;
  return { ...head, promoted, view, uses: uses as EnvironmentMember['uses'] };
}

const keyText = (key: IntervalKey): string => `${key.name}\u0000${key.version}\u0000${key.preview ? 'p' : 'f'}`;

function intervalMap(stored: readonly StoredIntervals[]): ReadonlyMap<string, readonly Interval[]> {
  const map = new Map<string, readonly Interval[]>();
  for (const [name, version, preview, ...bounds] of stored) {
    const set: Interval[] = [];
    for (let i = 0; i < bounds.length; i += 2) set.push({ start: bounds[i]!, end: bounds[i + 1]! });
    map.set(keyText({ name, version, preview }), set);
  }
  return map;
}

/** In the order of the heads: by name. undefined when one of them cannot be read. */
function readSnapshots(path: string, heads: readonly ImageHead[]): Snapshot[] | undefined {
  if (heads.some((head) => head.at === undefined)) return undefined;
  try {
    const file = openSync(path, 'r');
    try {
      return heads.map(({ at, length, touchedAt: _touchedAt, ...head }) => {
        const bytes = Buffer.allocUnsafe(length!);
        readSync(file, bytes, 0, length!, at!);
        return { ...head, ...(JSON.parse(bytes.toString('utf8')) as SnapshotDefinition) };
      });
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

/** Written beside and renamed. A folder that cannot be written costs time at the next plan, nothing else. */
export function writeImage(path: string, key: string, image: StateImage): void {
  const folder = dirname(path);
  const stem = `${basenameOf(path)}-`;
  const file = `${stem}${randomUUID()}.jsonl`;
  const beside = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(folder, { recursive: true });
    const places = writeDefinitions(join(folder, file), image.definitions);
    const body = Buffer.from(bodyOf(image, places));
    const header: Header = {
      recipe,
      key,
      hash: hashOf(body),
      definitions: { file, size: statSync(join(folder, file)).size },
      expiry: image.expiry,
      environments: image.environments.map((e) => e.name),
    };
    writeFileSync(beside, Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body]));
    renameSync(beside, path);
    for (const other of readdirSync(folder))
      if (other.startsWith(stem) && other !== file) rmSync(join(folder, other), { force: true });
  } catch {
    // Removing below something that is no folder throws even when forced.
    for (const left of [beside, join(folder, file)]) if (existsSync(left)) rmSync(left);
  }
}

const basenameOf = (path: string): string => path.slice(dirname(path).length + 1).replace(/\.\w+$/, '');

interface Place {
  readonly at: number;
  readonly length: number;
}

function writeDefinitions(path: string, definitions: StateImage['definitions']): (Place | undefined)[] {
  let at = 0;
  const lines: Buffer[] = [];
  const places = definitions.map((text) => {
    if (text === undefined) return undefined;
    const bytes = Buffer.from(`${text}\n`);
    lines.push(bytes);
    const place = { at, length: bytes.length - 1 };
    at += bytes.length;
    return place;
  });
  writeFileSync(path, Buffer.concat(lines));
  return places;
}

function bodyOf(image: StateImage, places: readonly (Place | undefined)[]): string {
  const index = new Map(image.heads.map((head, i) => [`${head.name}\u0000${head.identifier}`, i]));
  const heads: ImageHead[] = image.heads.map((head, i) => ({ ...head, ...places[i] }));
  const environments = image.environments.map((environment): StoredEnvironment => {
    const members = environment.members.map((m): StoredMember => {
      return [index.get(`${m.name}\u0000${m.identifier}`)!, m.promoted, m.view, m.uses];
    });
    return { ...environment, members };
  });
  const sets = [image.intervals, image.unfinished].map((list) => list.map(storedIntervals));
  return [heads, ...sets, ...environments].map((part) => `${JSON.stringify(part)}\n`).join('');
}

function storedIntervals({ key, intervals }: KeyIntervals): StoredIntervals {
  return [key.name, key.version, key.preview, ...intervals.flatMap(({ start, end }) => [start, end])];
}

function hashOf(bytes: Buffer): string {
  return createHash('sha1').update(bytes).digest('base64');
}
