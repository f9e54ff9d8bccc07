import { rowAudit, expressions } from './audit.ts';

export const forall = rowAudit(
  'forall',
  { summary: 'Every criterion holds in every row; NULL passes.', parameters: { criteria: expressions } },
  (a) =>
    a
      .list('criteria')
      .map((c) => `NOT (${c})`)
      .join(' OR '),
);
