// Runs one command in this process and catches everything it would print.
import type { CliIo } from '../../src/cli/io.ts';
import { main } from '../../src/cli/main.ts';

export interface MeshRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout as JSON; reading it throws when it is none. */
  readonly json: unknown;
}

export interface RunMeshOptions {
  readonly cwd: string;
  /** ISO instant, as in MESH_NOW. */
  readonly now: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stop?: AbortSignal;
  readonly abort?: AbortSignal;
}

const never = new AbortController().signal;

export async function runMesh(argv: readonly string[], options: RunMeshOptions): Promise<MeshRun> {
  let stdout = '';
  let stderr = '';
  const io: CliIo = {
    cwd: options.cwd,
    env: { MESH_NOW: options.now, ...options.env },
    stdout: { isTTY: false, write: (text) => (stdout += text) },
    stderr: { isTTY: false, write: (text) => (stderr += text) },
    isInteractive: false,
    clock: () => Date.parse(options.now),
    stop: options.stop ?? never,
    abort: options.abort ?? never,
  };
  const code = await main(argv, io);
  return {
    code,
    stdout,
    stderr,
    get json(): unknown {
      return JSON.parse(stdout);
    },
  };
}
