// mesh.config.ts and mesh.config.js: compiled, imported, and turned into the same tree as YAML; positions come from the
// object literal in the source text.
import { readFileSync } from 'node:fs';
import { basename, dirname, relative, sep } from 'node:path';
import { diagnostic, hasErrors, type SourceLocation } from '../../error/diagnostic.ts';
import { exportedLiteral, type LiteralPosition } from '../typescript/literalPositions.ts';
import { loadModules } from '../typescript/loadModules.ts';
import { sourceLocation } from '../typescript/sourceLocation.ts';
import { mapNode, scalarNode, type ConfigEntry, type ConfigNode } from './node.ts';
import { configPlace, withSecrecy } from './position.ts';
import type { ReadDocument } from './yaml.ts';

export async function readModuleConfig(file: string, root: string): Promise<ReadDocument> {
  const folder = dirname(file);
  const { modules, diagnostics } = await loadModules({
    root: folder,
    files: [basename(file)],
    cacheDir: '.mesh/cache',
    group: 'config',
  });
  const exported = modules[0]?.exports;
  const source = readFileSync(file, 'utf8');
  if (exported === undefined || hasErrors(diagnostics)) {
    const own = basename(file);
    const kept = diagnostics.map((d) => (d.at?.file === own ? { ...d, at: withSecrecy(source, d.at) } : d));
    return { node: undefined, diagnostics: kept };
  }
  const path = relative(root, file);
  const shown = path.startsWith('..') ? file : path.split(sep).join('/');
  const start: SourceLocation = { file: shown, line: 1, column: 1 };
  let value = exported['default'];
  if (typeof value === 'function') {
    try {
      value = await (value as () => unknown)();
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      const at = sourceLocation(error instanceof Error ? error.stack : undefined, root) ?? start;
      return { node: undefined, diagnostics: [diagnostic('MODULE_THROWS', { detail }, { at })] };
    }
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) {
    return { node: undefined, diagnostics: [diagnostic('CONFIG_NO_EXPORT', { file: shown }, { at: start })] };
  }
  const place = configPlace(source, shown);
  return { node: nodeFromValue(value, exportedLiteral(source), { place, fallback: start }), diagnostics };
}

interface Places {
  readonly place: (start: number, end?: number) => SourceLocation;
  /** Where a value stands that the literal does not hold: at what holds it. */
  readonly fallback: SourceLocation;
}

function nodeFromValue(value: unknown, literal: LiteralPosition | undefined, places: Places): ConfigNode {
  const at = literal === undefined ? places.fallback : places.place(literal.start);
  const inside: Places = { ...places, fallback: at };
  if (Array.isArray(value)) {
    return {
      content: { type: 'list', items: value.map((item, i) => nodeFromValue(item, literal?.items?.[i], inside)) },
      at,
    };
  }
  if (value === null || typeof value !== 'object' || !isPlain(value)) return scalarNode(value, at);
  const entries = Object.entries(value).flatMap(([key, item]): ConfigEntry[] => {
    // `key: undefined` is the same as no key.
    if (item === undefined) return [];
    const position = literal?.entries?.get(key);
    const keyAt = position === undefined ? at : places.place(position.key, position.key + key.length);
    return [{ key, at: keyAt, value: nodeFromValue(item, position?.value, { ...places, fallback: keyAt }) }];
  });
  return mapNode(entries, at);
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
