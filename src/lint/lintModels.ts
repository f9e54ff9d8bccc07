// Runs the chosen rules over models and turns what they say into diagnostics.
import { diagnostic, type Diagnostic } from '../error/diagnostic.ts';
import type { ErrorCode } from '../error/catalogue.ts';
import { lintErrors } from '../error/catalogue/lint.ts';
import type { Model } from '../model/model.ts';
import type { ChosenRule } from './chooseRules.ts';
import { ruleKey, type Fix, type LintContext, type Violation } from './rule.ts';

export interface Finding {
  readonly rule: string;
  readonly model: string;
  readonly diagnostic: Diagnostic;
  readonly fix?: Fix | undefined;
}

/** Findings in the order of the models, then of the rules. */
export async function lintModels(
  models: readonly Model[],
  chosen: readonly ChosenRule[],
  context: LintContext,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const model of models) {
    const ignored = new Set(model.ignoredRules.map(ruleKey));
    if (ignored.has('all')) continue;
    for (const { rule, severity } of chosen) {
      if (ignored.has(ruleKey(rule.name))) continue;
      for (const violation of await rule.check(model, context)) {
        findings.push({
          rule: rule.name,
          model: model.name,
          diagnostic: toDiagnostic(rule.name, violation, severity),
          fix: violation.fix,
        });
      }
    }
  }
  return findings;
}

function toDiagnostic(rule: string, violation: Violation, severity: Diagnostic['severity']): Diagnostic {
  const { message, at, hint } = violation;
  return diagnostic(codeOf(rule), { rule, message }, { at, severity, ...(hint === undefined ? {} : { hint }) });
}

type LintCode = 'LINT_RULE';

/** Built-in rules have a code of their own, a project's rules share one. */
function codeOf(rule: string): LintCode {
  const own = `LINT_${rule.toUpperCase()}`;
  // Every code of a rule takes the same data as LINT_RULE.
  return (Object.hasOwn(lintErrors, own) ? (own as ErrorCode) : 'LINT_RULE') as LintCode;
}
