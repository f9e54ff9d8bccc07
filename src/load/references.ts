// Which tables SQL texts read: the scanner answers most of them, the engine's parser the rest, all in one question.
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

/** Texts that the scanner could not decide. */
export type OpenQuestions = ReferenceQuestion[];

export function scanOrAsk(question: ReferenceQuestion, open: OpenQuestions): void {
  const { dialect, normalization } = question;
  const found = scanReferences(lex(question.text, dialect), { dialect, strategy: normalization });
  if (found.type === 'ask') {
    open.push(question);
    return;
  }
  for (const table of found.tables) if (!table.file) question.reads(table.name);
  if (question.writes !== undefined) for (const table of found.targets) question.writes(table.name);
}

export async function askFrontend(
  open: OpenQuestions,
  frontend: (() => Promise<SqlFrontend>) | undefined,
): Promise<void> {
  if (open.length === 0 || frontend === undefined) return;
  const answers = await (await frontend()).references(open.map(({ text }) => text));
  for (const [i, question] of open.entries()) {
    const answer = answers[i]!;
    if (answer.type === 'references') readAll(answer.tables, question);
    else if (answer.type === 'problem') question.problem?.(answer.problem);
  }
}

function readAll(tables: readonly TableReference[], question: ReferenceQuestion): void {
  for (const table of tables) if (!table.file) question.reads(table.name);
}
