import type { Fragment } from './definition.ts';
import { connected } from './operand.ts';

/** Operands joined by AND or OR, in brackets, so that a NOT or AND beside them means all of them. */
export function connect(operator: 'AND' | 'OR', operands: readonly Fragment[], dialect: string): Fragment {
  const texts = operands.map((o) => o.sqlText).filter((text) => text.toUpperCase() !== 'NULL');
  const [only] = texts;
  if (only === undefined) return { sqlText: 'TRUE' };
  if (texts.length === 1) return { sqlText: only };
  return { sqlText: `(${texts.map((text) => connected(text, dialect)).join(` ${operator} `)})` };
}
