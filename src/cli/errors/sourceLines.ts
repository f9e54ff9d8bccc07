// Lines of the user's files, for carets. Files are read when the first problem in them is printed.
import { readFileSync, statSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';

export interface SourceLines {
  /** The line's text without its end; undefined when the file or the line is not there. */
  line(file: string, line: number): string | undefined;
}

const largest = 64 * 1024 * 1024;

/** Files are named relative to the project's root, which is `from` or a folder above it. */
export function sourceLines(from: string): SourceLines {
  const files = new Map<string, readonly string[] | undefined>();
  return {
    line(file, line) {
      if (!files.has(file)) files.set(file, readLines(file, from));
      return files.get(file)?.[line - 1];
    },
  };
}

function readLines(file: string, from: string): readonly string[] | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const path = isAbsolute(file) ? file : join(folder, file);
    const text = readSmallFile(path);
    if (text !== undefined) return text.split(/\r\n|\n|\r/);
    if (isAbsolute(file) || dirname(folder) === folder) return undefined;
  }
}

/** A problem is printed with or without its line: that the file cannot be read is not a second problem. */
function readSmallFile(path: string): string | undefined {
  try {
    const found = statSync(path);
    if (!found.isFile() || found.size > largest) return undefined;
    const text = readFileSync(path, 'utf8');
    return text.startsWith('\uFEFF') ? text.slice(1) : text;
  } catch {
    return undefined;
  }
}
