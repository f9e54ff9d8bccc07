// PostgreSQL's patterns for TO_CHAR of dates: codes of strftime, and calls for what strftime has no code for.
import { quoteString } from '../literal.ts';
import { literalValue, type Template } from './template.ts';

/** Longer words first. What FM in front makes of them is without leading zeros. */
const codes: readonly (readonly [word: string, code: string, short?: string])[] = [
  ['YYYY', '%Y'],
  ['IYYY', '%G'],
  ['HH24', '%H', '%-H'],
  ['HH12', '%I', '%-I'],
  ['DDD', '%j', '%-j'],
  ['YY', '%y'],
  ['MM', '%m', '%-m'],
  ['DD', '%d', '%-d'],
  ['HH', '%I', '%-I'],
  ['MI', '%M', '%-M'],
  ['SS', '%S', '%-S'],
  ['MS', '%g'],
  ['US', '%f'],
  ['AM', '%p'],
  ['PM', '%p'],
  ['IW', '%V'],
  ['WW', '%U'],
  ['ID', '%u'],
];

const names: readonly (readonly [word: string, code: string])[] = [
  ['MONTH', '%B'],
  ['MON', '%b'],
  ['DAY', '%A'],
  ['DY', '%a'],
];

const calls: Readonly<Record<string, string>> = { Q: 'QUARTER($1)', D: '(DAYOFWEEK($1) + 1)' };

/** Words that nothing here says. */
const unknown = /^(?:SSSS|TZH|TZM|TZ|OF|CC|RM|BC|AD|TH|IYY|IY|J|W|[09])/;

interface Piece {
  readonly type: 'code' | 'call';
  readonly text: string;
}

/** `TO_CHAR(d, 'FMMonth YYYY')`; undefined for patterns of numbers and words without a counterpart. */
export const postgresText: Template = ([value, pattern, more]) => {
  const text = pattern === undefined || more !== undefined ? undefined : literalValue(pattern);
  const pieces = text === undefined ? undefined : piecesOf(text);
  if (pieces === undefined || pieces.length === 0) return undefined;
  const said = pieces.map(({ type, text: piece }) =>
    type === 'code' ? `STRFTIME(${value!}, ${quoteString(piece)})` : piece.replaceAll('$1', () => value!),
  );
  return said.length === 1 ? said[0]! : `(${said.join(' || ')})`;
};

function piecesOf(text: string): Piece[] | undefined {
  const pieces: Piece[] = [];
  const code = (added: string): void => {
    const last = pieces.at(-1);
    if (last?.type === 'code') pieces[pieces.length - 1] = { type: 'code', text: last.text + added };
    else pieces.push({ type: 'code', text: added });
  };
  for (let i = 0; i < text.length;) {
    const quoted = /^"([^"]*)"/.exec(text.slice(i));
    if (quoted !== null) {
      code(quoted[1]!.replaceAll('%', '%%'));
      i += quoted[0].length;
      continue;
    }
    const prefix = /^(?:FM|TM)+/i.exec(text.slice(i))?.[0] ?? '';
    const rest = text.slice(i + prefix.length);
    const upper = rest.toUpperCase();
    const name = names.find(([word]) => upper.startsWith(word));
    const found = codes.find(([word]) => upper.startsWith(word));
    const call = calls[upper[0] ?? ''];
    if (name !== undefined) named(pieces, name, { word: rest, code });
    else if (found !== undefined) code(/FM/i.test(prefix) ? (found[2] ?? found[1]) : found[1]);
    else if (unknown.test(upper)) return undefined;
    else if (call !== undefined) pieces.push({ type: 'call', text: `CAST(${call} AS TEXT)` });
    else if (rest !== '') code(rest[0] === '%' ? '%%' : rest[0]!);
    i += prefix.length + (name?.[0] ?? found?.[0] ?? ' ').length;
  }
  return pieces;
}

interface Written {
  readonly word: string;
  readonly code: (added: string) => void;
}

/** The name of a month or a day in the capitals of its word. */
function named(pieces: Piece[], [word, format]: readonly [string, string], { word: rest, code }: Written): void {
  const written = rest.slice(0, word.length);
  const letters = written === word ? 'UPPER' : written === word.toLowerCase() ? 'LOWER' : undefined;
  if (letters === undefined) code(format);
  else pieces.push({ type: 'call', text: `${letters}(STRFTIME($1, '${format}'))` });
}
