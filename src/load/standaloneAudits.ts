// Standalone audits read tables of their own: those, with declared ones, are what they depend on.
import { diagnostic } from '../error/diagnostic.ts';
import { expandAudit } from '../model/audits/expandAudit.ts';
import { createExpander } from '../macro/expand.ts';
import type { AuditDefinition } from '../model/model.ts';
import { placeInFile } from '../model/expandModel.ts';
import { calledNames } from '../sql/calls.ts';
import { lex } from '../sql/lexer.ts';
import { canonicalName } from '../sql/tableName.ts';
import type { LinkOptions } from './linkModels.ts';
import { askFrontend, scanOrAsk, type OpenQuestions } from './references.ts';

export async function linkStandaloneAudits(
  audits: readonly AuditDefinition[],
  options: LinkOptions,
): Promise<AuditDefinition[]> {
  const open: OpenQuestions = [];
  const linkings = audits.map((audit) => {
    const reads = new Set(audit.dependsOn);
    const expander = createExpander({
      dialect: audit.dialect,
      stage: 'loading',
      variables: options.variables,
      predefined: audit.defaults,
      hasIntervals: true,
      macros: options.code.macros,
    });
    const { variables, defaultCatalog } = options;
    const { text, map, diagnostics } = expandAudit(expander, audit, {
      model: { dialect: audit.dialect },
      context: { stage: 'loading', variables, defaultCatalog, predefined: audit.defaults },
    });
    for (const problem of diagnostics) options.report(problem);
    const { functions } = options.code;
    for (const call of functions === undefined || functions.size === 0 ? [] : calledNames(lex(text, audit.dialect))) {
      if (functions?.has(call.name) !== true) continue;
      const at = placeInFile({ text, map, statement: audit.query }, call.start);
      options.report(diagnostic('AUDIT_FUNCTION', { audit: audit.name, function: call.name }, { at }));
    }
    const add = (name: string) => reads.add(name);
    scanOrAsk(
      { text, dialect: audit.dialect, reads: (table) => add(canonicalName(table, options.defaultCatalog)) },
      open,
    );
    return { audit, reads };
  });
  await askFrontend(open, options.frontend);
  return linkings.map(({ audit, reads }) => ({ ...audit, dependsOn: [...reads].sort() }));
}
