// Types of a seed's columns from their values: whole numbers, decimals, booleans; dates stay text until they are declared.

export interface TypeGuess {
  /** A type that fits all values seen so far; undefined before the first. */
  type: 'BIGINT' | 'DOUBLE' | 'BOOLEAN' | 'VARCHAR' | undefined;
}

const whole = /^\s*[+-]?\d{1,19}\s*$/;
const decimal = /^\s*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?\s*$|^\s*[+-]?(inf|infinity)\s*$/i;
const truth = /^(true|false)$/i;
const limit = 2n ** 63n;

export function observe(guess: TypeGuess, value: string): void {
  if (guess.type === 'VARCHAR') return;
  const type = typeOf(value);
  if (guess.type === undefined || guess.type === type) guess.type = type;
  else guess.type = isNumber(guess.type) && isNumber(type) ? 'DOUBLE' : 'VARCHAR';
}

function isNumber(type: TypeGuess['type']): boolean {
  return type === 'BIGINT' || type === 'DOUBLE';
}

function typeOf(value: string): NonNullable<TypeGuess['type']> {
  if (whole.test(value)) return fits(value) ? 'BIGINT' : 'DOUBLE';
  if (decimal.test(value)) return 'DOUBLE';
  return truth.test(value) ? 'BOOLEAN' : 'VARCHAR';
}

function fits(value: string): boolean {
  if (value.length < 18) return true;
  const number = BigInt(value.trim().replace(/^\+/, ''));
  return number >= -limit && number < limit;
}

/** What counts as NULL when `keep_default_na` is not turned off. */
const defaultNulls: readonly string[] = [
  '',
  '#N/A',
  '#N/A N/A',
  '#NA',
  '-1.#IND',
  '-1.#QNAN',
  '-NaN',
  '-nan',
  '1.#IND',
  '1.#QNAN',
  '<NA>',
  'N/A',
  'NA',
  'NULL',
  'NaN',
  'None',
  'n/a',
  'nan',
  'null',
];

export interface NullSettings {
  readonly naValues?: readonly string[] | Readonly<Record<string, readonly string[]>> | undefined;
  readonly keepDefaultNa?: boolean | undefined;
}

/** No text at all is no date, whatever counts as NULL elsewhere: pandas reads it so, too. */
const temporal = /^\s*(date|time)/i;

/** The texts that mean NULL in a column; its type where one is declared. */
export function nullTexts(column: string, settings: NullSettings, type: string | null = null): ReadonlySet<string> {
  const { naValues, keepDefaultNa = true } = settings;
  const own = Array.isArray(naValues) ? (naValues as readonly string[]) : ownOf(column, naValues as never);
  const empty = type !== null && temporal.test(type) ? [''] : [];
  return new Set([...(keepDefaultNa ? defaultNulls : empty), ...own]);
}

function ownOf(column: string, map: Readonly<Record<string, readonly string[]>> | undefined): readonly string[] {
  const found = Object.entries(map ?? {}).find(([name]) => name.toLowerCase() === column.toLowerCase());
  return found?.[1] ?? [];
}
