// `--log-file`: everything the command says, with the time, without colours.
import { appendFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { MeshError } from '../error/meshError.ts';
import type { CliIo } from './io.ts';
import { withoutColours } from './paint.ts';

export function openLog(file: string | undefined, io: Pick<CliIo, 'cwd' | 'clock'>): (text: string) => void {
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
  return (text) => append(`${new Date(io.clock()).toISOString()} ${withoutColours(text).trimEnd()}\n`);
}
