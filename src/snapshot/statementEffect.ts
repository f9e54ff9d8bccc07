// Whether a post-statement can change the rows of its model: an index or an entry in a log beside it cannot.
import type { Model } from '../model/model.ts';
import { foldCase, unquote } from '../sql/identifier.ts';
import { lex } from '../sql/lexer.ts';
import { isTrivia, tokenText } from '../sql/tokens.ts';

const harmless = new Set('analyze vacuum checkpoint comment grant revoke set reset pragma install load'.split(' '));
const naming = new Set('insert update delete merge truncate drop alter create copy'.split(' '));
/** What may stand between such a verb and the name of what it changes. */
const filler = new Set(
  'or replace ignore temp temporary unique table view schema sequence macro function if not exists into from only'.split(
    ' ',
  ),
);

/** What falls with them is not told: `DROP SCHEMA … CASCADE`. */
const containers = new Set(['schema', 'database']);

/** True for everything that is not known to leave the model and what it reads as they are. */
export function mayChangeRows(statement: string, model: Model): boolean {
  const words = wordsOf(statement, model.dialect);
  const [verb] = words;
  if (verb === undefined || harmless.has(verb)) return false;
  if (!naming.has(verb)) return true;
  const start = words.findIndex((word, i) => i > 0 && !filler.has(word));
  if (words[start] === 'index' && (verb === 'create' || verb === 'drop')) return false;
  const [name, next] = nameAt(words, start);
  if (verb === 'copy' && (words[start] === '(' || next === 'to')) return false;
  if (name === undefined || !/^[\p{L}_]/u.test(name)) return true;
  if (verb === 'drop' && containers.has(words[1]!)) return true;
  const own = new Set([model.table.table, ...model.parents.map(lastPart)].map((each) => foldCase(each)));
  return namesFrom(words, start).some((each) => own.has(each));
}

function wordsOf(statement: string, dialect: string): string[] {
  const tokens = lex(statement, dialect);
  const words: string[] = [];
  for (let i = 0; i < tokens.count; i++) {
    if (!isTrivia(tokens, i)) words.push(foldCase(unquote(tokenText(tokens, i))));
  }
  return words;
}

/** The last part of the name that begins here, and the word after it. */
function nameAt(words: readonly string[], start: number): readonly [string | undefined, string | undefined] {
  let i = start;
  while (words[i + 1] === '.') i += 2;
  return [words[i], words[i + 1]];
}

/** The last parts of `log, s.parent`. */
function namesFrom(words: readonly string[], start: number): string[] {
  const names: string[] = [];
  for (let i = start; i < words.length; i++) {
    while (words[i + 1] === '.') i += 2;
    names.push(words[i]!);
    if (words[i + 1] !== ',') break;
    i++;
  }
  return names;
}

function lastPart(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}
