// Which tables SQL texts read: the scanner answers most of them, the engine's parser the rest, all in one question.
import type { Referenced, SqlFrontend, SqlProblem, TableReference } from '../sql/frontend.ts';
import type { NormalizationStrategy } from '../sql/identifier.ts';

export interface ReferenceQuestion {
  readonly text: string;
  readonly dialect: string;
  readonly normalization?: NormalizationStrategy | undefined;
  readonly answer: (tables: readonly TableReference[]) => void;
  readonly problem: (problem: SqlProblem) => void;
}

/** Texts that the scanner could not decide. */
export type OpenQuestions = ReferenceQuestion[];

export async function askFrontend(
  open: OpenQuestions,
  frontend: (() => Promise<SqlFrontend>) | undefined,
): Promise<void> {
  if (open.length === 0 || frontend === undefined) return;
  const answers = await (await frontend()).references(open.map(({ text }) => text));
  for (const [i, question] of open.entries()) settle(question, answers[i]!);
}

function settle(question: ReferenceQuestion, answer: Referenced): void {
  if (answer.type === 'references') question.answer(answer.tables);
  else if (answer.type === 'problem') question.problem(answer.problem);
}
