// Column lineage as trees of text, one a column.
import type { ColumnRef, Lineage } from '../../project/projectLineage.ts';
import type { Paint } from '../paint.ts';

interface Branch {
  readonly ref: ColumnRef;
  readonly indent: string;
  readonly isLast: boolean;
  readonly isRoot: boolean;
}

export function lineageText(
  { model, columns, next }: Lineage,
  { paint, isDownstream }: { readonly paint: Paint; readonly isDownstream: boolean },
): string {
  const lines: string[] = [];
  const arrow = isDownstream ? '→' : '←';
  for (const column of columns.keys()) {
    const shown = new Set<string>();
    const stack: Branch[] = [{ ref: { model, column }, indent: '', isLast: true, isRoot: true }];
    for (let branch = stack.pop(); branch !== undefined; branch = stack.pop()) {
      const { ref, indent, isLast, isRoot } = branch;
      const name = `${ref.model}.${ref.column}`;
      const again = shown.has(name);
      const below = next(ref);
      const lead = isRoot ? '' : `${indent}${isLast ? '└' : '├'}${arrow} `;
      const end = again && below.length > 0 ? paint('dim', ' …') : '';
      lines.push(
        `${paint('dim', lead)}${paint('dim', `${ref.model}.`)}${isRoot ? paint('bold', ref.column) : ref.column}${end}`,
      );
      if (again) continue;
      shown.add(name);
      const inner = isRoot ? '' : `${indent}${isLast ? '   ' : '│  '}`;
      for (const [i, other] of [...below].reverse().entries())
        stack.push({ ref: other, indent: inner, isLast: i === 0, isRoot: false });
    }
  }
  return lines.join('\n');
}
