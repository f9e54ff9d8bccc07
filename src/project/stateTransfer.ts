// `mesh state export` and `import`: everything mesh remembers as one JSON file, and back.
import { writeFileSync } from 'node:fs';
import { MeshError } from '../error/meshError.ts';
import { PROD, type Environment } from '../snapshot/environment.ts';
import { sanitizeEnvironmentName } from '../snapshot/tableNaming.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { IntervalKey, StateStore } from '../state/stateStore.ts';
import { fileProblem } from '../util/fileProblem.ts';
import { meshVersion } from '../util/version.ts';
import { memoryState, withState } from './memoryState.ts';
import type { Project } from './openProject.ts';
import { planProject } from './planProject.ts';
import { readStateFile, stateFileVersion, type ExportedSnapshot, type StateFile } from './stateFile.ts';

export interface ExportOptions {
  readonly file: string;
  /** Only what these need; empty: everything. */
  readonly environments: readonly string[];
  /** The project as it is instead of what is stored: opens no database. Such a file cannot be imported. */
  readonly local: boolean;
  /** Without intervals: what `plan --against` needs. Such a file cannot be imported. */
  readonly noData: boolean;
}

type Content = Pick<StateFile, 'snapshots' | 'environments' | 'modules'> & { readonly schema: number };

export interface Transferred {
  readonly snapshots: number;
  readonly environments: number;
}

export async function exportState(project: Project, options: ExportOptions): Promise<Transferred> {
  const { schema, ...content } = options.local ? await localContent(project) : await storedContent(project, options);
  const file: StateFile = {
    metadata: {
      timestamp: new Date(project.now()).toISOString(),
      fileVersion: stateFileVersion,
      importable: !options.noData && !options.local,
    },
    versions: { schema, mesh: meshVersion },
    ...content,
  };
  try {
    writeFileSync(options.file, `${JSON.stringify(file, undefined, 1)}\n`);
  } catch (error) {
    throw new MeshError('CLI_FILE_WRITE', { file: options.file, detail: fileProblem(error) }, { cause: error });
  }
  return { snapshots: content.snapshots.length, environments: Object.keys(content.environments).length };
}

async function storedContent(project: Project, options: ExportOptions): Promise<Content> {
  const state = await project.state();
  const versions = await state.versions();
  const environments = await wantedEnvironments(state, options.environments);
  const heads = await state.snapshotHeads();
  const members = new Set(environments.flatMap((e) => e.members.map((m) => `${m.name}\u0000${m.identifier}`)));
  const ids =
    options.environments.length === 0 ? heads : heads.filter((h) => members.has(`${h.name}\u0000${h.identifier}`));
  const snapshots = await state.snapshots(ids);
  const hashes = [...new Set(snapshots.flatMap((s) => s.model.code.map((c) => c.hash)))];
  return {
    schema: versions?.schemaVersion ?? 0,
    snapshots: options.noData ? withoutIntervals(snapshots) : await withIntervals(state, snapshots),
    environments: Object.fromEntries(environments.map((e) => [e.name, e])),
    modules: Object.fromEntries(await state.modules(hashes)),
  };
}

/** As if the project had just been applied to an empty database. */
async function localContent(project: Project): Promise<Content> {
  const request = { environment: PROD, skipSignals: true };
  const { plan } = await planProject(withState(project, memoryState([], [], project.now())), request);
  const environments = plan.stages.flatMap((stage) => (stage.type === 'promote' ? [[PROD, stage.environment]] : []));
  return {
    schema: 0,
    snapshots: withoutIntervals(plan.newSnapshots),
    environments: Object.fromEntries(environments) as StateFile['environments'],
    modules: {},
  };
}

function withoutIntervals(snapshots: readonly Snapshot[]): ExportedSnapshot[] {
  return snapshots.map((snapshot) => ({ ...snapshot, intervals: [], previewIntervals: [] }));
}

async function wantedEnvironments(state: StateStore, names: readonly string[]): Promise<Environment[]> {
  const known = (await state.environments()).map(({ name }) => name);
  const wanted = names.length === 0 ? known : names.map(sanitizeEnvironmentName);
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new MeshError('RUN_ENVIRONMENT_UNKNOWN', { environment: unknown, known });
  const found = await Promise.all(known.filter((name) => wanted.includes(name)).map((name) => state.environment(name)));
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
  const keys = snapshots.flatMap(keysOf);
  const [sets, begun] = [await state.intervals(keys), await state.unfinished(keys)];
  return snapshots.map((s, i) => {
    const [unfinished, previewUnfinished] = [begun[2 * i]!, begun[2 * i + 1]!];
    return {
      ...s,
      intervals: sets[2 * i]!,
      previewIntervals: sets[2 * i + 1]!,
      ...(unfinished.length === 0 ? {} : { unfinished }),
      ...(previewUnfinished.length === 0 ? {} : { previewUnfinished }),
    };
  });
}

/** Adds to the state, or with `replace` puts the file's content in its place. */
export async function importState(
  project: Project,
  options: { readonly file: string; readonly replace: boolean },
): Promise<Transferred> {
  const file = readStateFile(options.file);
  if (!file.metadata.importable)
    throw new MeshError('STATE_FILE', {
      file: options.file,
      detail: 'it was exported without intervals (--no-data or --local) and cannot be imported',
    });
  await (await project.state()).atomically((state) => takeOver(state, file, options.replace));
  return { snapshots: file.snapshots.length, environments: Object.keys(file.environments).length };
}

async function takeOver(state: StateStore, file: StateFile, replaces: boolean): Promise<void> {
  if (replaces) await state.destroy();
  await state.migrate();
  await state.saveModules(
    null,
    Object.entries(file.modules).map(([hash, text]) => ({ hash, text })),
  );
  await state.saveSnapshots(
    null,
    file.snapshots.map(
      ({ intervals: _i, previewIntervals: _p, unfinished: _u, previewUnfinished: _q, ...snapshot }) => {
        return snapshot;
      },
    ),
  );
  const done = new Set<string>();
  for (const snapshot of file.snapshots) {
    const [final, preview] = keysOf(snapshot);
    for (const [key, intervals, unfinished] of [
      [final, snapshot.intervals, snapshot.unfinished ?? []],
      [preview, snapshot.previewIntervals, snapshot.previewUnfinished ?? []],
    ] as const) {
      // Snapshots that share a version share its intervals: adding them once is enough.
      const text = JSON.stringify(key);
      if (done.has(text)) continue;
      done.add(text);
      await state.addIntervals(null, key, intervals);
      await state.beginRestatement(null, [{ key, intervals: unfinished }]);
    }
  }
  for (const environment of Object.values(file.environments)) {
    const current = await state.environment(environment.name);
    const revision = (current?.revision ?? 0) + 1;
    await state.saveEnvironment(null, { ...environment, revision }, current?.revision ?? null);
  }
}
