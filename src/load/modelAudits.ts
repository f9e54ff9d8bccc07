// Which definitions the audits of a model mean: its own before the project's, built-in ones need none.
import { diagnostic, type Diagnostic } from '../error/diagnostic.ts';
import { checkAuditCall } from '../model/audits/auditArguments.ts';
import { builtinAudit, builtinAuditNames } from '../model/audits/index.ts';
import { checkSeverity } from '../model/audits/severity.ts';
import type { AuditDefinition, Model } from '../model/model.ts';

const none: readonly AuditDefinition[] = [];

export function auditsOf(
  model: Model,
  project: ReadonlyMap<string, AuditDefinition>,
  report: (problem: Diagnostic) => void,
): readonly AuditDefinition[] {
  if (model.audits.length === 0) return none;
  const found = new Set<AuditDefinition>();
  const own = new Map(model.auditDefinitions.map((audit) => [audit.name, audit]));
  for (const call of model.audits) {
    const definition = own.get(call.name) ?? project.get(call.name);
    const builtin = builtinAudit(call.name);
    for (const problem of checkSeverity(call)) report(problem);
    if (definition !== undefined) found.add(definition);
    else if (builtin !== undefined) for (const problem of checkAuditCall(builtin.audit, call)) report(problem);
    else {
      const known = [...own.keys(), ...project.keys(), ...builtinAuditNames()];
      const at = call.at ?? model.positions['audits'] ?? model.at;
      report(diagnostic('MODEL_AUDIT_UNKNOWN', { name: call.name, known }, { at }));
    }
  }
  return found.size === 0 ? none : [...found];
}
