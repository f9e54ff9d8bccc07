// What bin/mesh.cjs loads: binds main() to this process.
import { Console } from 'node:console';
import { exitCodes } from './errors/exitCode.ts';
import type { CliIo } from './io.ts';
import { main } from './main.ts';
import { isThreadHalted } from '../util/haltedThreads.ts';

const stop = new AbortController();
const abort = new AbortController();

function interrupted(): void {
  if (abort.signal.aborted && isThreadHalted()) {
    setTimeout(interrupted, 20);
    return;
  }
  if (abort.signal.aborted) {
    process.off('exit', unfinished);
    exit(exitCodes.interrupted);
  }
  if (stop.signal.aborted) {
    abort.abort();
    return;
  }
  stop.abort();
}

const unread = new AbortController();

let unwritten: Error | undefined;

/** `mesh dag | head` closes the pipe: that is not an error, and no reason to leave a plan half applied. A full disk is one. */
function brokenOutput(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') unwritten ??= error;
  unread.abort();
}

/** A shell may stand in a folder that somebody has removed: no project is found there, and that error says so. */
function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    return process.env['PWD'] ?? '/';
  }
}

const exit = process.exit.bind(process);
/** The project's modules run in this process: one that ends it would leave a plan half done, with an exit code of its own. */
process.exit = (code) => {
  throw new Error(`it called process.exit(${code ?? ''})`);
};

// What the project's code prints is no result: in the middle of it, it would spoil the JSON.
globalThis.console = new Console(process.stderr, process.stderr);

// A terminal that a program has made may call itself 0 columns wide: a question would be drawn with one letter a line.
for (const stream of [process.stdout, process.stderr]) {
  if (stream.isTTY && !stream.columns) Object.assign(stream, { columns: 80, rows: 24 });
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  // The launcher listened until now.
  process.removeAllListeners(signal);
  process.on(signal, interrupted);
}
const { stdout } = process;
stdout.on('error', brokenOutput);
process.stderr.on('error', brokenOutput);

const io: CliIo = {
  cwd: workingFolder(),
  env: process.env,
  stdout,
  stderr: process.stderr,
  isInteractive: process.stdin.isTTY && stdout.isTTY && !process.env['CI'],
  clock: Date.now,
  stop: stop.signal,
  abort: abort.signal,
  unread: unread.signal,
};

// The same for code that writes to the stream itself. Questions, which a terminal alone is asked, need the real one.
if (!io.isInteractive) Object.defineProperty(process, 'stdout', { get: () => process.stderr, configurable: true });

// Nothing is left to do, and yet it is not done: Node would end with 0 and without a word.
function unfinished(): void {
  process.stderr.write('mesh ended before its work was done: something waits for a promise that never settles\n');
  process.exitCode = exitCodes.failed;
}
process.on('exit', unfinished);

// A write to a full disk fails after the command has ended.
process.on('exit', () => {
  if (unwritten === undefined) return;
  process.stderr.write(`the output cannot be written: ${unwritten.message}\n`);
  process.exitCode ||= exitCodes.failed;
});
process.exitCode = await main(process.argv.slice(2), io);
process.off('exit', unfinished);
if (process.exitCode === 130 || unread.signal.aborted) exit();
// Timers and sockets that a module of the project has left behind would keep the process for ever. Whoever reads slowly gets all.
setInterval(() => {
  if (stdout.writableLength + process.stderr.writableLength === 0) exit();
}, 200).unref();
