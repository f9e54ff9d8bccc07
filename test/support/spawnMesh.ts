// The real program in a process of its own: for what only a process can show (signals, locks, sudden death).
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningMesh {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves once its output holds the text so many times: true; or when it ends without: false. */
  said(text: string, times?: number): Promise<boolean>;
}

const binary = resolve(import.meta.dirname, '../../bin/mesh.cjs');
const built = resolve(import.meta.dirname, '../../dist/cli/entry.js');

export function spawnMesh(
  argv: readonly string[],
  {
    cwd,
    now,
    env = {},
    user,
  }: {
    readonly cwd: string;
    readonly now: string;
    readonly env?: Readonly<Record<string, string>>;
    /** Number of the user and group that it runs as. */
    readonly user?: number | undefined;
  },
): RunningMesh {
  if (!existsSync(built)) throw new Error('the built program is missing: run `npm run build` first');
  const child = spawn(process.execPath, [binary, ...argv], {
    cwd,
    env: { ...process.env, MESH_NOW: now, NO_COLOR: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(user === undefined ? {} : { uid: user, gid: user }),
  });
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  const heard = (): void => {
    for (const check of waiting) check();
  };
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
    heard();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
    heard();
  });
  const ended = new Promise<Ended>((done, failed) => {
    child.once('error', failed);
    child.once('close', (code, signal) => done({ code, signal, stdout, stderr }));
  });
  return {
    process: child,
    ended,
    said: (text, times = 1) =>
      new Promise((done) => {
        const check = (): void => {
          if (`${stdout}${stderr}`.split(text).length <= times) return;
          waiting.delete(check);
          done(true);
        };
        waiting.add(check);
        check();
        void ended.then(() => done(false));
      }),
  };
}
