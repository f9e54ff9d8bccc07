// An audit's query with its macros expanded, its own @DEF variables known to it.
import type { Expander, Expansion } from '../../macro/expand.ts';
import type { AuditDefinition } from '../model.ts';

export function expandAudit(
  expander: Expander,
  { definitions = [], query }: Pick<AuditDefinition, 'definitions' | 'query'>,
): Expansion {
  const problems = definitions.flatMap(({ sql, at }) => expander.define(sql, at));
  const expansion = expander.expand(query.sql, { at: query.at });
  return problems.length === 0 ? expansion : { ...expansion, diagnostics: [...problems, ...expansion.diagnostics] };
}
