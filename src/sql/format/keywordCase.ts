// Which words are keywords where they stand. A word that could be somebody's column keeps its case, because DuckDB
// shows columns in the case they are written in.

export type KeywordCase = 'upper' | 'lower' | 'preserve';

/** Reserved: a bare column or table cannot have these names. */
const reserved = new Set(
  `all and any as asc asymmetric both case cast check collate column constraint create cross default deferrable desc describe
  distinct do else end except exists false fetch for foreign from full group having ilike in initially inner intersect
  into is join lambda lateral leading like limit natural not null offset on only or order outer pivot placing primary
  qualify references returning select semi set similar some summarize symmetric table tablesample then to trailing true union
  unique unpivot using variadic when where window with asof anti between`.split(/\s+/),
);

/** Also names of functions, or of columns in some dialects: keywords only beside certain words. */
type Neighbours = (previous: string, next: string, beforePrevious: string) => boolean;

const isFrame = (next: string): boolean => ['between', 'unbounded', 'current'].includes(next) || /^\d/.test(next);

const inContext: Readonly<Record<string, Neighbours>> = {
  left: (_, next) => isJoin(next),
  right: (_, next) => isJoin(next),
  positional: (_, next) => next === 'join',
  by: (previous) => ['group', 'order', 'partition', 'all', 'union', 'cluster', 'distribute', 'sort'].includes(previous),
  name: (previous, _, beforePrevious) => previous === 'by' && ['all', 'union'].includes(beforePrevious),
  partition: (_, next) => next === 'by',
  over: (previous, next) => previous === ')' && next !== ',' && next !== ')',
  filter: (previous, next) => previous === ')' && next === '(',
  within: (previous, next) => previous === ')' && next === 'group',
  ignore: (_, next) => next === 'nulls',
  respect: (_, next) => next === 'nulls',
  nulls: (previous, next) => ['ignore', 'respect'].includes(previous) || ['first', 'last'].includes(next),
  first: (previous) => previous === 'nulls',
  last: (previous) => previous === 'nulls',
  rows: (_, next) => isFrame(next),
  range: (_, next) => isFrame(next),
  groups: (_, next) => isFrame(next),
  unbounded: (_, next) => next === 'preceding' || next === 'following',
  preceding: (previous) => previous === 'unbounded' || /^[\d')]/.test(previous),
  following: (previous) => previous === 'unbounded' || /^[\d')]/.test(previous),
  current: (_, next) => next === 'row',
  row: (previous) => previous === 'current',
  recursive: (previous) => previous === 'with',
  materialized: (previous, next) => ['as', 'not'].includes(previous) && next === '(',
  values: (previous, next) => next === '(' && ['', '(', 'from', 'all', ')', 'as'].includes(previous),
  exclude: (previous, next) => previous === '*' && next !== ',',
  replace: (previous, next) => ['*', ')', 'or'].includes(previous) && next === '(',
  rename: (previous, next) => ['*', ')'].includes(previous) && next === '(',
  at: (_, next) => next === 'time',
  time: (previous, next) => previous === 'at' && next === 'zone',
  zone: (previous) => previous === 'time',
  escape: (previous, next) => previous.startsWith("'") && next.startsWith("'"),
  interval: (_, next) => next.startsWith("'"),
};

const isJoin = (next: string): boolean =>
  ['join', 'outer', 'semi', 'anti', 'asof'].includes(next) || next.startsWith('@join');

export interface WordPlace {
  /** Texts of the neighbouring tokens in lower case; empty at the ends. */
  readonly beforePrevious: string;
  readonly previous: string;
  readonly next: string;
}

export function caseOfWord(word: string, place: WordPlace, wanted: KeywordCase): string {
  if (wanted === 'preserve' || !isKeyword(word.toLowerCase(), place)) return word;
  return wanted === 'upper' ? word.toUpperCase() : word.toLowerCase();
}

const afterName = new Set(['.', ':', ':=', '=>']);

function isKeyword(word: string, { beforePrevious, previous, next }: WordPlace): boolean {
  if (previous === '.' || afterName.has(next)) return false;
  if (word in inContext) return Object.hasOwn(inContext, word) && inContext[word]!(previous, next, beforePrevious);
  if (!reserved.has(word)) return false;
  // After AS even a reserved word is a name, except those that begin what AS introduces.
  return previous !== 'as' || word === 'select' || word === 'with' || word === 'from' || word === 'not';
}
