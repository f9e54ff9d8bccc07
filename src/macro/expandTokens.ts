// The walk over the tokens: every @ becomes an edit, everything else stays untouched.
import { isMeshError, MeshError } from '../error/meshError.ts';
import type { Edit } from '../sql/edit.ts';
import { stringValue } from '../sql/literal.ts';
import { T, isText, isWord, nextSolid, previousSolid, tokenEnd, tokenStart, tokenText } from '../sql/tokens.ts';
import { isCall, type TokenSpan } from './call.ts';
import { expandClause, isClauseMacro } from './clause.ts';
import { callMacro, isMacroName } from './callMacro.ts';
import type { Result } from './result.ts';
import { lookup, partOfName, undefinedVariable } from './lookup.ts';
import { operand } from './operand.ts';
import { placeOf, separatorAt } from './placement.ts';
import { countText, placed, report, type ExpandSpan, type Run, type Scope } from './run.ts';
import type { Source } from './source.ts';
import { spliceEmpty, spliceMany } from './splice.ts';
import { fillTemplate } from './template.ts';
import { newWalk, placeInFile, replace, type Walk } from './walk.ts';
import {
  identifierText,
  isList,
  literalText,
  literalTexts,
  nameText,
  plainText,
  quoteString,
  unquoted,
  type Value,
} from './value.ts';

export const expandSpan: ExpandSpan = (run, source, span, scope) => {
  if (span.to <= span.from) return '';
  const { tokens } = source;
  const end = tokenEnd(tokens, span.to - 1);
  let at = tokenStart(tokens, span.from);
  let text = '';
  for (const edit of collectEdits(run, source, span, scope)) {
    text += tokens.text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return countText(run, text + tokens.text.slice(at, end));
};

/** The same with every problem reported instead of thrown, as edits of the source text. */
export function reportEdits(run: Run, source: Source): Edit[] {
  const walk = newWalk(run, source, { from: 0, to: source.tokens.count }, undefined);
  return walkTokens(walk, (i, error) => {
    report(run, error);
    // The rest of the call is skipped, so that one mistake is one problem.
    return run.stopped ? source.tokens.count : endOfMacro(walk, i);
  });
}

function collectEdits(run: Run, source: Source, span: TokenSpan, scope: Scope | undefined): Edit[] {
  return walkTokens(newWalk(run, source, span, scope), (_i, error) => {
    throw error;
  });
}

/** `onProblem` says at which token to go on. */
function walkTokens(walk: Walk, onProblem: (i: number, error: MeshError) => number): Edit[] {
  const { source, span, scope } = walk;
  const { types } = source.tokens;
  const bare = hasBareNames(scope);
  for (let i = span.from; i < span.to;) {
    const type = types[i];
    try {
      if (type === T.at) i = expandAt(walk, i);
      else if (type === T.quoted) i = expandQuoted(walk, i);
      else if (bare && type === T.word && types[i + 1] !== T.at) i = expandBare(walk, i);
      else i++;
    } catch (error) {
      if (!isMeshError(error)) throw error;
      i = onProblem(i, placed(error, placeInFile(walk, i, endOfMacro(walk, i))));
    }
  }
  return walk.edits;
}

/** Behind the call or name that begins at token `i`. */
function endOfMacro({ source, span }: Walk, i: number): number {
  const { tokens, closings } = source;
  let end = i + 1;
  if (isCall(tokens, i)) end = closings[i + 2] === 0 ? span.to : closings[i + 2]! + 1;
  else if (tokens.types[i] === T.at) end = isText(tokens, i + 1, '{') ? i + 4 : i + 2;
  return Math.min(end, span.to);
}

function hasBareNames(scope: Scope | undefined): boolean {
  for (let s = scope; s !== undefined; s = s.parent) if (s.bare === true) return true;
  return false;
}

function expandAt(walk: Walk, i: number): number {
  const { tokens } = walk.source;
  // @@name is a system variable of the database.
  if (isText(tokens, i - 1, '@')) return i + 1;
  const joined =
    i > walk.span.from && tokens.types[i - 1] === T.word && walk.edits.at(-1)?.end !== tokenStart(tokens, i);
  if (!joined) {
    if (tokens.types[i + 1] === T.string || tokens.types[i + 1] === T.quoted) return expandTemplate(walk, i);
    if (isCall(tokens, i) && !isVariable(walk, tokenText(tokens, i + 1))) return expandCall(walk, i);
  }
  return expandName(walk, joined ? i - 1 : i);
}

/** `INSERT INTO @table(a, b)`: a bracket behind a variable is no call. */
function isVariable({ run, scope }: Walk, name: string): boolean {
  return !isMacroName(run, name) && lookup(run, scope, name) !== undefined;
}

/** `@'…'` makes a string, `@"…"` a name. */
function expandTemplate(walk: Walk, i: number): number {
  const { run, source, scope } = walk;
  const { dialect } = run.options;
  const token = tokenText(source.tokens, i + 1);
  const isString = source.tokens.types[i + 1] === T.string;
  const filled = fillTemplate(run, scope, isString ? stringValue(token, dialect) : unquoted(token));
  replace(walk, i, i + 2, isString ? quoteString(filled, dialect) : identifierText(filled, dialect));
  return i + 2;
}

/** Quoted identifiers are templates too; strings are not. */
function expandQuoted(walk: Walk, i: number): number {
  const { run, source, scope } = walk;
  const token = tokenText(source.tokens, i);
  if (!token.includes('@')) return i + 1;
  const close = token.at(-1)!;
  const name = token.slice(1, -1);
  const filled = fillTemplate(run, scope, name.replaceAll(close + close, close), partOfName);
  const quoted = token[0] + filled.replaceAll(close, close + close) + close;
  if (quoted !== token) replace(walk, i, i + 1, quoted);
  return i + 1;
}

/** A lambda's parameter without @: a whole expression or the beginning of a dotted name, never an alias or a function. */
function expandBare(walk: Walk, i: number): number {
  const { source, scope } = walk;
  const { tokens } = source;
  const { dialect } = walk.run.options;
  const name = tokenText(tokens, i).toLowerCase();
  let value: Value | undefined;
  for (let s = scope; s !== undefined && value === undefined; s = s.parent)
    if (s.bare === true) value = s.names.get(name);
  if (value === undefined || isText(tokens, i - 1, '.')) return i + 1;
  const next = nextSolid(tokens, i + 1);
  // The name of an argument or of a struct's field.
  if (isText(tokens, next, ':=') || isText(tokens, next, '=>')) return i + 1;
  if (isText(tokens, next, ':') && isText(tokens, previousSolid(tokens, i - 1), '{')) return i + 1;
  if (isText(tokens, next, '(') || isWord(tokens, previousSolid(tokens, i - 1), 'AS')) return i + 1;
  const isName = isText(tokens, i + 1, '.');
  const text = isName ? nameText(value, dialect) : beforeCast(walk, i + 1, literalText(value, dialect));
  replace(walk, i, i + 1, text);
  return i + 1;
}

/** `@x`, `@{x}`, `a_@x`, `@{x}_b`, `a_@{x}_b@y`: everything that touches is one name. */
function expandName(walk: Walk, from: number): number {
  const { tokens } = walk.source;
  const parts: { text: string; variable: boolean; braced: boolean }[] = [];
  let i = from;
  while (i < walk.span.to) {
    const type = tokens.types[i];
    if (type === T.at && tokens.types[i + 1] === T.word) {
      parts.push({ text: tokenText(tokens, i + 1), variable: true, braced: false });
      i += 2;
    } else if (type === T.at && isText(tokens, i + 1, '{')) {
      parts.push({ text: bracedName(walk, i), variable: true, braced: true });
      i += 4;
    } else if ((type === T.word || (type === T.number && i > from)) && (i === from || parts.at(-1)?.braced === true)) {
      parts.push({ text: tokenText(tokens, i), variable: false, braced: false });
      i++;
    } else break;
  }
  if (parts.length === 0) {
    throw new MeshError('MACRO_SYNTAX', { detail: 'a name must follow @' }, { at: placeInFile(walk, from, from + 1) });
  }
  if (parts.length === 1) expandVariable(walk, { from, to: i }, parts[0]!);
  else replace(walk, from, i, joinedName(walk, parts));
  return i;
}

function bracedName(walk: Walk, i: number): string {
  const { tokens } = walk.source;
  if (tokens.types[i + 2] === T.word && isText(tokens, i + 3, '}') && i + 4 <= walk.span.to)
    return tokenText(tokens, i + 2);
  const at = placeInFile(walk, i, Math.min(i + 2, walk.span.to));
  throw new MeshError(
    'MACRO_SYNTAX',
    { detail: 'a variable is written @{name}, with nothing else between the braces' },
    { at },
  );
}

function valueOf({ run, scope }: Walk, name: string): Value {
  const value = lookup(run, scope, name);
  if (value === undefined) throw undefinedVariable(run, scope, name);
  return value;
}

function joinedName(walk: Walk, parts: readonly { text: string; variable: boolean }[]): string {
  const { dialect } = walk.run.options;
  const pieces = parts.map((part) =>
    part.variable ? plainText(partOfName(walk.scope, part.text, valueOf(walk, part.text)), dialect) : part.text,
  );
  return identifierText(pieces.join(''), dialect);
}

function expandVariable(walk: Walk, span: TokenSpan, part: { text: string; braced: boolean }): void {
  const { tokens } = walk.source;
  const { dialect } = walk.run.options;
  const found = valueOf(walk, part.text);
  const value = part.braced ? partOfName(walk.scope, part.text, found) : found;
  const place = isNameItself(walk) ? 'type' : placeOf(walk.clauses, span.from, span.to);
  const asIdentifier = part.braced && !isText(tokens, span.to, '(');
  let text: string;
  if (place === 'type') text = plainText(value, dialect);
  else if (place === 'name') text = nameText(value, dialect);
  else if (part.braced) text = asIdentifier ? bracedText(value, dialect) : plainText(value, dialect);
  else if (isList(value) && value.length > 0 && isInBrackets(walk, span)) text = literalTexts(value, dialect);
  else text = beforeCast(walk, span.to, literalText(value, dialect));
  replace(walk, span.from, span.to, text);
}

/** What a call in a name is handed is no name yet: `@IF(@gateway = 'prod', a, b).t`. */
function isNameItself({ run }: Walk): boolean {
  return run.asName && run.depth === 0;
}

/** `@x::date` casts the whole value. */
function beforeCast({ run, source }: Walk, to: number, text: string): string {
  return isText(source.tokens, nextSolid(source.tokens, to), '::') ? operand(text, run.options.dialect) : text;
}

/** `IN (@list)`: the brackets are there already. */
function isInBrackets({ source }: Walk, span: TokenSpan): boolean {
  const { tokens } = source;
  const open = previousSolid(tokens, span.from - 1);
  if (!isText(tokens, open, '(') || !isText(tokens, nextSolid(tokens, span.to), ')')) return false;
  return isWord(tokens, previousSolid(tokens, open - 1), 'IN');
}

/** `@{x}` alone is an identifier, but for a number, which nobody means as a column. */
function bracedText(value: Value, dialect: string): string {
  return typeof value === 'number' ? literalText(value, dialect) : nameText(value, dialect);
}

function expandCall(walk: Walk, i: number): number {
  const { tokens } = walk.source;
  if (isClauseMacro(tokenText(tokens, i + 1))) return expandClause(walk, i);
  const { result, name, to } = callMacro(walk.run, walk.source, i, walk.scope);
  placeResult(walk, { from: i, to }, name, result);
  return to;
}

function resultText(walk: Walk, { from, to }: TokenSpan, text: string): string {
  const { tokens } = walk.source;
  const isPart = isNameItself(walk) && (isText(tokens, from - 1, '.') || isText(tokens, to, '.'));
  if (!isPart) return beforeCast(walk, to, text);
  return text.startsWith("'") ? identifierText(unquoted(text), walk.run.options.dialect) : text;
}

function placeResult(walk: Walk, span: TokenSpan, name: string, result: Result): void {
  if (result.type === 'one') replace(walk, span.from, span.to, resultText(walk, span, result.text));
  else if (result.items.length === 0) spliceEmpty(walk, span, name);
  else spliceMany(walk, span, result.items, separatorAt(walk.clauses, span.from));
}
