import { define } from '../define.ts';
import { didYouMean } from '../nearest.ts';

export const diffErrors = {
  DIFF_NO_TABLE: define<{ table: string }>({
    message: (d) => `there is no table or view ${d.table} to compare`,
  }),
  DIFF_NOTHING_SHARED: define<{ source: readonly string[]; target: readonly string[] }>({
    message: () => 'the two tables have no column in common that could be compared',
    hint: (d) => `one has ${d.source.join(', ')}; the other ${d.target.join(', ')}`,
  }),
  DIFF_KEY_UNKNOWN: define<{ key: string; known: readonly string[] }>({
    message: (d) => `${d.key} is not a column of both tables`,
    hint: (d) => didYouMean(d.key, d.known) ?? `they share ${d.known.join(', ')}`,
  }),
  DIFF_CONDITION: define<{ where: string; detail: string }>({
    message: (d) => `--where ${d.where} is no condition on both tables: ${d.detail}`,
    hint: () => 'it may name any column that both have',
  }),
  DIFF_SKIP_UNKNOWN: define<{ column: string; known: readonly string[] }>({
    message: (d) => `--skip-columns names ${d.column}, which none of the compared tables has`,
    hint: (d) => didYouMean(d.column, d.known),
  }),
  DIFF_TEMP_SCHEMA: define<{ schema: string }>({
    message: (d) => `--temp-schema ${d.schema} names no schema`,
    hint: () => 'write schema or catalog.schema',
  }),
  DIFF_NO_GRAIN: define<{ model: string }>({
    message: (d) => `${d.model} has no grain or unique key, so its rows are compared as wholes`,
    hint: () => 'name the columns that identify a row: --on id, or `grain id` in the model',
  }),
  DIFF_PAIR: define<{ text: string }>({
    message: (d) => `'${d.text}' does not name two things to compare`,
    hint: () => 'write two environments or two tables: `mesh table-diff prod:dev shop.orders`',
  }),
  DIFF_DUPLICATE_KEYS: define<{ model: string; on: readonly string[]; source: number; target: number }>({
    message: (d) =>
      `${d.on.join(', ')} does not identify the rows of ${d.model}: ${d.source} of the source and ${d.target} of the target are duplicates`,
    hint: () => 'rows of one key were compared in order; name more columns with --on',
  }),
};
