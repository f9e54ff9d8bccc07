// What functions read, kept beside their compiled modules: following code takes longer than all else that a load does with it.
// A compiled file's name carries a hash of its content and of all that it imports, so the name and the function's own source say
// everything that the answer depends on.
import { readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { writeCacheFile } from '../../util/cacheFile.ts';
import { hashText } from '../../util/hash.ts';
import { meshVersion } from '../../util/version.ts';
import { readsOfFunction, type CodeReads } from './codeReads.ts';
import { CodeModules } from './reads/codeModule.ts';

/** Raise when the same code is found to read something else. */
const recipe = 1;

interface Header {
  readonly mesh: string;
  readonly recipe: number;
  readonly hash: string;
}

/** Compiled file, relative to its folder → hash of a function's source → what it reads; files relative to the folder, too. */
type Stored = Readonly<Record<string, ByFunction>>;

export interface ReadsOptions {
  /** Of the compiled modules. */
  readonly folder: string;
  /** Compiled files, absolute: what is known of others is forgotten. */
  readonly outputs: readonly string[];
}

export class RememberedReads {
  readonly #options: ReadsOptions | undefined;
  readonly #modules = new CodeModules();
  readonly #known = new Map<string, Map<string, CodeReads>>();
  #changed = false;

  /** Without a folder nothing is kept for the next load. */
  constructor(options?: ReadsOptions) {
    this.#options = options;
    if (options === undefined) return;
    const stored = readStored(fileIn(options.folder));
    const current = new Set(options.outputs);
    for (const [name, byFunction] of Object.entries(stored)) {
      const output = join(options.folder, name);
      if (current.has(output)) {
        const placed = mapped(byFunction, (file) => join(options.folder, file));
        this.#known.set(output, new Map(Object.entries(placed)));
      }
    }
  }

  /** `source` is the function's `toString()`, `output` the compiled module that leads to it. */
  of(source: string, output: string): CodeReads {
    const byFunction = this.#known.get(output) ?? new Map<string, CodeReads>();
    this.#known.set(output, byFunction);
    const key = hashText(source);
    const known = byFunction.get(key);
    if (known !== undefined) return known;
    const found = readsOfFunction(source, { modules: this.#modules, output });
    byFunction.set(key, found);
    this.#changed = true;
    return found;
  }

  save(): void {
    // A module that vanished while it was read says nothing.
    if (this.#options === undefined || !this.#changed || !this.#modules.isWhole) return;
    const { folder } = this.#options;
    const inside = (file: string): string => posix(relative(folder, file));
    const stored: Stored = Object.fromEntries(
      [...this.#known].map(([output, byFunction]) => [inside(output), mapped(Object.fromEntries(byFunction), inside)]),
    );
    const body = JSON.stringify(stored);
    const header: Header = { mesh: meshVersion, recipe, hash: hashText(body) };
    writeCacheFile(fileIn(folder), `${JSON.stringify(header)}\n${body}`);
    this.#changed = false;
  }
}

type ByFunction = Readonly<Record<string, CodeReads>>;

function mapped(byFunction: ByFunction, move: (file: string) => string): ByFunction {
  return Object.fromEntries(
    Object.entries(byFunction).map(([key, { computed, ...reads }]) => [
      key,
      {
        ...reads,
        computed: computed.map(({ call, at }) => ({
          call,
          ...(at === undefined ? {} : { at: { ...at, file: move(at.file) } }),
        })),
      },
    ]),
  );
}

function fileIn(folder: string): string {
  return join(folder, 'project.reads');
}

function readStored(file: string): Stored {
  try {
    const text = readFileSync(file, 'utf8');
    const end = text.indexOf('\n');
    const { mesh, recipe: made, hash } = JSON.parse(text.slice(0, end)) as Header;
    const body = text.slice(end + 1);
    if (mesh !== meshVersion || made !== recipe || hash !== hashText(body)) return {};
    return JSON.parse(body) as Stored;
  } catch {
    // Missing, unreadable or damaged: all the same for a cache.
    return {};
  }
}

function posix(path: string): string {
  return path.split(sep).join('/');
}
