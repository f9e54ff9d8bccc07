import { rowAudit, column } from './audit.ts';

export const validHttpMethod = rowAudit(
  'valid_http_method',
  { summary: 'Every value that is not NULL is an HTTP method.', parameters: { column }, condition: false },
  (a) => `${a.one('column')} NOT IN ('GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT')`,
);
