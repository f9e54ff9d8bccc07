// What a model sets as a variable must come back as it was: JSON would make {} of a Map and null of NaN.
import { shown } from '../../batch/value/misfit.ts';
import { MeshError } from '../../error/meshError.ts';

export function refuseOtherThanJson(name: string, value: unknown): void {
  const wrong = otherThanJson(value, []);
  if (wrong === undefined) return;
  const { path, part } = wrong;
  const where = path.length === 0 ? '' : ` at ${path.join('.')}`;
  const hint = 'a variable is a text, a finite number, true, false, null, or lists and plain objects of them';
  throw new MeshError(
    'RUN_ARGUMENT',
    { detail: `the variable ${name} is no JSON value: it has ${shown(part)}${where}` },
    { hint },
  );
}

interface Wrong {
  readonly path: readonly string[];
  readonly part: unknown;
}

/** Deeper than this it is a circle. */
const deepest = 200;

function otherThanJson(value: unknown, path: readonly string[]): Wrong | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined;
  if (typeof value === 'number' && Number.isFinite(value)) return undefined;
  const prototype: unknown = typeof value === 'object' ? Object.getPrototypeOf(value) : undefined;
  const isPlain = Array.isArray(value) || prototype === Object.prototype || prototype === null;
  if (!isPlain || path.length > deepest) return { path: path.slice(0, 5), part: value };
  for (const [key, part] of Object.entries(value as object)) {
    // A key without a value is left out, as in any JSON.
    if (part === undefined && !Array.isArray(value)) continue;
    const wrong = otherThanJson(part, [...path, key]);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
