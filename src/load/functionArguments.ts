// Calls of scalar functions with too many or too few arguments: told at the call, in the project's own words.
import { diagnostic, type Diagnostic, type SourceLocation } from '../error/diagnostic.ts';
import { argumentsOf, calledNames } from '../sql/calls.ts';
import { lex } from '../sql/lexer.ts';
import type { FoundFunction } from './typescript/collectFunctions.ts';

export interface PlacedCalls {
  readonly text: string;
  readonly place: (offset: number) => SourceLocation | undefined;
}

export interface CallTexts {
  readonly texts: readonly PlacedCalls[];
  readonly dialect: string;
  readonly functions: ReadonlyMap<string, FoundFunction> | undefined;
  readonly report: (problem: Diagnostic) => void;
}

export function checkFunctionArguments({ texts, dialect, functions, report }: CallTexts): void {
  if (functions === undefined || functions.size === 0) return;
  for (const { text, place } of texts) {
    const tokens = lex(text, dialect);
    for (const call of calledNames(tokens)) {
      const found = functions.get(call.name);
      if (found?.definition.type !== 'scalarFunction') continue;
      const { name, parameters } = found.definition.options;
      const given = argumentsOf(text, tokens, call);
      const expected = Object.entries(parameters).map((entry) => entry.join(' '));
      // `*COLUMNS(…)` is as many as there are columns.
      if (given.length === expected.length || given.some((each) => each.text.startsWith('*'))) continue;
      report(
        diagnostic(
          'MODEL_FUNCTION_ARGUMENTS',
          { function: name, expected, given: given.length },
          { at: place(call.start), related: [{ message: 'defined here', at: found.at }] },
        ),
      );
    }
  }
}
