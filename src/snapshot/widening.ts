// Types to which every value of another type can go without loss.

const signed = ['TINYINT', 'SMALLINT', 'INTEGER', 'BIGINT', 'HUGEINT'];
const unsigned = ['UTINYINT', 'USMALLINT', 'UINTEGER', 'UBIGINT', 'UHUGEINT'];
/** Decimal digits that a type of integers may need. */
const digits: Readonly<Record<string, number>> = {
  TINYINT: 3,
  UTINYINT: 3,
  SMALLINT: 5,
  USMALLINT: 5,
  INTEGER: 10,
  UINTEGER: 10,
  BIGINT: 19,
  UBIGINT: 20,
};
/** Integers that a binary fraction holds exactly. */
const exactIn: Readonly<Record<string, readonly string[]>> = {
  FLOAT: ['TINYINT', 'SMALLINT', 'UTINYINT', 'USMALLINT'],
  DOUBLE: ['TINYINT', 'SMALLINT', 'INTEGER', 'UTINYINT', 'USMALLINT', 'UINTEGER', 'FLOAT'],
};

export function isWidening(from: string, to: string): boolean {
  const [a, b] = [from.toUpperCase(), to.toUpperCase()];
  if (a === b || b === 'VARCHAR') return !isNested(a);
  if (after(signed, a, b) || after(unsigned, a, b)) return true;
  // An unsigned type fits the next larger signed one.
  if (unsigned.includes(a) && signed.includes(b)) return signed.indexOf(b) > unsigned.indexOf(a);
  if (exactIn[b]?.includes(a) === true) return true;
  const [x, y] = [decimal(a), decimal(b)];
  if (y === undefined) return a === 'DATE' && b === 'TIMESTAMP';
  if (x !== undefined) return y.scale >= x.scale && y.width - y.scale >= x.width - x.scale;
  return (digits[a] ?? Infinity) <= y.width - y.scale;
}

function isNested(type: string): boolean {
  return /[([]/.test(type) && decimal(type) === undefined;
}

function after(order: readonly string[], a: string, b: string): boolean {
  return order.includes(a) && order.indexOf(b) > order.indexOf(a);
}

function decimal(type: string): { readonly width: number; readonly scale: number } | undefined {
  const match = /^DECIMAL\((\d+), ?(\d+)\)$/.exec(type);
  return match === null ? undefined : { width: Number(match[1]), scale: Number(match[2]) };
}
