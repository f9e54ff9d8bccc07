// From the columns of a query to the rows of a table: many kinds keep, replace or close rows by what some columns hold.
import type { ModelKind } from '../model/kind.ts';
import type { Model } from '../model/model.ts';
import { unquote } from '../sql/identifier.ts';
import { lex } from '../sql/lexer.ts';
import { T, tokenText } from '../sql/tokens.ts';
import { invalidates, type Impact } from './impact.ts';

export interface TableChange {
  readonly impact: Impact;
  /** Its table begins anew, without what earlier runs left in it. */
  readonly anew: boolean;
}

export function tableImpact(model: Model, { impact, anew }: TableChange): Impact {
  if (impact === 'rows' || !invalidates(impact)) return impact;
  if (anew && keepsHistory(model.kind)) return 'rows';
  return decidesRows(model, impact.changed) ? 'rows' : impact;
}

/** Whether one of these columns (lower case) decides which rows the model's table holds, beyond what its query says. */
export function decidesRows(model: Model, columns: ReadonlySet<string>): boolean {
  // What its earlier rows are made of may be any of its columns.
  if (model.selfReference) return true;
  const deciding = decidingTexts(model);
  if (deciding === 'all') return true;
  return deciding.some((text) => namesIn(text).some((name) => columns.has(name)));
}

/** Rows that no query gives again. */
function keepsHistory({ name }: ModelKind): boolean {
  return name === 'SCD_TYPE_2_BY_TIME' || name === 'SCD_TYPE_2_BY_COLUMN' || name === 'INCREMENTAL_UNMANAGED';
}

/** Columns, or expressions over them. */
function decidingTexts({ kind, partitionedBy }: Model): readonly string[] | 'all' {
  switch (kind.name) {
    case 'INCREMENTAL_BY_TIME_RANGE':
      return [kind.timeColumn.column];
    case 'INCREMENTAL_BY_UNIQUE_KEY':
      if (kind.whenMatched !== undefined || kind.mergeFilter !== undefined) return 'all';
      return [...kind.uniqueKey, ...(kind.orderBy ?? [])];
    case 'INCREMENTAL_BY_PARTITION':
      return partitionedBy;
    case 'INCREMENTAL_UNMANAGED':
      return kind.insertOverwrite ? partitionedBy : [];
    case 'SCD_TYPE_2_BY_TIME':
      return [...kind.uniqueKey, kind.updatedAtName];
    case 'SCD_TYPE_2_BY_COLUMN':
      if (kind.columns.includes('*')) return 'all';
      return [...kind.uniqueKey, ...kind.columns, ...(kind.updatedAtName === undefined ? [] : [kind.updatedAtName])];
    case 'CUSTOM':
    case 'MANAGED':
      return 'all';
    case 'VIEW':
    case 'FULL':
    case 'EMBEDDED':
    case 'EXTERNAL':
    case 'SEED':
      return [];
  }
}

function namesIn(text: string): string[] {
  const tokens = lex(text);
  const names: string[] = [];
  for (let i = 0; i < tokens.count; i++) {
    const type = tokens.types[i];
    if (type === T.word) names.push(tokenText(tokens, i).toLowerCase());
    else if (type === T.quoted) names.push(unquote(tokenText(tokens, i)).toLowerCase());
  }
  return names;
}
