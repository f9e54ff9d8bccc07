// What changed, as printed: added, removed and modified models with category, reason, text and columns.
import { stableJson } from '../util/stableJson.ts';
import { columnEffects } from './columnEffects.ts';
import { definitionText } from './definitionText.ts';
import type { EnvironmentDiff, ModelChange } from './plan.ts';
import type { PlanInput } from './planInput.ts';
import type { EnvironmentStatements } from '../snapshot/environment.ts';
import { statementsOfProject } from '../snapshot/projectStatements.ts';
import { textDiff } from './textDiff.ts';

export function environmentDiff(input: PlanInput): EnvironmentDiff {
  const { basis, changes, models, settings, verdicts } = input;
  const kindOf = (name: string): string => models.get(name)!.kind.name;
  const added = [...changes.changed].filter(([, change]) => change === 'added').map(([name]) => name);
  const before = basis.from;
  return {
    isNewEnvironment: basis.isNew,
    createFrom: basis.createFrom,
    added: added.sort().map((name) => ({ name, kind: kindOf(name) })),
    removed: changes.removed.map((name) => ({ name, kind: basis.members.get(name)!.kindName })),
    modified: [...verdicts.keys()]
      .filter((name) => changes.changed.get(name) !== 'added')
      .sort()
      .map((name) => modelChange(input, name)),
    ...statementsDiff(before?.statements, settings.statements),
    requirementsChanged: before !== undefined && stableJson(before.requirements) !== stableJson(settings.requirements),
  };
}

function statementsDiff(
  before: EnvironmentStatements | undefined,
  after: EnvironmentStatements,
): Pick<EnvironmentDiff, 'statementsChanged' | 'statementsDiff'> {
  if (before === undefined) return { statementsChanged: false };
  const own = statementsOfProject(before, after.project);
  const said = ({ beforeAll, afterAll, audits }: EnvironmentStatements): string =>
    stableJson([beforeAll, afterAll, audits ?? null]);
  if (said(own) === said(after)) return { statementsChanged: false };
  const text = textDiff(statementsText(own), statementsText(after));
  return { statementsChanged: true, ...(text === '' ? {} : { statementsDiff: text }) };
}

function statementsText({ beforeAll, afterAll, audits = [] }: EnvironmentStatements): string {
  return [
    ...beforeAll.map((sql) => `before_all: ${sql}`),
    ...afterAll.map((sql) => `after_all: ${sql}`),
    ...audits.map(({ name, query }) => `audit ${name}: ${query.sql}`),
  ].join('\n');
}

function modelChange(input: PlanInput, name: string): ModelChange {
  const { verdicts, models, facts, options } = input;
  const verdict = verdicts.get(name)!;
  const { change, category, forwardOnly } = verdict;
  const model = models.get(name)!;
  const before = facts.previous.get(name)?.model;
  const { diffRendered: rendered } = options;
  const follows = change === 'indirect' || change === 'inherited';
  const text =
    follows || before === undefined
      ? null
      : textDiff(definitionText(before, { rendered }), definitionText(model, { rendered }));
  // A star that takes up a new column changes what the model itself is.
  const asIfDirect = change === 'direct' || category === 'non-breaking';
  const impact = category === 'metadata' && !follows ? 'metadata' : asIfDirect ? 'direct' : 'indirect';
  const shown = forwardOnly && category !== 'metadata' ? 'forward-only' : category;
  const { kind } = model;
  return {
    name,
    kind: kind.name,
    impact,
    category: shown,
    reason: verdict.reason,
    diff: text,
    columns: verdict.columns,
    ...(change === 'direct' ? { affects: columnEffects(input, verdict) } : {}),
  };
}

/** Whether applying changes what the environment is, beside computing. */
export function hasDiff({ basis, changes, options }: PlanInput, diff: EnvironmentDiff): boolean {
  return (
    changes.changed.size > 0 ||
    diff.removed.length > 0 ||
    diff.statementsChanged ||
    diff.requirementsChanged ||
    (basis.isNew && basis.members.size > 0 && (options.includeUnmodified === true || basis.promoted.size > 0))
  );
}
