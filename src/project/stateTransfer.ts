// `mesh state export` and `import`: everything mesh remembers as one JSON file, and back.
import { readFileSync, writeFileSync } from 'node:fs';
import { isMeshError, MeshError } from '../error/meshError.ts';
import type { Interval } from '../interval/interval.ts';
import type { Environment } from '../snapshot/environment.ts';
import { sanitizeEnvironmentName } from '../snapshot/tableNaming.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { IntervalKey, StateStore } from '../state/stateStore.ts';
import { fileProblem } from '../util/fileProblem.ts';
import { meshVersion } from '../util/version.ts';
import type { Project } from './openProject.ts';

export const stateFileVersion = 1;

export interface ExportedSnapshot extends Snapshot {
  readonly intervals: readonly Interval[];
  readonly previewIntervals: readonly Interval[];
}

export interface StateFile {
  readonly metadata: { readonly timestamp: string; readonly fileVersion: number; readonly importable: boolean };
  readonly versions: { readonly schema: number; readonly mesh: string };
  readonly snapshots: readonly ExportedSnapshot[];
  readonly environments: Readonly<Record<string, Environment>>;
  readonly modules: Readonly<Record<string, string>>;
}

export interface ExportOptions {
  readonly file: string;
  readonly environment?: string | undefined;
  /** Without intervals: what `plan --against` needs. Such a file cannot be imported. */
  readonly noData: boolean;
}

export async function exportState(
  project: Project,
  options: ExportOptions,
): Promise<{ readonly snapshots: number; readonly environments: number }> {
  const state = await project.state();
  const versions = await state.versions();
  const environments = await wantedEnvironments(state, options.environment);
  const heads = await state.snapshotHeads();
  const members = new Set(environments.flatMap((e) => e.members.map((m) => `${m.name}\u0000${m.identifier}`)));
  const ids =
    options.environment === undefined ? heads : heads.filter((h) => members.has(`${h.name}\u0000${h.identifier}`));
  const snapshots = await state.snapshots(ids);
  const hashes = [...new Set(snapshots.flatMap((s) => s.model.code.map((c) => c.hash)))];
  const file: StateFile = {
    metadata: {
      timestamp: new Date(project.now()).toISOString(),
      fileVersion: stateFileVersion,
      importable: !options.noData,
    },
    versions: { schema: versions?.schemaVersion ?? 0, mesh: meshVersion },
    snapshots: options.noData
      ? snapshots.map((s) => ({ ...s, intervals: [], previewIntervals: [] }))
      : await withIntervals(state, snapshots),
    environments: Object.fromEntries(environments.map((e) => [e.name, e])),
    modules: Object.fromEntries(await state.modules(hashes)),
  };
  try {
    writeFileSync(options.file, `${JSON.stringify(file, undefined, 1)}\n`);
  } catch (error) {
    throw new MeshError('CLI_FILE_WRITE', { file: options.file, detail: fileProblem(error) }, { cause: error });
  }
  return { snapshots: snapshots.length, environments: environments.length };
}

async function wantedEnvironments(state: StateStore, name: string | undefined): Promise<Environment[]> {
  const summaries = await state.environments();
  const wanted = name === undefined ? undefined : sanitizeEnvironmentName(name);
  if (wanted !== undefined && !summaries.some((e) => e.name === wanted)) {
    throw new MeshError('RUN_ENVIRONMENT_UNKNOWN', { environment: wanted, known: summaries.map((e) => e.name) });
  }
  const found = await Promise.all(
    summaries.filter((e) => wanted === undefined || e.name === wanted).map((e) => state.environment(e.name)),
  );
  return found.filter((e) => e !== undefined);
}

function keysOf(snapshot: Snapshot): readonly [IntervalKey, IntervalKey] {
  const { name, version, devVersion } = snapshot;
  return [
    { name, version, preview: false },
    { name, version: devVersion, preview: true },
  ];
}

async function withIntervals(state: StateStore, snapshots: readonly Snapshot[]): Promise<ExportedSnapshot[]> {
  const sets = await state.intervals(snapshots.flatMap(keysOf));
  return snapshots.map((s, i) => ({ ...s, intervals: sets[2 * i]!, previewIntervals: sets[2 * i + 1]! }));
}

function readFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new MeshError('CLI_FILE_READ', { file, detail: fileProblem(error) }, { cause: error });
  }
}

export function readStateFile(file: string): StateFile {
  let parsed: StateFile;
  try {
    parsed = JSON.parse(readFile(file)) as StateFile;
  } catch (error) {
    if (isMeshError(error)) throw error;
    throw new MeshError('STATE_FILE', { file, detail: (error as Error).message }, { cause: error });
  }
  if (
    !Array.isArray(parsed?.snapshots) ||
    typeof parsed.environments !== 'object' ||
    parsed.metadata?.fileVersion === undefined
  ) {
    throw new MeshError('STATE_FILE', { file, detail: 'it lacks snapshots, environments or metadata' });
  }
  if (parsed.metadata.fileVersion !== stateFileVersion) {
    throw new MeshError('STATE_FILE', {
      file,
      detail: `it has file version ${parsed.metadata.fileVersion}, this mesh reads ${stateFileVersion}`,
    });
  }
  return parsed;
}

/** Adds to the state, or with `replace` puts the file's content in its place. */
export async function importState(
  project: Project,
  options: { readonly file: string; readonly replace: boolean },
): Promise<{ readonly snapshots: number; readonly environments: number }> {
  const file = readStateFile(options.file);
  if (!file.metadata.importable)
    throw new MeshError('STATE_FILE', {
      file: options.file,
      detail: 'it was exported without intervals (--no-data) and cannot be imported',
    });
  const state = await project.state();
  if (options.replace) await state.destroy();
  await state.migrate();
  await state.saveModules(
    null,
    Object.entries(file.modules).map(([hash, text]) => ({ hash, text })),
  );
  await state.saveSnapshots(
    null,
    file.snapshots.map(({ intervals: _intervals, previewIntervals: _preview, ...snapshot }) => snapshot),
  );
  const done = new Set<string>();
  for (const snapshot of file.snapshots) {
    const [final, preview] = keysOf(snapshot);
    for (const [key, intervals] of [
      [final, snapshot.intervals],
      [preview, snapshot.previewIntervals],
    ] as const) {
      // Snapshots that share a version share its intervals: adding them once is enough.
      const text = JSON.stringify(key);
      if (done.has(text)) continue;
      done.add(text);
      await state.addIntervals(null, key, intervals);
    }
  }
  for (const environment of Object.values(file.environments)) {
    const current = await state.environment(environment.name);
    const revision = (current?.revision ?? 0) + 1;
    await state.saveEnvironment(null, { ...environment, revision }, current?.revision ?? null);
  }
  return { snapshots: file.snapshots.length, environments: Object.keys(file.environments).length };
}
