// How many unit tests a project has, without parsing YAML: a test is a key at the left margin of tests/test*.yaml.
import { basename } from 'node:path/posix';
import type { ProjectFile } from './discover.ts';

export function countTests(files: readonly ProjectFile[], read: (file: string) => string | undefined): number {
  let count = 0;
  for (const { path } of files) {
    if (!/^test.*\.ya?ml$/i.test(basename(path))) continue;
    count += read(path)?.match(/^["']?[\w.-][^:#\n]*:(?=\s|$)/gm)?.length ?? 0;
  }
  return count;
}
