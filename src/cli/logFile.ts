// `--log-file`: everything the command says, with the time, without colours.
import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { MeshError } from '../error/meshError.ts';
import type { CliIo } from './io.ts';
import { withoutColours } from './paint.ts';

/** Refused when it cannot be begun; when it cannot go on (the disk is full, say), the command does, and that is told once. */
export function openLog(file: string | undefined, io: Pick<CliIo, 'cwd' | 'clock' | 'stderr'>): (text: string) => void {
  if (file === undefined) return () => undefined;
  const path = resolve(io.cwd, file);
  const append = (text: string): void => {
    try {
      appendFileSync(path, text);
    } catch (error) {
      throw new MeshError('CLI_FILE_WRITE', { file, detail: (error as Error).message }, { cause: error });
    }
  };
  append('');
  let isOpen = true;
  return (text) => {
    if (!isOpen) return;
    try {
      append(`${new Date(io.clock()).toISOString()} ${withoutColours(text).trimEnd()}\n`);
    } catch (error) {
      isOpen = false;
      io.stderr.write(`warn  the log ends here: ${(error as Error).message}\n`);
    }
  };
}
