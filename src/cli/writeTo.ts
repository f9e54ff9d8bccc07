// A file that the command line names: where it cannot be written, an error says so.
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { MeshError } from '../error/meshError.ts';
import { fileProblem } from '../util/fileProblem.ts';
import type { CliIo } from './io.ts';

export function writeTo(io: Pick<CliIo, 'cwd'>, file: string, text: string): void {
  try {
    writeFileSync(resolve(io.cwd, file), text);
  } catch (error) {
    throw new MeshError('CLI_FILE_WRITE', { file, detail: fileProblem(error) }, { cause: error });
  }
}
