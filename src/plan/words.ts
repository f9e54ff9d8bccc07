// Words that reports share: instants, intervals, views, categories.
import type { Interval } from '../interval/interval.ts';
import { DAY } from '../interval/calendar.ts';
import { canonicalName, type TableName } from '../sql/tableName.ts';
import type { ColumnDiff, EnvironmentDiff, ModelChange, Plan } from './plan.ts';

/** A midnight as its date, anything else to the minute or as precise as it is. */
export function instantText(ts: number): string {
  const iso = new Date(ts).toISOString();
  if (ts % DAY === 0) return iso.slice(0, 10);
  return ts % 60_000 === 0 ? `${iso.slice(0, 10)} ${iso.slice(11, 16)}` : `${iso.slice(0, 10)} ${iso.slice(11, 23)}`;
}

/** Whole days with an inclusive end, as people count them; anything else half-open. */
export function intervalText({ start, end }: Interval): string {
  if (start % DAY !== 0 || end % DAY !== 0) return `${instantText(start)} → ${instantText(end)}`;
  const last = instantText(end - DAY);
  const first = instantText(start);
  return first === last ? first : `${first} … ${last}`;
}

/** The first few of many. */
export function intervalsText(intervals: readonly Interval[]): string {
  const most = 3;
  const texts = intervals.slice(0, most).map(intervalText);
  return intervals.length > most ? `${texts.join(', ')} and ${intervals.length - most} more` : texts.join(', ');
}

export function counted(n: number, one: string, many = `${one}s`): string {
  return `${n} ${n === 1 ? one : many}`;
}

export function viewNameText(plan: Plan, view: TableName): string {
  return canonicalName(view, plan.defaultCatalog);
}

export function columnLines({ added, removed, changed }: ColumnDiff): string[] {
  return [
    ...added.map((c) => `+ ${c.name}${c.type === null ? '' : ` ${c.type}`}`),
    ...removed.map((c) => `- ${c.name}${c.type === null ? '' : ` ${c.type}`}`),
    ...changed.map((c) => `~ ${c.name} ${c.from ?? '?'} → ${c.to ?? '?'}`),
  ];
}

/** Who notices each changed column: `amount affects shop.daily.total, shop.top (all rows)`. */
export function effectLines({ affects = [] }: ModelChange): string[] {
  return affects.map(({ column, models }) => {
    if (models.length === 0) return `${column} affects no model below`;
    const most = 12;
    const uses = models.flatMap(({ name, rows, columns }) =>
      rows ? [`${name} (all rows)`] : columns.map((own) => `${name}.${own}`),
    );
    const more = uses.length > most ? ` and ${uses.length - most} more` : '';
    return `${column} affects ${uses.slice(0, most).join(', ')}${more}`;
  });
}

export function isEmptyEnvironmentDiff(diff: EnvironmentDiff): boolean {
  const lists = diff.added.length + diff.removed.length + diff.modified.length;
  return lists === 0 && !diff.statementsChanged && !diff.requirementsChanged;
}

/** Direct changes first, then what follows from them, and what stays as it is at the end. */
export function changesInOrder(diff: EnvironmentDiff): readonly ModelChange[] {
  const ranks = { direct: 0, metadata: 1, indirect: 2 };
  const rank = ({ impact, category }: ModelChange): number =>
    impact === 'indirect' && category === 'metadata' ? 3 : ranks[impact];
  return [...diff.modified].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

/** Promoted views whose tables are there already. */
export function reusedCount(plan: Plan): number {
  const computed = new Set(plan.backfill.map((step) => step.snapshot.name));
  return [...plan.views.created, ...plan.views.updated].filter((m) => !computed.has(m.name)).length;
}
