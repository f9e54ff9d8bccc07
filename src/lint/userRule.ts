// A rule that a project defines with `rule()` → the linter's own form.
import { inspect } from 'node:util';
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
    async check(model, context) {
      const answer: unknown = await ask(definition, { model, context, at });
      const list: readonly unknown[] =
        answer === undefined || answer === null ? [] : Array.isArray(answer) ? answer : [answer];
      const strange = list.find((item) => !isViolation(item));
      if (strange !== undefined) {
        const detail = `it gave ${shown(strange)} instead of a text, { message }, a list of those, or undefined`;
        throw failed(definition, model, { detail, at });
      }
      return (list as readonly RuleViolation[]).map((violation) => violationOf(model, violation, context));
    },
  };
}

async function ask(
  definition: RuleDefinition,
  { model, context, at }: { model: Model; context: LintContext; at: SourceLocation },
): Promise<unknown> {
  try {
    return await definition.check(ruleModel(model, context));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw failed(definition, model, { detail, at, cause: error });
  }
}

interface Failure {
  readonly detail: string;
  readonly at: SourceLocation;
  readonly cause?: unknown;
}

function failed({ name }: RuleDefinition, model: Model, { detail, at, cause }: Failure): MeshError {
  const data = { rule: name, model: model.name, detail };
  const diagnostics = [diagnostic('LINT_RULE_FAILED', data, { at })];
  return new MeshError('LINT_RULE_FAILED', data, { cause, diagnostics });
}

function isViolation(item: unknown): item is RuleViolation {
  if (typeof item === 'string') return true;
  return typeof item === 'object' && item !== null && typeof (item as { message?: unknown }).message === 'string';
}

function shown(value: unknown): string {
  return inspect(value, { depth: 1, breakLength: Infinity });
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
