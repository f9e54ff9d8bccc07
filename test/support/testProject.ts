// A project in a folder of its own, worked on by the real commands in this process under a clock that stands still.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { queryFile } from './duckdbFile.ts';
import { runMesh, type MeshRun, type RunMeshOptions } from './runMesh.ts';

export type Files = Readonly<Record<string, string | null>>;

export interface TestProject {
  readonly folder: string;
  /** MESH_NOW of the commands that follow. */
  now: string;
  /** `mesh <words>`; words with spaces are given as a list. */
  mesh(words: string | readonly string[], options?: Partial<RunMeshOptions>): Promise<MeshRun>;
  /** `mesh plan … --auto-apply --json`; anything but exit code 0 fails the test with what was printed. */
  plan(words?: string | readonly string[]): Promise<PlanObject>;
  /** The same for `mesh run … --json`. */
  run(words?: string | readonly string[]): Promise<RunObject>;
  /** Writes files; null removes one. */
  write(files: Files): void;
  read(path: string): string;
  /** Rows as text, values joined by `|`, NULL as ∅; the file is closed again afterwards. */
  rows(sql: string, database?: string): Promise<string[]>;
  sql(statements: string, database?: string): Promise<void>;
}

/** Only what tests look at; everything else of the objects is compared as JSON. */
export interface PlanObject {
  readonly environment: string;
  readonly isNewEnvironment: boolean;
  readonly hasChanges: boolean;
  readonly changes: {
    readonly added: readonly { readonly name: string; readonly kind: string }[];
    readonly removed: readonly { readonly name: string; readonly kind: string }[];
    readonly modified: readonly {
      readonly name: string;
      readonly kind: string;
      readonly impact: string;
      readonly category: string;
      readonly reason: string;
      readonly diff: string | null;
      readonly columns: unknown;
    }[];
  };
  readonly backfill: readonly {
    readonly name: string;
    readonly reason: string;
    readonly target: string;
    readonly intervals: readonly IntervalObject[];
    readonly batches: number;
  }[];
  readonly promote: Readonly<Record<'created' | 'updated' | 'dropped' | 'unchanged', readonly string[]>>;
  readonly pending: readonly { readonly name: string; readonly nextCron: string }[];
  readonly notes: readonly { readonly severity: string; readonly model: string | null; readonly text: string }[];
  readonly applied: boolean;
  readonly result: RunObject | null;
}

export interface IntervalObject {
  readonly start: string;
  readonly end: string;
}

export interface RunObject {
  readonly environment: string;
  readonly status: string;
  readonly models: readonly {
    readonly name: string;
    readonly status: string;
    readonly intervals: readonly IntervalObject[];
    readonly rows: number | null;
    readonly audits: readonly unknown[];
    readonly error: { readonly code: string; readonly message: string; readonly at: unknown } | null;
    readonly because?: string;
  }[];
  readonly nextDue?: string | null;
}

export interface ProjectOptions {
  readonly now?: string;
  /** Lines of mesh.config.yaml beside the connection. */
  readonly config?: string;
  readonly start?: string;
}

/** Mesh's default example clock of semantics.md: Sunday 2023-01-08, 15:00 UTC. */
export const defaultNow = '2023-01-08T15:00:00Z';

export function testProject(files: Files, options: ProjectOptions = {}): TestProject {
  const folder = mkdtempSync(join(tmpdir(), 'mesh-e2e-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const project: TestProject = {
    folder,
    now: options.now ?? defaultNow,
    mesh: (words, more = {}) => runMesh(wordsOf(words), { cwd: folder, now: project.now, ...more }),
    plan: async (words = []) =>
      succeed(await project.mesh(['plan', ...wordsOf(words), '--auto-apply', '--json'])) as PlanObject,
    run: async (words = []) => succeed(await project.mesh(['run', ...wordsOf(words), '--json'])) as RunObject,
    write: (changed) => writeFiles(folder, changed),
    read: (path) => readFileSync(join(folder, path), 'utf8'),
    rows: (sql, database = 'db.duckdb') => queryFile(join(folder, database), sql),
    sql: async (statements, database = 'db.duckdb') => {
      await queryFile(join(folder, database), statements);
    },
  };
  project.write({ 'mesh.config.yaml': configText(options), ...files });
  return project;
}

function configText({ config = '', start = '2023-01-01' }: ProjectOptions): string {
  return `gateways:
  local:
    connection:
      type: duckdb
      database: db.duckdb
model_defaults:
  dialect: duckdb
  start: ${start}
${config}
`;
}

function writeFiles(folder: string, files: Files): void {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    if (text === null) {
      rmSync(file);
      continue;
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

function wordsOf(words: string | readonly string[]): readonly string[] {
  return typeof words === 'string' ? words.split(' ').filter((word) => word !== '') : words;
}

function succeed(run: MeshRun): unknown {
  if (run.code !== 0) throw new Error(`exit code ${run.code}\n${failuresOf(run)}\n${run.stderr}`);
  return run.json;
}

/** Of a plan or run only what failed; anything else whole. */
function failuresOf(run: MeshRun): string {
  const json = run.json as { result?: RunObject; models?: RunObject['models'] };
  const models = json.result?.models ?? json.models;
  if (models === undefined) return run.stdout;
  return JSON.stringify(
    models.filter((m) => m.status === 'failed'),
    null,
    2,
  );
}
