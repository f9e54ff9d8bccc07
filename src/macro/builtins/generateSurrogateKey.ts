import { MeshError } from '../../error/meshError.ts';
import type { BuiltinContext } from '../context.ts';
import type { Fragment } from '../definition.ts';
import { textType } from '../dialectNames.ts';
import { macro } from '../macro.ts';

const missing = `'_sqlmesh_surrogate_key_null_'`;
/** Where || is not the concatenation of texts, or not for sure. */
const concatenating = new Set([
  'bigquery',
  'snowflake',
  'mysql',
  'spark',
  'databricks',
  'hive',
  'tsql',
  'fabric',
  'clickhouse',
]);

/** `@GENERATE_SURROGATE_KEY(a, b, hash_function := 'MD5')`: a hash over columns, NULLs told from empty texts. */
export const generateSurrogateKey = macro<BuiltinContext>(
  'generate_surrogate_key',
  { args: [], rest: 'sql', named: { hash_function: 'name' } },
  (context, named: { hash_function?: string }, ...columns: Fragment[]) => {
    const { dialect } = context;
    if (columns.length === 0) {
      const detail = 'it needs at least one column';
      throw new MeshError('MACRO_ARGUMENT', { macro: 'generate_surrogate_key', detail }, { at: context.at });
    }
    const parts = columns.map((c) => `COALESCE(CAST(${c.sqlText} AS ${textType(dialect)}), ${missing})`);
    const text = concatenating.has(dialect) ? `CONCAT(${parts.join(`, '|', `)})` : parts.join(` || '|' || `);
    return { sqlText: hash((named.hash_function ?? 'MD5').toUpperCase(), text, dialect) };
  },
);

function hash(name: string, text: string, dialect: string): string {
  if (name === 'MD5' && dialect === 'bigquery') return `TO_HEX(MD5(${text}))`;
  if (dialect === 'trino' || dialect === 'presto' || dialect === 'athena')
    return `LOWER(TO_HEX(${name}(TO_UTF8(${text}))))`;
  return `${name}(${text})`;
}
