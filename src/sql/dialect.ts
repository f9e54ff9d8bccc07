// Statements of other dialects into the engine's. The only file that imports sqlglot-ts, and only when it is needed.
import { MeshError } from '../error/meshError.ts';
import { isKnownDialect, knownDialects } from './dialects.ts';
import { composeMaps, originalOffset } from './edit.ts';
import { withComparisons } from './foreign/clauses.ts';
import { withKeys } from './foreign/constraints.ts';
import { integerDivision } from './foreign/division.ts';
import { foreignText } from './foreign/foreignText.ts';
import { withJoins } from './foreign/joins.ts';
import { namedStructs } from './foreign/structs.ts';
import { withFrames } from './foreign/frames.ts';
import { withSamples } from './foreign/samples.ts';
import { withWindowBases } from './foreign/windowBase.ts';
import { fillTemplates, standIn } from './foreign/template.ts';
import type { Parsed } from './frontend.ts';
import { unquote } from './identifier.ts';
import { lex } from './lexer.ts';
import { literalCandidates, neutralText, reveal, standardQuotes, type NeutralText } from './neutralText.ts';
import { T, tokenText } from './tokens.ts';

export interface TranslateOptions {
  /** Dialect of the statement. */
  readonly from: string;
  /** The engine's dialect. */
  readonly to: string;
  /** The engine's own parser, which has the last word. */
  readonly parse: (text: string) => Promise<Parsed>;
  /** What the statement may be; a model's query unless told. */
  readonly expect?: 'query' | 'statement';
}

/** Dialects in which whole numbers divided by whole numbers give whole numbers. */
const wholeDivision = new Set(
  'postgres redshift materialize risingwave trino presto athena tsql fabric sqlite teradata drill dremio'.split(' '),
);

type Sqlglot = typeof import('sqlglot-ts');
type Dialect = InstanceType<Sqlglot['Dialect']>;
type Tree = ReturnType<Dialect['parse']>[number];

/** The statement in the engine's dialect, verified by its parser. Throws SQL_TRANSLATION, its data naming the construct. */
export async function translate(statement: string, options: TranslateOptions): Promise<string> {
  const from = options.from.toLowerCase();
  const to = options.to.toLowerCase();
  if (from === to || from === '') return statement;
  const [source, target] = [await dialect(from), await dialect(to)];
  const foreign = foreignText(statement, from);
  if (foreign.unreadable !== undefined) fail({ from, to, ...foreign.unreadable });
  const spelled = neutralText(foreign.text, { dialect: from, literal: (value) => stringFor(source, value) });
  const neutral = { ...spelled, map: composeMaps(foreign.map, spelled.map) };
  const division = wholeDivision.has(from) ? standIn(foreign.templates.length) : undefined;
  const generated = await generate(neutral, { source, target, from, to, division });
  const result = standardQuotes(generated).replaceAll(doubleQuoteMark, '"');
  const lost = lostKeyword(neutral.text, result);
  if (lost !== undefined) fail({ from, to, construct: lost, detail: 'it would become the name of a column' });
  const missing = lostClause(neutral.text, result);
  if (missing !== undefined) fail({ from, to, construct: missing, detail: 'it would be left out' });
  const placed = withSamples(withKeys(withFrames(withWindowBases(result))));
  const revealed = withJoins(withComparisons(reveal(placed, new Map([...neutral.hidden, ...foreign.hidden]))));
  const text = namedStructs(fillTemplates(revealed, [...foreign.templates, integerDivision]), from);
  const parsed = await options.parse(text);
  if (parsed.type === 'problem' && !(options.expect === 'statement' && parsed.problem.category === 'unsupported')) {
    const { message, start } = parsed.problem;
    fail({ from, to, construct: snippet(text, start ?? 0), detail: `${to} says: ${message}`, translation: text });
  }
  return text;
}

interface Failure {
  readonly from: string;
  readonly to: string;
  readonly construct: string;
  readonly detail: string;
  readonly offset?: number | undefined;
  readonly translation?: string | undefined;
}

function fail(failure: Failure, cause?: unknown): never {
  const { from, to, construct, detail, offset, translation } = failure;
  throw new MeshError('SQL_TRANSLATION', { from, to, construct, detail, offset }, { cause, sql: translation });
}

/** sqlglot-ts does not know `spark2`, which reads like Spark. */
async function dialect(name: string): Promise<Dialect> {
  if (!isKnownDialect(name)) throw new MeshError('SQL_DIALECT', { dialect: name, known: knownDialects });
  const module = name === 'spark2' ? 'spark' : name;
  const { Dialect } = await import('sqlglot-ts');
  await import(`sqlglot-ts/dialects/${module}`);
  const found = Dialect.getOrThrow(module);
  if (!likePostgres.has(module)) return found;
  // They sort NULL as PostgreSQL does, which sqlglot-ts forgets.
  return Object.create(found, { NULL_ORDERING: { value: 'nulls_are_large' } }) as Dialect;
}

const likePostgres = new Set(['redshift', 'materialize', 'risingwave']);

interface Pair {
  readonly source: Dialect;
  readonly target: Dialect;
  readonly from: string;
  readonly to: string;
  /** What stands for `/` where that is different in the two. */
  readonly division: string | undefined;
}

async function generate(neutral: NeutralText, { source, target, from, to, division }: Pair): Promise<string> {
  const { Anonymous, Div } = await import('sqlglot-ts/expressions');
  const divided = (tree: Tree): Tree => {
    // Inner ones first: what replaces an outer one takes them along.
    const divisions = division === undefined ? [] : tree.findAll(Div).reverse();
    for (const node of divisions) {
      const expressions = [node.left!, node.right!];
      node.replace(new Anonymous({ this: division, expressions }));
    }
    return tree;
  };
  let statements: string[];
  try {
    // RAISE: what the target cannot say is an error instead of a silent change.
    statements = source
      .parse(neutral.text)
      .map((tree) => target.generate(divided(tree), { unsupportedLevel: 'RAISE' }));
  } catch (error) {
    const at = placeOf(error, neutral.text);
    const construct = at === undefined ? snippet(neutral.text, 0) : snippet(neutral.text, at);
    const offset = at === undefined ? undefined : originalOffset(neutral.map, at);
    return fail({ from, to, construct, detail: firstLine(error), offset }, error);
  }
  if (statements.length !== 1) {
    const construct = statements.length === 0 ? '' : snippet(statements[1]!, 0);
    fail({ from, to, construct, detail: `it became ${statements.length} statements` });
  }
  return statements[0]!;
}

/** Travels for a double quote inside of a string, which sqlglot-ts takes for an escape in MySQL. */
const doubleQuoteMark = '\uE022';

function stringFor(source: Dialect, value: string): string {
  for (const marked of [value, value.replaceAll('"', doubleQuoteMark)]) {
    const literal = literalCandidates(marked).find((candidate) => readsAs(source, candidate, marked));
    if (literal !== undefined) return literal;
  }
  return literalCandidates(value)[0]!;
}

function readsAs(source: Dialect, literal: string, value: string): boolean {
  try {
    const tokens = source.createTokenizer().tokenize(literal);
    return tokens[0]?.text === value && tokens.length <= 2;
  } catch {
    return false;
  }
}

/** Words that shape a statement: one that turns into a quoted name was not understood. */
const structural = new Set(
  'all lateral qualify window natural using tablesample pivot unpivot fetch offset limit having group order union except intersect distinct on join case when then end not and or in is like cast'.split(
    ' ',
  ),
);

/** Clauses that say which rows there are: fewer than before, and one was left out. */
const clauses = ['WHERE', 'HAVING', 'QUALIFY', 'PIVOT', 'UNPIVOT', 'UNION', 'INTERSECT', 'TABLESAMPLE'];

function lostClause(before: string, after: string): string | undefined {
  const [had, has] = [wordsOf(before), wordsOf(after)];
  return clauses.find((word) => (had.get(word) ?? 0) > (has.get(word) ?? 0));
}

function wordsOf(text: string): Map<string, number> {
  const tokens = lex(text, 'clickhouse');
  const counts = new Map<string, number>();
  for (let i = 0; i < tokens.count; i++) {
    if (tokens.types[i] !== T.word) continue;
    const word = tokenText(tokens, i).toUpperCase();
    counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

function lostKeyword(before: string, after: string): string | undefined {
  const quotedBefore = new Set(quotedNames(before));
  // The place of an item is called so where it has no other name.
  if (/\bWITH\s+OFFSET\b/i.test(before)) quotedBefore.add('offset');
  return quotedNames(after)
    .find((name) => structural.has(name) && !quotedBefore.has(name))
    ?.toUpperCase();
}

function quotedNames(text: string): string[] {
  const tokens = lex(text, 'clickhouse');
  const names: string[] = [];
  for (let i = 0; i < tokens.count; i++) {
    if (tokens.types[i] === T.quoted) names.push(unquote(tokenText(tokens, i)).toLowerCase());
  }
  return names;
}

/** sqlglot-ts tells line and column of the *end* of the token, counted from 1. */
function placeOf(error: unknown, text: string): number | undefined {
  const [detail] = (error as { errors?: { line?: number; col?: number; highlight?: string }[] }).errors ?? [];
  if (detail?.line === undefined || detail.col === undefined) return undefined;
  const start =
    text
      .split('\n')
      .slice(0, detail.line - 1)
      .join('\n').length + (detail.line > 1 ? 1 : 0);
  const length = detail.highlight?.trim().length ?? 0;
  return Math.max(0, Math.min(text.length, start + detail.col - length));
}

function firstLine(error: unknown): string {
  return (error as Error).message.split('\n')[0]!.replace(/\.? Line \d+, Col: \d+\.?$/, '');
}

function snippet(text: string, start: number): string {
  const piece = text
    .slice(start, start + 40)
    .split('\n')[0]!
    .trim();
  return piece.length < text.slice(start).trim().length ? `${piece} …` : piece;
}
