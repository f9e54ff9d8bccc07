// Plans from an image of the state while the database file is untouched: opening ten thousand tables and views takes
// DuckDB seconds, an image is read in a fraction. It is a cache: without it, or in any doubt, the database is opened.
import { resolve } from 'node:path';
import { MeshError } from '../error/meshError.ts';
import type { ProjectConfig } from '../load/config/config.ts';
import { PROD } from '../snapshot/environment.ts';
import { openImage, writeImage } from '../state/imageFile.ts';
import type { StateImage } from '../state/stateImage.ts';
import type { PlanningState, StateStore } from '../state/stateStore.ts';
import { hashParts } from '../util/hash.ts';
import { meshVersion } from '../util/version.ts';
import { databaseIdentity } from './databaseIdentity.ts';

export interface PlanningStateOptions {
  readonly config: ProjectConfig;
  /** The database file that holds the state. */
  readonly file: string;
  /** Opens the database. */
  readonly open: () => Promise<StateStore>;
}

export interface KeptState {
  /** The environments are those that will be asked for. */
  readonly read: (environments: readonly string[]) => Promise<PlanningState>;
  /** For who reads again what it writes by. */
  readonly glance: (environments: readonly string[]) => Promise<PlanningState>;
  /** Called with the database just opened: throws PLAN_OUTDATED when it is not what the image was made of. */
  readonly verify: () => void;
  /** Told by who wrote to the state: plans for these environments are likely to follow. */
  readonly changed: (environments: readonly string[]) => void;
  /** Before the database is closed: takes the image that is to be kept; what is returned writes it afterwards. */
  readonly take: () => Promise<() => void>;
}

export function keepState({ config, file, open }: PlanningStateOptions): KeptState {
  const path = resolve(config.root, config.cacheDir, 'state.json');
  let used: { readonly identity: string; readonly environment: string } | undefined;
  let opened:
    | { readonly identity: string; readonly environments: readonly string[]; readonly state: StateStore }
    | undefined;
  /** Environments that plans were made for. */
  let known: readonly string[] = [PROD];
  let changed = false;
  const glance = async (environments: readonly string[]): Promise<{ state: PlanningState; imageOf?: string }> => {
    const identity = databaseIdentity(file);
    if (identity === undefined) return { state: await open() };
    const image = openImage(path, keyOf(config, file, identity));
    const wanted = [...new Set([PROD, ...environments])];
    known = [...new Set([...wanted, ...(image?.environments ?? [])])];
    if (image?.answersFor(wanted) === true) return { state: image.state(open), imageOf: identity };
    const state = await open();
    opened = { identity, environments: known, state };
    return { state };
  };
  interface Taken {
    readonly identity: string;
    readonly image: StateImage;
  }
  const untouched = async (): Promise<Taken | undefined> => {
    if (opened === undefined || databaseIdentity(file) !== opened.identity) return undefined;
    const image = await opened.state.image(opened.environments);
    return image === undefined ? undefined : { identity: opened.identity, image };
  };
  /** With the file's lock in hand: closing it adds nothing to what it holds now. */
  const written = async (): Promise<Taken | undefined> => {
    const state = await open();
    if (!(await state.settle())) return undefined;
    const image = await state.image(known);
    const identity = databaseIdentity(file);
    return image === undefined || identity === undefined ? undefined : { identity, image };
  };
  return {
    read: async (environments) => {
      const { state, imageOf } = await glance(environments);
      if (imageOf !== undefined) used = { identity: imageOf, environment: environments[0] ?? PROD };
      return state;
    },
    glance: async (environments) => (await glance(environments)).state,
    verify: () => {
      // The file's lock is ours by now: what it is at this moment stays.
      if (used !== undefined && databaseIdentity(file) !== used.identity)
        throw new MeshError('PLAN_OUTDATED', { what: 'state', environment: used.environment });
    },
    changed: (environments) => {
      known = [...new Set([...known, ...environments])];
      changed = true;
    },
    take: async () => {
      const found = await (changed ? written() : untouched());
      if (found === undefined) return () => undefined;
      const { identity, image } = found;
      return () => {
        if (databaseIdentity(file) === identity) writeImage(path, keyOf(config, file, identity), image);
      };
    },
  };
}

function keyOf(config: ProjectConfig, file: string, identity: string): string {
  return hashParts([meshVersion, config.gateway.stateSchema, file, identity]);
}
