// noambiguousprojections: an output column without a name of its own, or two of one name.
import type { Rule, Violation } from '../rule.ts';

export const noAmbiguousProjections: Rule = {
  name: 'noambiguousprojections',
  summary: 'every output column has a name, and no two have the same one',
  explanation:
    'An expression without an alias gets a name that the engine makes up, and a name that stands twice is renamed or refused: ' +
    'readers of the model depend on it all the same. Give every expression an alias of its own.',
  severity: 'error',
  check(model, context) {
    const view = context.query(model);
    const list = view?.lists[0];
    if (view === undefined || list === undefined || model.columns !== undefined) return [];
    const violations: Violation[] = [];
    const seen = new Set<string>();
    for (const [i, projection] of list.projections.entries()) {
      if (projection.star !== undefined || projection.hasMacro) continue;
      const { name } = projection;
      const at = view.placeOfProjection(0, i);
      const madeUp = `_col_${i}`;
      if (name === undefined || (name === madeUp && !view.written.includes(madeUp))) {
        const whole = view.rendered.slice(projection.start, projection.end).replace(/\s+/g, ' ');
        const text = whole.endsWith(` AS ${madeUp}`) ? whole.slice(0, -` AS ${madeUp}`.length) : whole;
        const shown = text.length > 40 ? `${text.slice(0, 39)}…` : text;
        violations.push({ message: `column ${i + 1} has no name: ${shown}`, at, hint: 'give it an alias: AS name' });
        continue;
      }
      const key = name.toLowerCase();
      if (seen.has(key))
        violations.push({ message: `two columns are named ${name}`, at, hint: 'give one of them another alias' });
      seen.add(key);
    }
    return violations;
  },
};
