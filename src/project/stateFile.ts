// The file of `mesh state export`: its shape, and reading one that anybody may have edited.
import { readFileSync } from 'node:fs';
import { isMeshError, MeshError } from '../error/meshError.ts';
import type { Interval } from '../interval/interval.ts';
import type { Environment } from '../snapshot/environment.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { fileProblem } from '../util/fileProblem.ts';

export const stateFileVersion = 1;

export interface ExportedSnapshot extends Snapshot {
  readonly intervals: readonly Interval[];
  readonly previewIntervals: readonly Interval[];
  /** What restatements began with and have not finished; absent: nothing. */
  readonly unfinished?: readonly Interval[];
  readonly previewUnfinished?: readonly Interval[];
}

export interface StateFile {
  readonly metadata: { readonly timestamp: string; readonly fileVersion: number; readonly importable: boolean };
  readonly versions: { readonly schema: number; readonly mesh: string };
  readonly snapshots: readonly ExportedSnapshot[];
  readonly environments: Readonly<Record<string, Environment>>;
  readonly modules: Readonly<Record<string, string>>;
}

export function readStateFile(file: string): StateFile {
  const refuse = (detail: string, cause?: unknown): never => {
    throw new MeshError('STATE_FILE', { file, detail }, { cause });
  };
  let parsed: unknown;
  try {
    parsed = JSON.parse(textOf(file));
  } catch (error) {
    if (isMeshError(error)) throw error;
    return refuse((error as Error).message, error);
  }
  if (!isObject(parsed) || !Array.isArray(parsed['snapshots']) || !isObject(parsed['environments']))
    return refuse('it lacks snapshots, environments or metadata');
  const { metadata, snapshots, environments } = parsed;
  if (!isObject(metadata) || metadata['fileVersion'] === undefined)
    return refuse('it lacks snapshots, environments or metadata');
  const version = metadata['fileVersion'];
  if (version !== stateFileVersion)
    return refuse(`it has file version ${JSON.stringify(version)}, this mesh reads ${stateFileVersion}`);
  const at = snapshots.findIndex((snapshot) => !isSnapshot(snapshot));
  if (at >= 0) return refuse(`snapshot ${at + 1} of ${snapshots.length} is not whole`);
  const ids = new Set(snapshots.map((snapshot) => idText(snapshot as Snapshot)));
  for (const [name, environment] of Object.entries(environments)) {
    if (!isEnvironment(environment) || environment.name !== name) return refuse(`environment ${name} is not whole`);
    const lost = environment.members.find((member) => !ids.has(idText(member)));
    if (lost !== undefined) return refuse(`environment ${name} names a snapshot of ${lost.name} that is not in it`);
  }
  return { ...(parsed as unknown as StateFile), modules: (parsed['modules'] ?? {}) as StateFile['modules'] };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new MeshError('CLI_FILE_READ', { file, detail: fileProblem(error) }, { cause: error });
  }
}

const idText = ({ name, identifier }: Pick<Snapshot, 'name' | 'identifier'>): string =>
  JSON.stringify([name, identifier]);

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function hasTexts(value: Record<string, unknown>, keys: readonly string[]): boolean {
  return keys.every((key) => typeof value[key] === 'string');
}

function isSnapshot(value: unknown): value is ExportedSnapshot {
  if (!isObject(value) || !isObject(value['model']) || !isObject(value['fingerprint'])) return false;
  return (
    hasTexts(value, ['name', 'identifier', 'version', 'devVersion', 'kindName']) &&
    hasTexts(value['fingerprint'], ['data', 'metadata', 'parentData', 'parentMetadata']) &&
    isRanges(value['intervals']) &&
    isRanges(value['previewIntervals']) &&
    isRanges(value['unfinished'] ?? []) &&
    isRanges(value['previewUnfinished'] ?? [])
  );
}

function isRanges(value: unknown): value is readonly Interval[] {
  return (
    Array.isArray(value) &&
    value.every((range) => isObject(range) && Number.isFinite(range['start']) && Number.isFinite(range['end']))
  );
}

function isEnvironment(value: unknown): value is Environment {
  if (!isObject(value) || !isObject(value['naming']) || !isObject(value['statements'])) return false;
  const { members } = value;
  return (
    hasTexts(value, ['planId']) &&
    Array.isArray(members) &&
    members.every((member) => isObject(member) && hasTexts(member, ['name', 'identifier']))
  );
}
