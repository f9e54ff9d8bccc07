// Whether a database file can be written at all. It is never opened to find out: closing it again would drop DuckDB's lock.
import { accessSync, constants, existsSync } from 'node:fs';
import { dirname } from 'node:path';

/** Why not, as a clause; undefined when it can, and for a file that does not exist yet. */
export function whyReadOnly(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const folder = dirname(file);
  return (
    refusal(file, constants.W_OK, 'this user has no permission to write it') ??
    refusal(
      folder,
      constants.W_OK | constants.X_OK,
      `this user has no permission to write into ${folder}, where DuckDB puts its log`,
    )
  );
}

function refusal(path: string, mode: number, otherwise: string): string | undefined {
  try {
    accessSync(path, mode);
    return undefined;
  } catch (error) {
    return (error as { code?: unknown }).code === 'EROFS' ? 'its disk is mounted for reading only' : otherwise;
  }
}
