// Which tables SQL texts read: the scanner answers most of them, the engine's parser the rest, all in one question.
import { isMeshError } from '../error/meshError.ts';
import type { SqlFrontend, SqlProblem, TableReference } from '../sql/frontend.ts';
import type { NormalizationStrategy } from '../sql/identifier.ts';
import { lex } from '../sql/lexer.ts';
import { scanReferences } from '../sql/scanReferences.ts';
import type { TableName } from '../sql/tableName.ts';

export interface ReferenceQuestion {
  readonly text: string;
  readonly dialect: string;
  readonly normalization?: NormalizationStrategy | undefined;
  readonly reads: (table: TableName) => void;
  /** Tables that a statement makes or changes. */
  readonly writes?: ((table: TableName) => void) | undefined;
  /** Absent where only the engine may judge the text: it is not a query. */
  readonly problem?: ((problem: SqlProblem) => void) | undefined;
}

/** Texts that the scanner could not decide, and why. */
export type OpenQuestions = { readonly question: ReferenceQuestion; readonly doubt: SqlProblem }[];

export function scanOrAsk(question: ReferenceQuestion, open: OpenQuestions): void {
  const { dialect, normalization } = question;
  const found = scanReferences(lex(question.text, dialect), { dialect, strategy: normalization });
  if (found.type === 'ask') {
    open.push({ question, doubt: { message: found.reason, category: 'unsupported', start: found.offset } });
    return;
  }
  for (const table of found.tables) if (!table.file) question.reads(table.name);
  if (question.writes !== undefined) for (const table of found.targets) question.writes(table.name);
}

export async function askFrontend(
  open: OpenQuestions,
  frontend: (() => Promise<SqlFrontend>) | undefined,
): Promise<void> {
  if (open.length === 0) return;
  if (frontend === undefined) {
    for (const { question, doubt } of open) question.problem?.(doubt);
    return;
  }
  const engine = await frontend();
  const texts = await Promise.all(open.map(({ question }) => engineText(question, engine)));
  const answers = await engine.references(texts.map((text) => (typeof text === 'string' ? text : '')));
  for (const [i, { question }] of open.entries()) {
    const answer = answers[i]!;
    const text = texts[i]!;
    if (typeof text !== 'string') question.problem?.(text);
    else if (answer.type === 'references') readAll(answer.tables, question);
    else if (answer.type === 'problem') question.problem?.(answer.problem);
  }
}

/** The text in the engine's dialect, or why there is none. */
async function engineText(question: ReferenceQuestion, engine: SqlFrontend): Promise<string | SqlProblem> {
  if (question.dialect === engine.dialect) return question.text;
  const { translate } = await import('../sql/dialect.ts');
  const parse = async (sql: string) => (await engine.parse([sql]))[0]!;
  try {
    return await translate(question.text, { from: question.dialect, to: engine.dialect, parse });
  } catch (error) {
    if (!isMeshError(error)) throw error;
    const { offset } = error.data as { readonly offset?: number | undefined };
    return { message: error.message, category: 'unsupported', start: offset };
  }
}

function readAll(tables: readonly TableReference[], question: ReferenceQuestion): void {
  for (const table of tables) if (!table.file) question.reads(table.name);
}
