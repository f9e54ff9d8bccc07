// The kinds of tokens the reference scanner tells apart: words that steer it, brackets, and everything else.

/** Plain constants instead of an enum: erasable syntax only. */
export const K = {
  /** A word that may name something. */
  name: 0,
  quoted: 1,
  string: 2,
  number: 3,
  operator: 4,
  star: 5,
  colon: 6,
  comma: 7,
  dot: 8,
  semicolon: 9,
  /** ( */
  open: 10,
  close: 11,
  /** [ or { */
  openList: 12,
  closeList: 13,
  /** Parameters, macros and characters no rule knows. */
  other: 14,
  /** Stands behind the last token. */
  end: 15,

  // Words that may also name a table: what they mean depends on what follows.
  values: 20,
  trim: 21,
  minus: 22,
  include: 23,
  exclude: 24,

  // Words that cannot name a table.
  select: 30,
  from: 31,
  with: 32,
  table: 33,
  describe: 34,
  pivot: 35,
  setOperation: 36,
  as: 37,
  distinct: 38,
  is: 39,
  not: 40,
  join: 41,
  /** LEFT, NATURAL, ASOF … before JOIN. */
  joinKind: 42,
  on: 43,
  using: 44,
  lateral: 45,
  tableSample: 46,
  at: 47,
  into: 48,
  only: 49,
  /** WHERE, GROUP, LIMIT …: the FROM clause is over. */
  clause: 50,
  /** Any other reserved word. */
  reserved: 51,
} as const;

const words: Readonly<Record<string, number>> = {
  values: K.values,
  trim: K.trim,
  minus: K.minus,
  include: K.include,
  exclude: K.exclude,
  select: K.select,
  from: K.from,
  with: K.with,
  table: K.table,
  describe: K.describe,
  desc: K.describe,
  show: K.describe,
  summarize: K.describe,
  pivot: K.pivot,
  unpivot: K.pivot,
  pivot_wider: K.pivot,
  pivot_longer: K.pivot,
  union: K.setOperation,
  intersect: K.setOperation,
  except: K.setOperation,
  as: K.as,
  distinct: K.distinct,
  is: K.is,
  not: K.not,
  join: K.join,
  on: K.on,
  using: K.using,
  lateral: K.lateral,
  tablesample: K.tableSample,
  at: K.at,
  into: K.into,
  only: K.only,
};
for (const word of 'left right full inner outer cross natural semi anti asof positional'.split(' ')) {
  Object.assign(words, { [word]: K.joinKind });
}
for (const word of 'where group having window qualify order limit offset fetch returning'.split(' ')) {
  Object.assign(words, { [word]: K.clause });
}
const otherReserved =
  'all and any array asc both case cast check collate column constraint create default do else end false for ' +
  'foreign in initially lambda leading like ilike null or placing primary references similar some then to trailing ' +
  'true unique variadic when by isnull notnull overlaps';
for (const word of otherReserved.split(' ')) Object.assign(words, { [word]: K.reserved });

interface Entry {
  readonly word: string;
  readonly kind: number;
}

/** Words by first and last letter: few words of a text get past the first look. */
const buckets: (Entry[] | undefined)[] = Array.from({ length: 1024 });
let longest = 0;
for (const [word, kind] of Object.entries(words)) {
  const slot = bucketOf(word.charCodeAt(0), word.charCodeAt(word.length - 1));
  (buckets[slot] ??= []).push({ word, kind });
  longest = Math.max(longest, word.length);
}

function bucketOf(first: number, last: number): number {
  return ((first & 31) << 5) | (last & 31);
}

/** The kind of the word [start, end) of the text. */
export function wordKind(text: string, start: number, end: number): number {
  const length = end - start;
  if (length > longest || length < 2) return K.name;
  const entries = buckets[bucketOf(text.charCodeAt(start), text.charCodeAt(end - 1))];
  if (entries === undefined) return K.name;
  for (const { word, kind } of entries) if (word.length === length && spells(text, start, word)) return kind;
  return K.name;
}

/** Does the lower-case `word` stand at `start`, in any case? */
export function spells(text: string, start: number, word: string): boolean {
  for (let i = 0; i < word.length; i++) {
    let c = text.charCodeAt(start + i);
    if (c >= 65 && c <= 90) c += 32;
    if (c !== word.charCodeAt(i)) return false;
  }
  return true;
}

/** May a token of this kind name a table or an alias? */
export function isNameKind(kind: number): boolean {
  return kind === K.name || kind === K.quoted || (kind >= K.values && kind < K.select);
}
