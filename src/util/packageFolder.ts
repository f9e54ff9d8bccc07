// The folder of mesh itself, whatever became of the module that asks: a source, a file of the build, a part of a bundle.
import { existsSync } from 'node:fs';

export const packageFolder: URL = folderAbove(new URL('.', import.meta.url));

function folderAbove(folder: URL): URL {
  return existsSync(new URL('package.json', folder)) ? folder : folderAbove(new URL('..', folder));
}
