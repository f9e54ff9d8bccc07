// Texts of project files as they were read, for carets, diffs and places in code; others are read when asked for.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export class FileTexts {
  readonly root: string;
  readonly texts = new Map<string, string | undefined>();

  constructor(root: string) {
    this.root = root;
  }

  keep(file: string, text: string): void {
    this.texts.set(file, text);
  }

  read(file: string): string | undefined {
    if (!this.texts.has(file)) this.texts.set(file, textOf(join(this.root, file)));
    return this.texts.get(file);
  }
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').replace(/^\ufeff/, '');
  } catch {
    // A file that is gone, or a place that is no file, has no text to show.
    return undefined;
  }
}
