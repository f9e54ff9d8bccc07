// What the last load found in each SQL file, so that a start costs what changed. It is a cache: without it, or with a
// damaged or foreign one, everything is simply read again.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { diagnostic, type Diagnostic } from '../../error/diagnostic.ts';
import { MeshError } from '../../error/meshError.ts';
import type { Model } from '../../model/model.ts';
import { meshVersion } from '../../util/version.ts';
import type { ProjectFile } from '../discover.ts';
import { decodeModel, encodeModel, type StoredModel } from './modelCodec.ts';

/** Raise when the stored form or what loading finds changes. */
const recipe = 3;

interface StoredFile {
  readonly path: string;
  readonly size: number;
  readonly mtimeMs: number;
  readonly hash: string;
  readonly models: readonly StoredModel[];
  /** The CSV behind a seed. */
  readonly also?: { readonly path: string; readonly size: number; readonly mtimeMs: number } | undefined;
}

interface Header {
  readonly mesh: string;
  readonly recipe: number;
  /** Of everything besides the files that decides what they mean: configuration, macros, audits. */
  readonly key: string;
  /** When it was written: a file touched in the same moment is not trusted by its time alone. */
  readonly writtenAt: number;
  readonly hash: string;
}

export interface LoadCacheOptions {
  readonly path: string;
  readonly key: string;
  readonly report: (problem: Diagnostic) => void;
}

export class LoadCache {
  readonly options: LoadCacheOptions;
  readonly #known: ReadonlyMap<string, StoredFile>;
  readonly #trustedBefore: number;
  readonly #next: StoredFile[] = [];
  #changed: boolean;

  constructor(options: LoadCacheOptions) {
    this.options = options;
    const read = readStored(options);
    this.#known = new Map(read?.files.map((file) => [file.path, file]));
    this.#trustedBefore = read === undefined ? 0 : read.header.writtenAt - coarsestTick;
    this.#changed = read === undefined;
  }

  /** Models of a file that is as it was; `read` gives its text where its time says nothing. */
  models(file: ProjectFile, access: FileAccess): Model[] | undefined {
    const known = this.#known.get(file.path);
    if (known === undefined || known.size !== file.size) return undefined;
    const sameTime = known.mtimeMs === file.mtimeMs && file.mtimeMs < this.#trustedBefore;
    if (!sameTime && hashOf(access.text()) !== known.hash) return undefined;
    const { also } = known;
    if (also !== undefined) {
      const now = access.stat(also.path);
      if (now?.size !== also.size || now.mtimeMs !== also.mtimeMs || now.mtimeMs >= this.#trustedBefore)
        return undefined;
    }
    // Written again, so that the next start can trust its time.
    if (!sameTime) this.#changed = true;
    this.#next.push({ ...known, mtimeMs: file.mtimeMs });
    const text = unchanged(known, access);
    return known.models.map((model) => decodeModel(model, { file: file.path, text }));
  }

  record(
    file: ProjectFile,
    models: readonly Model[],
    access: FileAccess & { readonly also?: string | undefined },
  ): void {
    const text = access.text();
    const also = access.also === undefined ? undefined : access.stat(access.also);
    this.#changed = true;
    this.#next.push({
      ...file,
      hash: hashOf(text),
      models: models.map((model) => encodeModel(model, text)),
      ...(also === undefined ? {} : { also }),
    });
  }

  /** By file: equal for as long as its models are the same. Files that are not kept have none. */
  contentKeys(): ReadonlyMap<string, string> {
    return new Map(
      this.#next.map(({ path, hash, also }) => [
        path,
        `${hash} ${also?.size ?? ''} ${also?.mtimeMs ?? ''} ${this.options.key}`,
      ]),
    );
  }

  /** Written beside and renamed, so that another process sees the old one or the new one. */
  save(): void {
    if (!this.#changed && this.#next.length === this.#known.size) return;
    const { path, key, report } = this.options;
    const body = JSON.stringify(this.#next);
    const header: Header = { mesh: meshVersion, recipe, key, writtenAt: Date.now(), hash: hashOf(body) };
    const beside = `${path}.${process.pid}.tmp`;
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(beside, `${JSON.stringify(header)}\n${body}`);
      renameSync(beside, path);
    } catch (error) {
      if (existsSync(beside)) rmSync(beside);
      const reason = (error as Error).message;
      report(diagnostic('MODEL_CACHE_UNWRITABLE', { path, reason }, { severity: 'info' }));
    }
  }
}

/** The text for a cached model: sliced by offsets, so it must be the one they were measured in. */
function unchanged({ path, hash }: StoredFile, access: FileAccess): () => string {
  let verified = false;
  return () => {
    const text = access.text();
    if (!verified && hashOf(text) !== hash) {
      const reason = 'it changed while mesh was reading the project';
      throw new MeshError('MODEL_FILE_UNREADABLE', { file: path, reason }, { at: { file: path, line: 1, column: 1 } });
    }
    verified = true;
    return text;
  };
}

export interface FileAccess {
  /** Text of the file itself. */
  readonly text: () => string;
  readonly stat: (path: string) => ProjectFile | undefined;
}

/** Clocks of file systems tick every few milliseconds, the coarsest every two seconds. */
const coarsestTick = 2000;

export function cachePath(root: string, cacheDir: string): string {
  return resolve(root, cacheDir, 'models.json');
}

function hashOf(text: string): string {
  return createHash('sha1').update(text).digest('base64');
}

function readStored({ path, key }: LoadCacheOptions): { header: Header; files: readonly StoredFile[] } | undefined {
  try {
    const bytes = readFileSync(path, 'utf8');
    const end = bytes.indexOf('\n');
    const header = JSON.parse(bytes.slice(0, end)) as Header;
    if (header.mesh !== meshVersion || header.recipe !== recipe || header.key !== key) return undefined;
    const body = bytes.slice(end + 1);
    return header.hash === hashOf(body) ? { header, files: JSON.parse(body) as StoredFile[] } : undefined;
  } catch {
    // Missing, unreadable or damaged: all the same for a cache.
    return undefined;
  }
}
