// nonondeterminism: an incremental model whose rows depend on when, or how often, they are computed.
import type { Rule } from '../rule.ts';
import { solidTokens } from '../solid.ts';
import { lex } from '../../sql/lexer.ts';

const calls = new Set(
  'RANDOM UUID GEN_RANDOM_UUID UUIDV4 UUIDV7 NOW TODAY GETDATE GET_CURRENT_TIMESTAMP TRANSACTION_TIMESTAMP CURRENT_LOCALTIMESTAMP NEXTVAL'.split(
    ' ',
  ),
);
const words = new Set('CURRENT_DATE CURRENT_TIMESTAMP CURRENT_TIME LOCALTIME LOCALTIMESTAMP'.split(' '));

export const noNondeterminism: Rule = {
  name: 'nonondeterminism',
  summary: 'an incremental model gives the same rows whenever an interval is computed',
  explanation:
    'An interval may be computed again: after a failure, with a lookback, when it is restated. With now(), random() or uuid() it then ' +
    'gives other rows. Use @execution_ts or the interval (@start_ts, @end_ts) for times, and a hash of the key for identifiers.',
  severity: 'warning',
  check(model, context) {
    const view = context.query(model);
    if (view === undefined || !model.kind.name.startsWith('INCREMENTAL')) return [];
    const solids = solidTokens(lex(view.rendered, model.dialect));
    return solids.flatMap(({ word, text, start, end }, i) => {
      const before = solids[i - 1];
      if (before?.text === '.' || before?.word === 'AS' || solids[i + 1]?.text === '.') return [];
      const isCall = calls.has(word) && solids[i + 1]?.text === '(';
      if (!isCall && !words.has(word)) return [];
      const message = `${text}${isCall ? '()' : ''} gives something else each time an interval is computed`;
      const hint = /RANDOM|UUID|NEXTVAL/.test(word)
        ? 'use a hash of the key'
        : 'use @execution_ts, or the interval: @start_ts, @end_ts';
      return [{ message, at: view.placeOfRendered(start, end), hint }];
    });
  },
};
