// A rule that a project defines with `rule()` → the linter's own form.
import { diagnostic, type SourceLocation } from '../error/diagnostic.ts';
import { MeshError } from '../error/meshError.ts';
import type { Model } from '../model/model.ts';
import type { RuleDefinition, RuleModel, RuleViolation } from '../model/typescript/definition.ts';
import type { LintContext, Rule, Violation } from './rule.ts';

export function userRule(definition: RuleDefinition, at: SourceLocation): Rule {
  return {
    name: definition.name,
    summary: definition.summary,
    explanation: `${definition.summary} (defined in ${at.file}:${at.line})`,
    severity: 'warning',
    check(model, context) {
      const answer = ask(definition, { model, context, at });
      const list =
        answer === undefined
          ? []
          : Array.isArray(answer)
            ? (answer as readonly RuleViolation[])
            : [answer as RuleViolation];
      return list.map((violation) => violationOf(model, violation, context));
    },
  };
}

function ask(
  definition: RuleDefinition,
  { model, context, at }: { model: Model; context: LintContext; at: SourceLocation },
): ReturnType<RuleDefinition['check']> {
  try {
    return definition.check(ruleModel(model, context));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const data = { rule: definition.name, model: model.name, detail };
    throw new MeshError('LINT_RULE_FAILED', data, {
      cause: error,
      diagnostics: [diagnostic('LINT_RULE_FAILED', data, { at })],
    });
  }
}

function ruleModel(model: Model, context: LintContext): RuleModel {
  const { name, file, owner, description, tags, parents } = model;
  const columns = context.columns(name) ?? model.columns ?? [];
  return {
    name,
    kind: model.kind.name,
    file,
    query: model.rendered.query,
    owner,
    description,
    tags,
    parents,
    columns: columns.map((column) => ({ name: column.name, type: column.type })),
    audits: model.audits.map((audit) => audit.name),
  };
}

function violationOf(model: Model, violation: RuleViolation, context: LintContext): Violation {
  if (typeof violation === 'string') return { message: violation, at: model.positions['name'] ?? model.at };
  const { message, hint, near } = violation;
  return { message, hint, at: placeNear(model, near, context) };
}

function placeNear(model: Model, near: string | undefined, context: LintContext): SourceLocation {
  const view = context.query(model);
  const found = near === undefined || view === undefined ? -1 : view.written.indexOf(near);
  return found < 0 ? (model.positions['name'] ?? model.at) : view!.place(found, found + near!.length);
}
