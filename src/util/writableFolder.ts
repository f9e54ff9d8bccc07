// Where a cache is kept: the wanted folder, or one of this user's temporary ones when the project stands on a read-only disk.
import { accessSync, constants, lstatSync, mkdirSync, mkdtempSync, realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashText } from './hash.ts';

/** Made where it is missing. */
export function writableFolder(wanted: string): string {
  if (canWrite(wanted)) return realpathSync(wanted);
  const user = process.getuid?.();
  const folder = join(tmpdir(), `mesh-cache-${user ?? 'user'}-${hashText(wanted)}`);
  if (canWrite(folder) && isOwn(folder, user)) return realpathSync(folder);
  return realpathSync(mkdtempSync(join(tmpdir(), 'mesh-cache-')));
}

function canWrite(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    accessSync(folder, constants.W_OK | constants.X_OK);
    return true;
  } catch {
    // Whatever stands against it, the other place is as good.
    return false;
  }
}

/** Code is run from there: what somebody else may have put under this name does not count. */
function isOwn(folder: string, user: number | undefined): boolean {
  const { uid, mode } = lstatSync(folder);
  return user === undefined || (uid === user && (mode & 0o022) === 0 && lstatSync(folder).isDirectory());
}
