// What depends on a column, as text: one block a column.
import type { ColumnConsumers, ProjectImpact } from '../../project/projectImpact.ts';
import { counted } from '../counted.ts';
import type { Paint } from '../paint.ts';

export function impactText({ model, columns, unknown }: ProjectImpact, paint: Paint): string {
  const blocks = columns.flatMap((one, i) => [...(i === 0 ? [] : ['']), ...block(model, one, paint)]);
  const why = unknown === undefined ? [] : [paint('dim', `  the columns of ${model} are not known: ${unknown}`)];
  return [...blocks, ...why].join('\n');
}

function block(model: string, { column, consumers, spared }: ColumnConsumers, paint: Paint): string[] {
  const name = `${model}.${paint('bold', column)}`;
  if (consumers.length === 0) return [`${name}: nothing below it would change`, ...sparedLines(spared, paint)];
  const widest = Math.max(...consumers.map((consumer) => consumer.name.length));
  return [
    `${name}: ${counted(consumers.length, 'model')} would change if it went away or had another type`,
    ...consumers.map(
      (c) => `  ${c.name.padEnd(widest)}  ${c.rows ? 'all rows' : c.columns.join(', ')}  ${paint('dim', c.reason)}`,
    ),
    ...sparedLines(spared, paint),
  ];
}

function sparedLines(spared: readonly string[], paint: Paint): string[] {
  if (spared.length === 0) return [];
  return [paint('dim', `  not affected: ${spared.join(', ')}`)];
}
