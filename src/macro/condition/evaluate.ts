// Evaluates SQL expressions while rendering, before there is any table: @IF, @FILTER, @EVAL, conditional clauses.
import type { SourceLocation } from '../../error/diagnostic.ts';
import { parseExpression } from './parse.ts';
import { isTrue, type Evaluated } from './value.ts';

export interface EvaluateOptions {
  readonly dialect: string;
  readonly at?: SourceLocation | undefined;
}

/** Throws MACRO_CONDITION for what only a database could know. */
export function evaluateText(text: string, options: EvaluateOptions): Evaluated {
  return parseExpression(text, options)();
}

export function evaluateCondition(text: string, options: EvaluateOptions): boolean {
  return isTrue(evaluateText(text, options));
}
