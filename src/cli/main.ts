// One call of mesh: a line of words in, an exit code out. Nothing here ends the process, so tests call it as it is.
import { resolve } from 'node:path';
import { commands } from './commands/index.ts';
import { errorJson } from './errors/diagnosticJson.ts';
import { exitCodeOf, exitCodes } from './errors/exitCode.ts';
import { printError } from './errors/printError.ts';
import { sourceLines } from './errors/sourceLines.ts';
import { isMeshError, MeshError } from '../error/meshError.ts';
import { fileProblem } from '../util/fileProblem.ts';
import type { CliIo } from './io.ts';
import { openLog } from './logFile.ts';
import { createOutput } from './output.ts';
import { paintFor } from './paint.ts';
import { parseCommandLine, type ParsedLine } from './program.ts';
import { settingsFrom } from './settings.ts';
import { meshVersion } from '../util/version.ts';

export async function main(argv: readonly string[], io: CliIo): Promise<number> {
  // Until the line is read, these words are all that is known of what its author wants.
  const early: Wanted = {
    json: argv.includes('--json'),
    debug: argv.includes('--debug'),
    noColor: argv.includes('--no-color'),
  };
  let line: ParsedLine;
  try {
    line = parseCommandLine(argv, { commands, version: meshVersion });
  } catch (error) {
    return fail(error, io, { ...early, log: () => undefined });
  }
  if (line.type === 'text') {
    io.stdout.write(`${line.text}\n`);
    return exitCodes.done;
  }
  return runCommand(line, io);
}

async function runCommand(line: Extract<ParsedLine, { type: 'command' }>, io: CliIo): Promise<number> {
  const { globals, command } = line;
  const noColor = globals.noColor;
  let log: Log = () => undefined;
  try {
    const settings = settingsFrom(globals, io);
    log = openLog(settings.logFile, io);
    log(`mesh ${meshVersion}: ${command.name}`);
    const output = createOutput({
      io,
      paint: paintFor(io.stdout, io, noColor),
      paintNotes: paintFor(io.stderr, io, noColor),
      sources: sourceLines(folderOf(io, globals.project)),
      log,
    });
    const running = command.run({ args: line.args, options: line.options, settings, io, output });
    const code = command.isGraceful === true ? running : untilStopped(running, io.stop);
    return (await (command.group === 'Look' ? untilUnread(code, io.unread) : code)) ?? exitCodes.done;
  } catch (error) {
    return fail(error, io, { ...globals, log });
  }
}

/** entry.ts ends the process then: what the command was doing has no side effect worth waiting for. */
function untilStopped<T>(running: Promise<T>, stop: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stopped = (): void => reject(new MeshError('RUN_INTERRUPTED', {}));
    if (stop.aborted) stopped();
    stop.addEventListener('abort', stopped, { once: true });
    running.then(resolve, reject).finally(() => stop.removeEventListener('abort', stopped));
  });
}

/** What only shows something is done when nobody looks any more; whatever changes something goes on. */
function untilUnread<T>(running: Promise<T>, unread: AbortSignal | undefined): Promise<T | void> {
  if (unread === undefined) return running;
  return new Promise((resolve, reject) => {
    unread.addEventListener('abort', () => resolve(), { once: true });
    running.then(resolve, reject);
  });
}

type Log = (text: string) => void;

interface Wanted {
  readonly json: boolean;
  readonly debug: boolean;
  readonly noColor: boolean;
  readonly project?: string | undefined;
}

function fail(thrown: unknown, io: CliIo, wanted: Wanted & { readonly log: Log }): number {
  const error = ofDisk(thrown);
  const sources = sourceLines(folderOf(io, wanted.project));
  const text = printError(error, { paint: paintFor(io.stderr, io, wanted.noColor), sources, debug: wanted.debug });
  wanted.log(text);
  if (wanted.json) io.stdout.write(`${JSON.stringify(errorJson(error), null, 2)}\n`);
  else io.stderr.write(`${text}\n`);
  return exitCodeOf(error);
}

/** A file of mesh's own (a cache, a compiled module) that found no room is no bug of mesh. */
function ofDisk(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (isMeshError(error) || (code !== 'ENOSPC' && code !== 'EDQUOT')) return error;
  return new MeshError('CLI_DISK_FULL', { detail: fileProblem(error) }, { cause: error });
}

function folderOf(io: CliIo, project: string | undefined): string {
  return project === undefined ? io.cwd : resolve(io.cwd, project);
}
