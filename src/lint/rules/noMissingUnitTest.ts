// nomissingunittest: no file in tests/ names this model.
import type { Rule } from '../rule.ts';

export const noMissingUnitTest: Rule = {
  name: 'nomissingunittest',
  summary: 'every model has a unit test',
  explanation:
    'A unit test gives a model rows and says which rows must come out: it finds a wrong query before any data does. ' +
    '`mesh create-test <model>` writes one from the rows that are there.',
  severity: 'warning',
  check(model, context) {
    if (model.source === 'external' || context.tested.has(model.name)) return [];
    return [
      {
        message: `${model.name} has no unit test`,
        at: model.positions['name'] ?? model.at,
        hint: `write one in tests/: \`mesh create-test ${model.name}\` begins it`,
      },
    ];
  },
};
