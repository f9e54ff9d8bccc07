// What becomes of the values of a column whose type changes in place, fields of structs by name.
import { isWidening } from './widening.ts';

/** `wider`: every value is kept; `fields`: values are kept but for fields that are gone; `other`: they cannot be taken over. */
export type TypeChange = 'same' | 'wider' | 'fields' | 'other';

export function typeChange(from: string, to: string): TypeChange {
  const [a, b] = [parse(from), parse(to)];
  if (a.text === b.text) return 'same';
  if (a.element !== undefined && b.element !== undefined && a.shape === b.shape)
    return typeChange(a.element, b.element);
  if (a.fields !== undefined && b.fields !== undefined) return fieldChange(a.fields, b.fields);
  if (a.map !== undefined && b.map !== undefined) {
    const key = typeChange(a.map.key, b.map.key);
    return key === 'same' || key === 'wider' ? worst([key, typeChange(a.map.value, b.map.value)]) : 'other';
  }
  const isPlain = a.element === undefined && a.fields === undefined && a.map === undefined;
  return isPlain && isWidening(a.text, b.text) ? 'wider' : 'other';
}

function fieldChange(from: ReadonlyMap<string, Field>, to: ReadonlyMap<string, Field>): TypeChange {
  const changes = [...from].flatMap(([name, { type }]) => {
    const other = to.get(name);
    return other === undefined ? [] : [typeChange(type, other.type)];
  });
  // A struct that shares no field with the old one is another column under the same name.
  if (changes.every((change) => change === 'other')) return 'other';
  // A field that becomes something else takes its own values with it, not those of its neighbours.
  const own = changes.map((change) => (change === 'other' ? 'fields' : change));
  return worst([...own, changes.length < from.size ? 'fields' : 'wider']);
}

const order: readonly TypeChange[] = ['same', 'wider', 'fields', 'other'];

function worst(changes: readonly TypeChange[]): TypeChange {
  return order[Math.max(...changes.map((c) => order.indexOf(c)))]!;
}

export interface Adoption {
  /** Fields that are gone go. */
  readonly lose: boolean;
  /** Fields that are new come. */
  readonly gain: boolean;
}

/** The type of a column that takes over of another type what is wanted of it; not for types that are `other`. */
export function adoptedType(from: string, to: string, adoption: Adoption): string {
  const [a, b] = [parse(from), parse(to)];
  if (a.element !== undefined && b.element !== undefined)
    return `${adoptedType(a.element, b.element, adoption)}${a.shape}`;
  if (a.map !== undefined && b.map !== undefined) {
    const { key } = b.map;
    return `MAP(${key}, ${adoptedType(a.map.value, b.map.value, adoption)})`;
  }
  if (a.fields === undefined || b.fields === undefined) return b.text;
  const fields = [...b.fields].flatMap(([name, { text, type }]) => {
    const before = a.fields!.get(name);
    if (before === undefined) return adoption.gain ? [`${text} ${type}`] : [];
    if (typeChange(before.type, type) !== 'other') return [`${text} ${adoptedType(before.type, type, adoption)}`];
    if (!adoption.lose) return [`${text} ${before.type}`];
    return adoption.gain ? [`${text} ${type}`] : [];
  });
  const gone = adoption.lose ? [] : [...a.fields].filter(([name]) => !b.fields!.has(name));
  return `STRUCT(${[...fields, ...gone.map(([, { text, type }]) => `${text} ${type}`)].join(', ')})`;
}

/** Some field becomes something else: it has to go before it can come. */
export function replacesFields(from: string, to: string): boolean {
  const [a, b] = [parse(from), parse(to)];
  if (a.element !== undefined && b.element !== undefined) return replacesFields(a.element, b.element);
  if (a.map !== undefined && b.map !== undefined) return replacesFields(a.map.value, b.map.value);
  if (a.fields === undefined || b.fields === undefined) return false;
  return [...b.fields].some(([name, { type }]) => {
    const before = a.fields!.get(name);
    return before !== undefined && (typeChange(before.type, type) === 'other' || replacesFields(before.type, type));
  });
}

interface Field {
  /** Its name as it is written. */
  readonly text: string;
  readonly type: string;
}

interface Parsed {
  readonly text: string;
  readonly element?: string;
  /** `[]` or `[3]`. */
  readonly shape?: string;
  /** By lower-case name. */
  readonly fields?: ReadonlyMap<string, Field>;
  readonly map?: { readonly key: string; readonly value: string };
}

function parse(type: string): Parsed {
  const text = type.trim();
  const list = /\[\d*\]$/.exec(text);
  if (list !== null) return { text, element: text.slice(0, list.index), shape: list[0] };
  const inner = /^(STRUCT|MAP)\s*\((.*)\)$/is.exec(text);
  if (inner === null) return { text };
  const parts = split(inner[2]!);
  if (inner[1]!.toUpperCase() === 'MAP') return { text, map: { key: parts[0] ?? '', value: parts[1] ?? '' } };
  return { text, fields: new Map(parts.map(field)) };
}

/** `name TYPE` or `"quoted name" TYPE`. */
function field(text: string): [string, Field] {
  const quoted = /^("(?:[^"]|"")*")\s+(.*)$/s.exec(text);
  if (quoted !== null)
    return [quoted[1]!.slice(1, -1).replaceAll('""', '"').toLowerCase(), { text: quoted[1]!, type: quoted[2]! }];
  const at = text.search(/\s/);
  return [text.slice(0, at).toLowerCase(), { text: text.slice(0, at), type: text.slice(at + 1).trim() }];
}

/** At commas outside of brackets and quotes. */
function split(text: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let isQuoted = false;
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text[i];
    if (c === '"') isQuoted = !isQuoted;
    if (isQuoted) continue;
    if (c === '(' || c === '[') depth++;
    else if (c === ')' || c === ']') depth--;
    else if (c === ',' && depth === 0) {
      parts.push(text.slice(from, i).trim());
      from = i + 1;
    }
  }
  parts.push(text.slice(from).trim());
  return parts;
}
