// Columns of function models that declare none: what their rows had when they last ran, remembered beside the project.
import { resolve } from 'node:path';
import type { Engine } from '../engine/engine.ts';
import type { RunResult } from '../execute/result.ts';
import { buildDag } from '../graph/dag.ts';
import type { ProjectConfig } from '../load/config/config.ts';
import type { LoadedProject } from '../load/loadedProject.ts';
import type { Columns } from '../model/columns.ts';
import type { Model } from '../model/model.ts';
import { fingerprintModels } from '../snapshot/fingerprint.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { readCacheJson, writeCacheFile } from '../util/cacheFile.ts';
import { hashParts } from '../util/hash.ts';
import { stableJson } from '../util/stableJson.ts';
import { knownParts } from './knownParts.ts';

type Known = Readonly<Record<string, { readonly key: string; readonly columns: Columns }>>;

export function infersColumns({ source, columns }: Pick<Model, 'source' | 'columns'>): boolean {
  return source === 'typescript' && (columns === undefined || columns.length === 0);
}

/** A text that changes whenever the columns of a model can: its own data and that of all it reads. */
function columnsKey({ data, parentData }: Snapshot['fingerprint']): string {
  return hashParts([data, parentData]);
}

function columnsKeys(loaded: LoadedProject): ReadonlyMap<string, string> {
  const { models } = loaded;
  const parts = knownParts(loaded);
  const order = buildDag([...models.values()]).order.filter((name) => models.has(name));
  const fingerprints = fingerprintModels(models, { order, known: (model) => parts.get(model.name) });
  return new Map([...fingerprints].map(([name, { fingerprint }]) => [name, columnsKey(fingerprint)]));
}

/** By name, of the models as the files have them. */
export function inferredColumns(loaded: LoadedProject): ReadonlyMap<string, Columns> {
  const found = new Map<string, Columns>();
  const open = [...loaded.models.values()].filter(infersColumns);
  if (open.length === 0) return found;
  const known = read(fileOf(loaded.config));
  if (Object.keys(known).length === 0) return found;
  const wanted = columnsKeys(loaded);
  for (const { name } of open) {
    const entry = known[name];
    if (entry !== undefined && entry.key === wanted.get(name)) found.set(name, entry.columns);
  }
  return found;
}

/** A part of what generated types depend on. */
export function inferredStamp(config: ProjectConfig): string {
  return hashParts([stableJson(read(fileOf(config)))]);
}

export interface Computed {
  readonly result: RunResult;
  readonly snapshots: ReadonlyMap<string, Snapshot>;
}

/** After a plan or run: what the tables of such models have now. */
export async function rememberInferred(
  engine: Pick<Engine, 'session'>,
  config: ProjectConfig,
  { result, snapshots }: Computed,
): Promise<void> {
  const computed = result.models.flatMap(({ name, status }) => {
    const snapshot = status === 'success' ? snapshots.get(name) : undefined;
    return snapshot !== undefined && infersColumns(snapshot.model) ? [snapshot] : [];
  });
  if (computed.length === 0) return;
  const path = fileOf(config);
  const before = read(path);
  const after: Record<string, Known[string]> = { ...before };
  const session = await engine.session();
  try {
    for (const { name, fingerprint, physical, preview } of computed) {
      for (const table of [physical, preview]) {
        const columns = table === null ? undefined : await session.columns(table);
        if (columns === undefined) continue;
        after[name] = { key: columnsKey(fingerprint), columns: columns.map((c) => ({ name: c.name, type: c.type })) };
        break;
      }
    }
  } finally {
    await session.close();
  }
  if (stableJson(after) !== stableJson(before)) writeCacheFile(path, JSON.stringify(after));
}

function fileOf({ root, cacheDir }: Pick<ProjectConfig, 'root' | 'cacheDir'>): string {
  return resolve(root, cacheDir, 'inferred.json');
}

function read(path: string): Known {
  const stored = readCacheJson(path);
  return typeof stored === 'object' && stored !== null ? (stored as Known) : {};
}
