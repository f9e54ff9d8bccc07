import type { Fragment } from './definition.ts';
import { operand } from './operand.ts';

/** Terms joined by + or -, where NULL counts as 0 unless all are NULL. */
export function nullSafe(sign: '+' | '-', terms: readonly Fragment[], dialect: string): Fragment {
  const allNull = terms.map((t) => `${operand(t.sqlText, dialect)} IS NULL`).join(' AND ');
  const values = terms.map((t) => `COALESCE(${t.sqlText}, 0)`).join(` ${sign} `);
  return { sqlText: `CASE WHEN ${allNull} THEN NULL ELSE ${values} END` };
}
