// An audit's query with its macros expanded, its own @DEF variables known to it; one in Jinja is rendered first.
import { diagnostic } from '../../error/diagnostic.ts';
import type { Expander, Expansion } from '../../macro/expand.ts';
import { composeMaps, identityMap, type Edited } from '../../sql/edit.ts';
import { renderJinja, type JinjaModel } from '../jinjaText.ts';
import type { AuditDefinition } from '../model.ts';

export function expandAudit(
  expander: Expander,
  { definitions = [], query }: Pick<AuditDefinition, 'definitions' | 'query'>,
  scene: JinjaModel,
): Expansion {
  const problems = definitions.flatMap(({ sql, at }) => expander.define(sql, at));
  const jinja = query.jinja === undefined ? undefined : renderJinja(query, query.jinja, scene);
  const source: Edited = jinja?.statements[0] ?? { text: jinja === undefined ? query.sql : '', map: identityMap };
  const expansion = expander.expand(source.text, { at: query.at });
  const missing = [...(jinja?.unknown ?? [])].filter((name) => isPrinted(query.sql, name));
  const diagnostics = [
    ...problems,
    ...(jinja?.diagnostics ?? []),
    ...missing.map((name) => diagnostic('MACRO_VARIABLE', { name, known: [] }, { at: query.at })),
    ...expansion.diagnostics,
  ];
  return { ...expansion, map: composeMaps(source.map, expansion.map), diagnostics };
}

/** `{{ column }}` by itself must stand for something, unless the template asks in an `{% if … %}` whether it does. */
function isPrinted(template: string, name: string): boolean {
  const asking = [...template.matchAll(/\{%[^%]*%\}/g)].map(([tag]) => tag);
  const prints = [...template.matchAll(/\{\{[-+]?\s*(\w+)\s*[-+]?\}\}/g)];
  const isAsked = asking.some((tag) => tag.split(/\W+/).includes(name));
  return !isAsked && prints.some(([, printed]) => printed === name);
}
