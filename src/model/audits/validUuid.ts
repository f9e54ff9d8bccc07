import { rowAudit, column, matches } from './audit.ts';

export const validUuid = rowAudit(
  'valid_uuid',
  { summary: 'Every value that is not NULL is a UUID.', parameters: { column } },
  (a) =>
    `NOT ${matches(`LOWER(CAST(${a.one('column')} AS VARCHAR))`, "'^[0-9a-f]{8}-[0-9a-f]{4}-[1-5][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$'")}`,
);
