// Columns that the options of new or changed models name: they must be there, and a time column must hold times.
import { diagnostic, type Diagnostic } from '../error/diagnostic.ts';
import { refuse } from '../error/refuse.ts';
import type { Columns } from '../model/columns.ts';
import type { Model } from '../model/model.ts';
import { expressionColumns } from './expressionColumns.ts';
import type { PlanInput } from './planInput.ts';

export interface ColumnCheckSettings {
  /** Of time columns that name none. */
  readonly timeColumnFormat: string;
}

export function checkColumns({ built }: Pick<PlanInput, 'built'>, settings: ColumnCheckSettings): void {
  const problems: Diagnostic[] = [];
  for (const { model, outputColumns } of built.created) {
    if (model.kind.name === 'EXTERNAL' || outputColumns === null || outputColumns.length === 0) continue;
    problems.push(...unknownColumns(model, outputColumns), ...wrongTimes(model, outputColumns, settings));
  }
  refuse(problems);
}

function unknownColumns(model: Model, columns: Columns): Diagnostic[] {
  const known = columns.map((c) => c.name);
  const names = new Set(known.map((name) => name.toLowerCase()));
  return namedColumns(model).flatMap(({ option, column }) => {
    if (names.has(column.toLowerCase())) return [];
    const at = model.positions[option] ?? model.positions['kind'] ?? model.at;
    const data = { property: option.replace(/^kind\./, ''), column, known };
    return [diagnostic('MODEL_COLUMN_UNKNOWN', data, { at })];
  });
}

interface NamedColumn {
  readonly option: string;
  readonly column: string;
}

function namedColumns(model: Model): NamedColumn[] {
  const { kind } = model;
  const named: NamedColumn[] = [];
  const isOwnDialect = model.dialect === '' || model.dialect.toLowerCase() === 'duckdb';
  const add = (option: string, texts: readonly string[]): void => {
    for (const text of texts) {
      const plain = plainName(text);
      const columns = plain !== undefined ? [plain] : isOwnDialect ? expressionColumns(text) : [];
      for (const column of new Set(columns)) named.push({ option, column });
    }
  };
  if (kind.name === 'INCREMENTAL_BY_TIME_RANGE') add('kind.time_column', [quoted(kind.timeColumn.column)]);
  if ('uniqueKey' in kind) add('kind.unique_key', kind.uniqueKey);
  if (kind.name === 'INCREMENTAL_BY_UNIQUE_KEY') {
    add('kind.order_by', kind.orderBy ?? []);
    add('kind.when_matched', kind.whenMatched ?? []);
    add('kind.merge_filter', kind.mergeFilter === undefined ? [] : [kind.mergeFilter]);
  }
  if ('updatedAtName' in kind && kind.updatedAtName !== undefined)
    add('kind.updated_at_name', [quoted(kind.updatedAtName)]);
  if (kind.name === 'SCD_TYPE_2_BY_COLUMN' && !kind.columns.includes('*'))
    add('kind.columns', kind.columns.map(quoted));
  if (model.positions['partitioned_by'] !== undefined) add('partitioned_by', model.partitionedBy);
  add('clustered_by', model.clusteredBy);
  return named;
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function plainName(text: string): string | undefined {
  if (/^[\p{L}_][\p{L}\p{N}_$]*$/u.test(text)) return text;
  return /^"(?:[^"]|"")*"$/.test(text) ? text.slice(1, -1).replaceAll('""', '"') : undefined;
}

const numberTypes = /^(U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL.*|DOUBLE|FLOAT)$/;
const timeTypes =
  /^(DATE|DATETIME|TIMESTAMP.*|U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DECIMAL.*|DOUBLE|FLOAT|VARCHAR.*|TEXT)$/;

function wrongTimes(model: Model, columns: Columns, { timeColumnFormat }: ColumnCheckSettings): Diagnostic[] {
  const { kind } = model;
  const typeOf = (name: string): string | null =>
    columns.find((c) => c.name.toLowerCase() === name.toLowerCase())?.type?.toUpperCase() ?? null;
  if (kind.name === 'INCREMENTAL_BY_TIME_RANGE') {
    const { column, format = timeColumnFormat } = kind.timeColumn;
    const type = typeOf(column);
    const isTime = type === null || (timeTypes.test(type) && !type.endsWith('[]'));
    if (isTime && !(type !== null && numberTypes.test(type) && /[^%a-z]/i.test(format))) return [];
    const at = model.positions['kind.time_column'] ?? model.at;
    return [diagnostic('RUN_TIME_COLUMN_TYPE', { model: model.name, column, type }, { at })];
  }
  if (kind.name !== 'SCD_TYPE_2_BY_TIME') return [];
  const type = typeOf(kind.updatedAtName);
  if (type === null || /^(DATE|DATETIME|TIMESTAMP.*|"NULL")$/.test(type)) return [];
  const at = model.positions['kind.updated_at_name'] ?? model.positions['kind'] ?? model.at;
  return [diagnostic('RUN_TIME_COLUMN_TYPE', { model: model.name, column: kind.updatedAtName, type }, { at })];
}
