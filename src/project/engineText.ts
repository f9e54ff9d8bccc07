// A model's query in the engine's dialect, as far as reading it goes: macros expanded as at load, other dialects translated.
import { isMeshError, MeshError } from '../error/meshError.ts';
import { placeInStatement } from '../model/placeInStatement.ts';
import type { Model, Statement } from '../model/model.ts';
import type { SqlFrontend } from '../sql/frontend.ts';

export interface Translated {
  readonly name: string;
  readonly dialect: string;
  /** Where a text that cannot be translated was written. */
  readonly query?: Statement | undefined;
}

export interface EngineTexts {
  readonly queryOf: (model: Model) => Promise<string | undefined>;
  readonly translate: (sql: string, model: Translated) => Promise<string>;
}

export function engineTexts(engineDialect: string, frontend: () => Promise<SqlFrontend>): EngineTexts {
  const translateSql: EngineTexts['translate'] = async (sql, { dialect, query }) => {
    if (dialect === engineDialect) return sql;
    const { translate } = await import('../sql/dialect.ts');
    const parse = async (text: string) => (await (await frontend()).parse([text]))[0]!;
    try {
      return await translate(sql, { from: dialect, to: engineDialect, parse, expect: 'statement' });
    } catch (error) {
      throw placed(error, sql, query);
    }
  };
  return {
    translate: translateSql,
    queryOf: async (model) => {
      const { query } = model.rendered;
      return query === undefined ? undefined : translateSql(query, model);
    },
  };
}

function placed(error: unknown, sql: string, query: Statement | undefined): unknown {
  if (!isMeshError(error) || error.code !== 'SQL_TRANSLATION' || query === undefined) return error;
  const { code, data, hint, cause, sql: translation } = error;
  const { offset } = data as { readonly offset?: number };
  // Macros move what comes after them: then the query's beginning has to do.
  const at = sql === query.sql && offset !== undefined ? placeInStatement(query, offset) : query.at;
  return new MeshError(code, data, { at, hint, cause, sql: translation });
}
