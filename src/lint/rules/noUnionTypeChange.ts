// nouniontypechange: a column that has other types in the parts of a UNION, so that one of them is converted.
import type { Rule, Violation } from '../rule.ts';
import { closingBracketIndex, solidTokens, type Solid } from '../solid.ts';
import { lex } from '../../sql/lexer.ts';

export const noUnionTypeChange: Rule = {
  name: 'nouniontypechange',
  summary: 'the parts of a UNION give the same types',
  explanation:
    'Where two parts give other types for a column, all rows get the type that holds both: a number becomes text as soon as one part gives text. ' +
    'Cast the column in the part that differs.',
  severity: 'warning',
  async check(model, context) {
    const view = context.query(model);
    if (view === undefined || model.dialect !== context.frontend.dialect) return [];
    const solids = solidTokens(lex(view.rendered, model.dialect));
    const parts = unionParts(solids, view.rendered);
    const violations: Violation[] = [];
    let first: readonly { readonly name: string; readonly type: string }[] | undefined;
    for (const part of parts) {
      const described = await context.frontend.describe(part.text);
      if (described.type !== 'columns') return [];
      first ??= described.columns;
      for (const [i, { type }] of described.columns.entries()) {
        const expected = first[i];
        if (expected === undefined || expected.type === type || type === '"NULL"' || expected.type === '"NULL"')
          continue;
        const message = `column ${expected.name} is ${expected.type} in the first part of the UNION and ${type} in this one`;
        const hint = `cast it: CAST(… AS ${expected.type})`;
        violations.push({ message, at: view.placeOfRendered(part.start, part.start + 6), hint });
      }
    }
    return violations;
  },
};

interface Part {
  /** With the WITH list of the whole query. */
  readonly text: string;
  readonly start: number;
}

/** Undefined parts: no outermost UNION, or one BY NAME. */
function unionParts(solids: readonly Solid[], text: string): Part[] {
  const begin = afterWith(solids);
  const prefix = begin === 0 ? '' : text.slice(0, solids[begin]?.start ?? 0);
  const bounds: { readonly from: number; readonly to: number }[] = [];
  let from = begin;
  for (let i = begin; i < solids.length; i++) {
    const { word } = solids[i]!;
    const close = closingBracketIndex(solids, i);
    if (close !== undefined) i = close;
    else if (word === 'UNION') {
      bounds.push({ from, to: i });
      const all = solids[i + 1]?.word === 'ALL' || solids[i + 1]?.word === 'DISTINCT' ? i + 2 : i + 1;
      if (solids[all]?.word === 'BY') return [];
      from = all;
    } else if (word === 'EXCEPT' || word === 'INTERSECT') return [];
    else if (bounds.length > 0 && (word === 'ORDER' || word === 'LIMIT')) {
      bounds.push({ from, to: i });
      from = -1;
      break;
    }
  }
  if (bounds.length === 0) return [];
  if (from >= 0) bounds.push({ from, to: solids.length });
  return bounds.flatMap(({ from: a, to: b }) => {
    const [head, tail] = [solids[a], solids[b - 1]];
    return head === undefined || tail === undefined
      ? []
      : [{ text: `${prefix}${text.slice(head.start, tail.end)}`, start: head.start }];
  });
}

/** Index of the first token behind the WITH list. */
function afterWith(solids: readonly Solid[]): number {
  if (solids[0]?.word !== 'WITH') return 0;
  for (let i = 1; i < solids.length; i++) {
    const close = closingBracketIndex(solids, i);
    if (close !== undefined) i = close;
    else if (solids[i]!.word === 'SELECT' || solids[i]!.word === 'FROM') return i;
  }
  return 0;
}
