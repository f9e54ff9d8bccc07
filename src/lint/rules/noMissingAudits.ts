// nomissingaudits: nothing checks the rows of this model.
import type { Rule } from '../rule.ts';

export const noMissingAudits: Rule = {
  name: 'nomissingaudits',
  summary: 'every model has an audit',
  explanation:
    'An audit is a query for rows that must not be there. Without one, wrong rows are found by readers. not_null and ' +
    'unique_values on the grain of the model are a good beginning: `audits (not_null(columns := (id)))`.',
  severity: 'warning',
  check(model) {
    const { kind } = model;
    if (kind.name === 'EMBEDDED' || kind.name === 'EXTERNAL' || model.audits.length > 0) return [];
    return [
      {
        message: `${model.name} has no audits`,
        at: model.positions['name'] ?? model.at,
        hint: 'add one to the MODEL block: audits (not_null(columns := (…)))',
      },
    ];
  },
};
