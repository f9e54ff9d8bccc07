// nocartesianjoin: tables side by side that no condition brings together.
import type { Rule, Violation } from '../rule.ts';
import { closingBracketIndex, solidTokens, type Solid } from '../solid.ts';
import { lex } from '../../sql/lexer.ts';

/** Words that end the FROM clause they stand behind. */
const afterFrom = new Set(
  'WHERE GROUP HAVING ORDER LIMIT OFFSET WINDOW QUALIFY UNION EXCEPT INTERSECT SELECT'.split(' '),
);

export const noCartesianJoin: Rule = {
  name: 'nocartesianjoin',
  summary: 'tables are joined by a condition',
  explanation:
    'FROM a, b without a WHERE, and JOIN … ON TRUE, pair every row of one table with every row of the other: ' +
    'a forgotten condition makes the result explode. Write the condition, or CROSS JOIN where every pair is wanted.',
  severity: 'warning',
  check(model, context) {
    const view = context.query(model);
    if (view === undefined) return [];
    const solids = solidTokens(lex(view.rendered, model.dialect));
    const violations: Violation[] = [];
    const say = ({ start, end }: Solid, message: string): void => {
      const hint = 'add the condition, or write CROSS JOIN when every pair is wanted';
      violations.push({ message, at: view.placeOfRendered(start, end), hint });
    };
    for (const [i, solid] of solids.entries()) {
      if (solid.word === 'ON' && isAlwaysTrue(solids, i + 1)) say(solid, 'the condition of this join is always true');
      // FROM of extract(… FROM …), substring(… FROM …), DISTINCT FROM and the like reads no tables.
      if (solid.word !== 'FROM' || !readsTables(solids, i)) continue;
      const comma = bareComma(solids, i + 1);
      if (comma !== undefined) say(comma, 'these tables are joined without a condition');
    }
    return violations;
  },
};

function isAlwaysTrue(solids: readonly Solid[], i: number): boolean {
  const [a, b, c] = [solids[i], solids[i + 1], solids[i + 2]];
  const ends = (solid: Solid | undefined): boolean =>
    solid === undefined || !/^(AND|OR|=|<|>|<=|>=|<>|!=|\+|-|\*|\/|::|\.|\()$/i.test(solid.text);
  if (a?.word === 'TRUE') return ends(b);
  return a?.text === '1' && b?.text === '=' && c?.text === '1' && ends(solids[i + 3]);
}

function readsTables(solids: readonly Solid[], i: number): boolean {
  if (solids[i - 1]?.word === 'DISTINCT') return false;
  // Inside the brackets of a function there is no SELECT before it.
  let depth = 0;
  for (let k = i - 1; k >= 0; k--) {
    const { text, word } = solids[k]!;
    if (text === ')') depth++;
    else if (text === '(') {
      if (depth === 0) return k === i - 1;
      depth--;
    } else if (depth === 0 && word === 'SELECT') return true;
  }
  return true;
}

/** The comma between two tables of this FROM, when its SELECT has no WHERE. */
function bareComma(solids: readonly Solid[], from: number): Solid | undefined {
  let comma: Solid | undefined;
  let plain = true;
  for (let k = from; k < solids.length; k++) {
    const solid = solids[k]!;
    if (solid.text === ')' || solid.text === ';') break;
    if (solid.word === 'WHERE') return undefined;
    if (afterFrom.has(solid.word)) break;
    if (solid.text === '(') {
      // A function, or a subquery that may look at what stands before it.
      plain &&= solids[k + 1]?.word === 'SELECT' && solids[k - 1]?.word !== 'LATERAL';
      k = closingBracketIndex(solids, k) ?? solids.length;
    } else if (solid.text === ',') comma ??= solid;
  }
  return plain ? comma : undefined;
}
