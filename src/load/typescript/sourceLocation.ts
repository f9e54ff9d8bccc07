// Where in the user's TypeScript a stack frame of a compiled module stands.
import { existsSync, readFileSync } from 'node:fs';
import { SourceMap, type SourceMapPayload } from 'node:module';
import { dirname, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SourceLocation } from '../../error/diagnostic.ts';
import { meshModule } from './meshModule.ts';
import { realRoot } from './realPath.ts';

const frame = /((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^\s()]*?\.[cm]?[jt]sx?)(?:\?[^\s():]*)?:(\d+)(?::(\d+))?/g;

/** The innermost frame of the stack that lies in a module of the project; undefined when there is none. */
export function sourceLocation(stack: string | undefined, root: string): SourceLocation | undefined {
  for (const [, path = '', line, column = '1'] of (stack ?? '').matchAll(frame)) {
    const file = path.startsWith('file://') ? fileURLToPath(path) : path;
    const place = { line: Number(line), column: Number(column) };
    const found = mappedLocation(file, place, root) ?? ownLocation(file, place, root);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Where in the user's TypeScript this part of a compiled module stands. */
export function compiledLocation(
  at: { readonly file: string; readonly offset: number } | undefined,
  root: string,
): SourceLocation | undefined {
  if (at === undefined) return undefined;
  const before = readFileSync(at.file, 'utf8').slice(0, at.offset).split('\n');
  return mappedLocation(at.file, { line: before.length, column: before.at(-1)!.length + 1 }, root);
}

/** With `--enable-source-maps` the frames of a stack name the sources already. */
function ownLocation(file: string, place: { line: number; column: number }, root: string): SourceLocation | undefined {
  const path = relative(realRoot(root), file);
  const isSource =
    !path.startsWith('..') &&
    !file.startsWith(meshModule.folder) &&
    !/(^|[\\/])(node_modules|\.mesh|dist)[\\/]/.test(path);
  return isSource && !existsSync(`${file}.map`) ? { file: posix(path), ...place } : undefined;
}

const maps = new Map<string, SourceMap | undefined>();

function mappedLocation(
  file: string,
  place: { line: number; column: number },
  root: string,
): SourceLocation | undefined {
  if (!file.endsWith('.mjs')) return undefined;
  const entry = mapOf(file)?.findEntry(place.line - 1, place.column - 1);
  if (entry === undefined || !('originalSource' in entry) || entry.originalSource === undefined) return undefined;
  const source = resolve(dirname(file), entry.originalSource);
  if (source.startsWith(meshModule.folder)) return undefined;
  const path = relative(realRoot(root), source);
  const shown = path.startsWith('..') ? source : posix(path);
  return { file: shown, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}

function mapOf(file: string): SourceMap | undefined {
  if (!maps.has(file)) {
    const mapFile = `${file}.map`;
    maps.set(
      file,
      existsSync(mapFile) ? new SourceMap(JSON.parse(readFileSync(mapFile, 'utf8')) as SourceMapPayload) : undefined,
    );
  }
  return maps.get(file);
}

function posix(path: string): string {
  return path.split(sep).join('/');
}
