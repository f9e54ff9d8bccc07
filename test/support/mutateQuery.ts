// Queries with a token or two dropped, replaced or moved in from another query: about a tenth of them still parse, and
// those are the odd corners of the grammar that nobody thinks of.
import { lex } from '../../src/sql/lexer.ts';
import { isTrivia, tokenText } from '../../src/sql/tokens.ts';
import { seededRandom } from './seededRandom.ts';

export function mutatedQueries(queries: readonly string[], options: { count: number; seed: number }): string[] {
  const random = seededRandom(options.seed);
  const pick = <V>(values: readonly V[]): V => values[Math.floor(random() * values.length)]!;
  const tokenLists = queries.map(solidTexts);
  const words = tokenLists.flat();
  return Array.from({ length: options.count }, () => {
    const texts = [...pick(tokenLists)];
    for (let rounds = 1 + Math.floor(random() * 2); rounds > 0; rounds--) {
      const at = Math.floor(random() * texts.length);
      const other = pick(tokenLists);
      const from = Math.floor(random() * other.length);
      const chance = random();
      if (chance < 0.35) texts.splice(at, 1);
      else if (chance < 0.6) texts.splice(at, 1, pick(words));
      else if (chance < 0.8) texts.splice(at, 0, pick(words));
      else texts.splice(at, Math.floor(random() * 4), ...other.slice(from, from + 1 + Math.floor(random() * 6)));
    }
    return texts.join(' ');
  });
}

function solidTexts(query: string): string[] {
  const tokens = lex(query);
  return Array.from({ length: tokens.count }, (_, i) => i)
    .filter((i) => !isTrivia(tokens, i))
    .map((i) => tokenText(tokens, i));
}
