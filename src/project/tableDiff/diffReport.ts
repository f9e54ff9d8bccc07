// Table differences as JSON, as text and as part of a report.
import { code, heading, table, type Block, type Inline, type Text } from '../../util/document/document.ts';
import type { OnlyIn } from './tableDiff.ts';
import type { ChangedRow, SampleValue, TableDiff } from './diffTables.ts';

export function diffJson(diff: TableDiff): unknown {
  const { rows } = diff;
  return {
    ...diff,
    columnNames: undefined,
    rows: { ...rows, matchPercent: percent(rows.fullMatches, rows.joined + rows.sourceOnly + rows.targetOnly) },
    changed: diff.changed.map((c) => ({ ...c, matchPercent: percent(rows.joined - c.rows, rows.joined) })),
  };
}

/** Models that one of the two environments has not got. */
export function onlyInText({ names, source, target }: OnlyIn): string[] {
  const line = (name: string, models: readonly string[]): string[] =>
    models.length === 0 ? [] : [`only in ${name}: ${models.join(', ')}`];
  return [...line(names.source, source), ...line(names.target, target)];
}

export interface DiffTextOptions {
  readonly samples: boolean;
}

export function diffText(diff: TableDiff, { samples }: DiffTextOptions): string[] {
  const { source, target, rows } = diff;
  const lines = [diff.model === null ? `${source} → ${target}` : `${diff.model}  ${source} → ${target}`];
  lines.push(`  key: ${diff.on.length === 0 ? 'none, whole rows are compared' : diff.on.join(', ')}`);
  const schema = schemaLines(diff);
  lines.push(...(schema.length === 0 ? ['  columns: the same'] : ['  columns:', ...schema.map((l) => `    ${l}`)]));
  lines.push(`  rows: ${rows.source} in ${source}, ${rows.target} in ${target}`);
  const all = rows.joined + rows.sourceOnly + rows.targetOnly;
  for (const [text, n] of rowLines(diff)) lines.push(`    ${text}: ${n} (${percent(n, all)} %)`);
  for (const [side, { nulls, duplicates }] of Object.entries(diff.keys)) {
    if (diff.on.length === 0 || nulls + duplicates === 0) continue;
    lines.push(`  keys of the ${side}: ${nulls} with NULL, ${duplicates} duplicates`);
  }
  const changed = diff.changed.filter((c) => c.rows > 0);
  if (changed.length > 0) lines.push('  changed values:');
  for (const { name, rows: n } of changed)
    lines.push(`    ${name}: ${n} (${percent(rows.joined - n, rows.joined)} % match)`);
  return samples ? [...lines, ...sampleLines(diff)] : lines;
}

function rowLines({ source, target, rows, on }: TableDiff): [string, number][] {
  const lines: [string, number][] = [['the same', rows.fullMatches]];
  if (on.length > 0) lines.push(['changed', rows.partialMatches]);
  return [...lines, [`only in ${source}`, rows.sourceOnly], [`only in ${target}`, rows.targetOnly]];
}

function schemaLines({ columns }: TableDiff): string[] {
  return [
    ...columns.added.map((c) => `+ ${c.name} ${c.type}`),
    ...columns.removed.map((c) => `- ${c.name} ${c.type}`),
    ...columns.changed.map((c) => `~ ${c.name} ${c.from} → ${c.to}`),
  ];
}

function sampleLines({ source, target, sample }: TableDiff): string[] {
  const lines: string[] = [];
  const row = (values: Readonly<Record<string, SampleValue>>): string =>
    Object.entries(values)
      .map(([name, value]) => `${name}=${shown(value)}`)
      .join(' ');
  if (sample.changed.length > 0) lines.push('  sample of changed rows:');
  for (const one of sample.changed) lines.push(`    ${row(one.key)}: ${changesText(one)}`);
  if (sample.sourceOnly.length > 0) lines.push(`  sample of rows only in ${source}:`);
  for (const one of sample.sourceOnly) lines.push(`    ${row(one)}`);
  if (sample.targetOnly.length > 0) lines.push(`  sample of rows only in ${target}:`);
  for (const one of sample.targetOnly) lines.push(`    ${row(one)}`);
  return lines;
}

function changesText({ values }: ChangedRow): string {
  return Object.entries(values)
    .map(([name, v]) => `${name} ${shown(v.source)} → ${shown(v.target)}`)
    .join(', ');
}

/** For the report of a plan. */
export function diffBlocks(diffs: readonly TableDiff[]): readonly Block[] {
  if (diffs.length === 0) return [];
  const rows = diffs.map(({ model, rows: counts, changed }): Text[] => [
    [code(model ?? '')],
    `${counts.source} → ${counts.target}`,
    String(counts.targetOnly),
    String(counts.sourceOnly),
    String(counts.partialMatches),
    changed
      .filter((c) => c.rows > 0)
      .flatMap((c, index): Inline[] => [index === 0 ? '' : ', ', code(c.name), ` ${c.rows}`]),
  ]);
  const numbers = ['rows', 'added', 'removed', 'changed'].map((number) => ({ number }));
  return [heading(3, 'Data'), table(['model', ...numbers, 'changed columns'], rows)];
}

function shown(value: SampleValue): string {
  return value === null ? 'NULL' : String(value);
}

/** Two places, and 100 only where it is all of them. */
function percent(n: number, of: number): number {
  if (of === 0) return 100;
  const rounded = Math.round((n / of) * 10_000) / 100;
  return rounded === 100 && n < of ? 99.99 : rounded;
}
