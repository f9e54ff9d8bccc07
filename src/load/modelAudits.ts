// Which definitions the audits of a model mean: its own before the project's, built-in ones need none.
import { diagnostic, type Diagnostic, type SourceLocation } from '../error/diagnostic.ts';
import { checkAuditCall } from '../model/audits/auditArguments.ts';
import { builtinAudit, builtinAuditNames } from '../model/audits/index.ts';
import { checkSeverity, isForAnyAudit } from '../model/audits/severity.ts';
import { nearest } from '../error/nearest.ts';
import type { Expander } from '../macro/expand.ts';
import { expandCall, holdsMacros } from '../model/expandCall.ts';
import type { AuditDefinition, Call, Model } from '../model/model.ts';

const none: readonly AuditDefinition[] = [];

export function auditsOf(
  model: Model,
  project: ReadonlyMap<string, AuditDefinition>,
  report: (problem: Diagnostic) => void,
): readonly AuditDefinition[] {
  if (model.audits.length === 0) return none;
  const found = new Set<AuditDefinition>();
  const own = auditsByName(model.auditDefinitions, report);
  for (const call of model.audits) {
    const definition = own.get(call.name) ?? project.get(call.name);
    const builtin = builtinAudit(call.name);
    for (const problem of checkSeverity(call)) report(problem);
    if (definition !== undefined) {
      found.add(definition);
      checkSpelling(definition, call, report);
    } else if (builtin !== undefined) for (const problem of checkAuditCall(builtin.audit, call)) report(problem);
    else {
      const known = [...own.keys(), ...project.keys(), ...builtinAuditNames()];
      const at = call.at ?? model.positions['audits'] ?? model.at;
      report(diagnostic('MODEL_AUDIT_UNKNOWN', { name: call.name, known }, { at }));
    }
  }
  return found.size === 0 ? none : [...found];
}

export function auditsByName(
  audits: readonly AuditDefinition[],
  report: (problem: Diagnostic) => void,
): Map<string, AuditDefinition> {
  const found = new Map<string, AuditDefinition>();
  for (const audit of audits) {
    const first = found.get(audit.name);
    if (first === undefined) found.set(audit.name, audit);
    else {
      const related = [{ message: 'the other one', at: first.at }];
      report(diagnostic('MODEL_AUDIT_DUPLICATE', { name: audit.name }, { at: audit.at, related }));
    }
  }
  return found;
}

/** An argument that the audit does not use is harmless, one that is nearly the name of one that it uses is a slip. */
function checkSpelling(
  { definitions = [], query, defaults }: AuditDefinition,
  call: Call,
  report: (problem: Diagnostic) => void,
): void {
  const text = [...definitions, query].map(({ sql }) => sql.toLowerCase()).join('\n');
  const used = [
    ...[...text.matchAll(/@\{?([a-z_]\w*)|@var\(\s*'(\w+)'/g)].map(([, name, looked]) => looked ?? name!),
    ...(query.jinja === undefined
      ? []
      : [...text.matchAll(/\{[{%][^{}]*\}/g)].flatMap(([tag]) => tag.match(/[a-z_]\w*/g) ?? [])),
  ];
  const known = [...new Set([...Object.keys(defaults), ...used])];
  for (const argument of Object.keys(call.arguments)) {
    if (isForAnyAudit(argument) || known.includes(argument.toLowerCase()) || text.includes(argument.toLowerCase()))
      continue;
    if (nearest(argument, known) === undefined) continue;
    report(diagnostic('AUDIT_ARGUMENT_UNKNOWN', { audit: call.name, argument, known }, { at: call.at ?? query.at }));
  }
}

/** What nobody defines is an error of the call. */
export function withExpandedArguments(
  call: Call,
  { expander, report }: { readonly expander: () => Expander; readonly report: (problem: Diagnostic) => void },
): Call {
  if (!holdsMacros(call)) return call;
  const expanded = expandCall(call, expander());
  for (const problem of expanded.diagnostics) report(call.at === undefined ? problem : { ...problem, at: call.at });
  return expanded.call;
}

interface Use {
  readonly call: Call;
  readonly at: SourceLocation;
  readonly report: (problem: Diagnostic) => void;
}

/** Wrong whatever the arguments and the columns turn out to be. */
const atLoad: ReadonlySet<string> = new Set(['MODEL_JINJA', 'MACRO_NO_INTERVAL', 'MACRO_UNKNOWN', 'MACRO_SYNTAX']);

/** A variable that nothing defines is an argument that was not given. */
export function reportMissing(problems: readonly Diagnostic[], { call, at, report }: Use): void {
  for (const problem of problems) {
    const { code, message } = problem;
    if (atLoad.has(code)) report(problem);
    const argument = /@(\w+)/.exec(message)?.[1];
    if (code === 'MACRO_VARIABLE' && argument !== undefined)
      report(diagnostic('AUDIT_ARGUMENT_MISSING', { audit: call.name, argument, file: at.file }, { at }));
  }
}
