// Declared columns whose type is a slip are refused before anything runs. A name that is like none of the engine's may be a
// type that the database has of its own.
import { diagnostic, type Diagnostic } from '../error/diagnostic.ts';
import { refuse } from '../error/refuse.ts';
import { nearest } from '../error/nearest.ts';
import type { Model } from '../model/model.ts';
import type { SqlFrontend } from '../sql/frontend.ts';

const common = new Set(
  (
    'ARRAY BIGINT BIT BLOB BOOLEAN DATE DECIMAL DOUBLE ENUM FLOAT HUGEINT INTEGER INTERVAL JSON LIST MAP SMALLINT STRUCT TEXT ' +
    'TIME TIMESTAMP TIMESTAMPTZ TINYINT UBIGINT UHUGEINT UINTEGER UNION USMALLINT UTINYINT UUID VARCHAR'
  ).split(' '),
);

/** Short names, which others are like too easily. */
const short = ['INT', 'BOOL', 'REAL', 'NUMERIC', 'STRING', 'CHAR'];

export async function refuseUnknownTypes(
  models: readonly Model[],
  frontend: () => Promise<SqlFrontend>,
): Promise<void> {
  const unknown = new Map<string, string | undefined>();
  const found: Diagnostic[] = [];
  for (const model of models) {
    for (const { name, type } of model.columns ?? []) {
      if (type === null || common.has(type)) continue;
      if (!unknown.has(type)) unknown.set(type, await unknownName(type, await frontend()));
      const word = unknown.get(type);
      const near = word === undefined ? undefined : nearType(word);
      if (word === undefined || near === undefined) continue;
      const at = model.positions['columns'] ?? model.at;
      found.push(diagnostic('MODEL_COLUMN_TYPE', { column: name, type: word, near }, { at }));
    }
  }
  refuse(found);
}

/** Like a type, or like one with a number behind it that it does not have: INT99, FLOAT16. */
function nearType(word: string): string | undefined {
  const near = nearest(word, common);
  const plain = word.toUpperCase().replace(/\d+$/, '');
  return near ?? (plain === word.toUpperCase() ? undefined : [...common, ...short].find((name) => name === plain));
}

async function unknownName(type: string, frontend: SqlFrontend): Promise<string | undefined> {
  const described = await frontend.describe(`SELECT CAST(NULL AS ${type}) AS c`);
  if (described.type !== 'problem') return undefined;
  return /^Type with name (\S+) does not exist/.exec(described.problem.message)?.[1];
}
