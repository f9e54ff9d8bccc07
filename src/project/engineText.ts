// A model's query in the engine's dialect, as far as reading it goes: macros expanded as at load, other dialects translated.
import type { Model } from '../model/model.ts';
import type { SqlFrontend } from '../sql/frontend.ts';

export interface EngineTexts {
  readonly queryOf: (model: Model) => Promise<string | undefined>;
  readonly translate: (sql: string, model: { readonly name: string; readonly dialect: string }) => Promise<string>;
}

export function engineTexts(engineDialect: string, frontend: () => Promise<SqlFrontend>): EngineTexts {
  const translateSql: EngineTexts['translate'] = async (sql, { dialect }) => {
    if (dialect === engineDialect) return sql;
    const { translate } = await import('../sql/dialect.ts');
    const parse = async (text: string) => (await (await frontend()).parse([text]))[0]!;
    return translate(sql, { from: dialect, to: engineDialect, parse, expect: 'statement' });
  };
  return {
    translate: translateSql,
    queryOf: async (model) => {
      const { query } = model.rendered;
      return query === undefined ? undefined : translateSql(query, model);
    },
  };
}
