// Reads case files and expands their cases under fixed options.
import { createExpander, type ExpanderOptions } from '../../src/macro/expand.ts';
import type { Values } from '../../src/macro/value.ts';

export interface Case {
  readonly sql: string;
  readonly options: string;
  readonly expected: string | undefined;
  readonly sqlmesh: string | undefined;
  readonly codes: readonly string[];
}

interface CaseOptions {
  readonly vars?: Values;
  readonly blueprint?: Values;
  readonly dialect?: string;
  readonly schema?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

export function readCases(text: string): Case[] {
  return text
    .split('\n\n')
    .slice(1)
    .map((block) => {
      const lines = block.split('\n').filter((line) => line !== '');
      const rest = (prefix: string) => lines.find((line) => line.startsWith(prefix))?.slice(prefix.length);
      return {
        sql: lines.find((line) => !/^--[:>=!]/.test(line))!,
        options: rest('--: ') ?? '',
        expected: rest('-->')?.trim(),
        sqlmesh: rest('--= '),
        codes: rest('--! ')?.split(' ') ?? [],
      };
    });
}

/** 2023-01-01 up to and with 2023-01-03, executed on the 5th at 10:11:12.345. */
export const testOptions: ExpanderOptions = {
  dialect: 'duckdb',
  stage: 'loading',
  hasIntervals: true,
  predefined: { this_model: 's.m', model_kind_name: "'INCREMENTAL_BY_TIME_RANGE'", default_catalog: "'db'" },
  time: {
    start: Date.UTC(2023, 0, 1),
    end: Date.UTC(2023, 0, 4),
    executionTime: Date.UTC(2023, 0, 5, 10, 11, 12, 345),
  },
};

/** Leading `@DEF(…);` statements are definitions. */
export function expandCase(testCase: Pick<Case, 'sql' | 'options'>): { text: string; codes: string[] } {
  const { vars, blueprint, dialect, schema } = JSON.parse(testCase.options || '{}') as CaseOptions;
  const expander = createExpander({
    ...testOptions,
    ...(dialect === undefined ? {} : { dialect }),
    variables: vars,
    blueprint,
    columnsOf: (table) => {
      const columns = schema?.[table];
      return columns && Object.entries(columns).map(([name, type]) => ({ name, type: type.toUpperCase() }));
    },
  });
  const codes: string[] = [];
  let text = '';
  for (const statement of testCase.sql.split(/;\s*/)) {
    if (statement.startsWith('@DEF(')) codes.push(...expander.define(statement).map((d) => d.code));
    else {
      const expansion = expander.expand(statement);
      text = expansion.text;
      codes.push(...expansion.diagnostics.map((d) => d.code));
    }
  }
  return { text, codes };
}
