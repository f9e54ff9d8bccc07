// What each change means: category, reason, and whether tables are kept. Parents come first, so that every model can see
// what the changes above it mean. The caller gathers the facts (`wantedFacts` says which).
import { MeshError } from '../error/meshError.ts';
import type { Model } from '../model/model.ts';
import { goesOnInProd } from '../model/virtualEnvironment.ts';
import { diffColumns, losesValues, noColumnDiff, type ColumnDiff } from './columnDiff.ts';
import { directVerdict, type OwnVerdict } from './directChange.ts';
import { strongestStep } from './earlierSteps.ts';
import type { Identity } from './identities.ts';
import { columnImpact, invalidates, isNoImpact, joinImpacts, noImpact, type Impact } from './impact.ts';
import { parentChanges } from './parentChanges.ts';
import type { Category, SnapshotHead } from './snapshot.ts';
import { tableImpact } from './tableImpact.ts';
import type { CategorizeInput, Categorized, Choice, OneChange, Undecided, Verdict } from './verdict.ts';

export type { CategorizeInput, Categorized, ChangeFacts, Choice, Undecided, Verdict } from './verdict.ts';

export function categorize(input: CategorizeInput): Categorized {
  const verdicts = new Map<string, Verdict>();
  const undecided: Undecided[] = [];
  refuseUselessChoices(input);
  for (const [name, change] of input.changed) {
    const { verdict, open } = verdictOf({ input, verdicts, name, change, model: input.models.get(name)! });
    verdicts.set(name, verdict);
    if (open !== undefined) undecided.push(open);
  }
  return { verdicts, undecided };
}

export function requireDecided(undecided: readonly Undecided[]): void {
  if (undecided.length > 0) throw new MeshError('PLAN_UNDECIDED', { models: undecided });
}

function refuseUselessChoices({ choices, changed }: CategorizeInput): void {
  const known = [...changed].filter(([, change]) => change === 'direct' || change === 'added').map(([name]) => name);
  const useless = [...choices.keys()].find((name) => !known.includes(name));
  if (useless !== undefined) throw new MeshError('PLAN_CATEGORY_UNUSED', { model: useless, known });
}

interface Decision {
  readonly verdict: Verdict;
  readonly open?: Undecided | undefined;
}

function verdictOf(one: OneChange): Decision {
  const { input, name, change } = one;
  const identity = input.identities.get(name)!;
  const { stored } = identity;
  const columns = change === 'added' || change === 'inherited' || change === 'metadata' ? noColumnDiff : columnsOf(one);
  const base = { name, change, columns, ...identity };
  const decision = change === 'direct' ? direct(one, columns) : indirect(one, columns);
  if (stored === undefined) return { ...decision, verdict: { ...base, ...decision.verdict } };
  const keepsTable = input.base.get(name)?.version === stored.version;
  const planned = strongestStep(change, stored.category, input.earlierSteps?.get(name) ?? []);
  // What was metadata on top of one table is none on top of another.
  const isOther = planned === 'metadata' && !keepsTable && (change === 'direct' || change === 'indirect');
  const category = isOther ? decision.verdict.category : planned;
  // On top of another change it goes on with a table that the environment has yet to get.
  const goesOn = stored.forwardOnly && (keepsTable || !input.base.has(name));
  return {
    verdict: {
      ...base,
      category,
      reason: storedReason(decision.verdict, category),
      // A stored view does not say it, and those below ask.
      forwardOnly: goesOn || (one.model.kind.name === 'VIEW' && decision.verdict.forwardOnly),
      keepsTable,
      impact: storedImpact(one, decision.verdict.impact),
      tooLate: choiceTooLate(one, { ...stored, category }, decision.verdict.forwardOnly),
    },
  };
}

/** Why it got its category when it was planned first, where that can still be told. */
function storedReason({ change, category, reason }: PartialDecision['verdict'], was: Category): string {
  const known = change !== 'indirect' && category === was;
  return known ? reason : 'was planned before and is used again';
}

function choiceTooLate(
  { input, name, change }: OneChange,
  stored: SnapshotHead,
  forwardOnly: boolean,
): Choice | undefined {
  if (change !== 'direct') return undefined;
  const asked = input.choices.get(name) ?? (input.forwardOnly && forwardOnly ? 'forward-only' : undefined);
  const was = stored.forwardOnly ? 'forward-only' : stored.category.replace('indirect-', '');
  return asked === was || was === 'metadata' ? undefined : asked;
}

/** A version that shares its table with the environment's cannot differ from it, unless the table itself goes on. */
function storedImpact({ input, name }: OneChange, impact: Impact): Impact {
  const stored = input.identities.get(name)!.stored!;
  const same = input.base.get(name)?.version === stored.version && !stored.forwardOnly;
  return same ? noImpact : impact;
}

type Partial = Omit<Verdict, 'name' | 'change' | 'columns' | keyof Identity>;

interface PartialDecision {
  readonly verdict: Partial & Pick<Verdict, 'name' | 'change' | 'columns'>;
  readonly open?: Undecided | undefined;
}

function columnsOf({ input, name }: OneChange): ColumnDiff {
  return diffColumns(input.facts.previous.get(name)?.outputColumns, input.facts.outputColumns.get(name));
}

function direct(one: OneChange, columns: ColumnDiff): PartialDecision {
  const { input, name, model } = one;
  const own = ownVerdict(one, columns);
  const choice = input.choices.get(name);
  const open = choice === undefined ? openQuestion(one, own) : undefined;
  const above = parentChanges(one, noColumnDiff);
  const chosen = withChoice(own, choice);
  const forwardOnly = isForwardOnly(one, own, choice);
  // What its parents did counts as well: a column more does not excuse rows that are out of date.
  const category =
    above.rebuild && invalidates(above.impact) && chosen.category !== 'breaking' && choice === undefined
      ? 'breaking'
      : chosen.category;
  const reason = category === chosen.category ? chosen.reason : `${chosen.reason}; ${above.reason}`;
  return {
    verdict: {
      name,
      change: 'direct',
      columns,
      category,
      reason,
      forwardOnly,
      keepsTable: model.kind.name !== 'VIEW' && (forwardOnly || category === 'metadata'),
      impact: tableImpact(model, { impact: joinImpacts(chosen.impact, above.impact), anew: !forwardOnly }),
    },
    open,
  };
}

function ownVerdict({ input, name, model }: OneChange, columns: ColumnDiff): OwnVerdict {
  const previous = input.facts.previous.get(name);
  const before = previous?.model;
  if (before === undefined) {
    return {
      category: 'breaking',
      reason: 'its old definition is not known',
      impact: 'rows',
      certain: false,
      kindChanged: false,
    };
  }
  const comparison = input.facts.comparisons.get(name);
  const [columnsBefore, columnsAfter] = [previous?.outputColumns, input.facts.outputColumns.get(name)];
  return directVerdict({ before, after: model, columns, columnsBefore, columnsAfter, comparison });
}

function openQuestion({ input, name, model }: OneChange, own: OwnVerdict): Undecided | undefined {
  const mode = input.modes[model.source];
  if (own.category === 'metadata' || mode === 'full' || (mode === 'semi' && own.certain)) return undefined;
  return { name, reason: own.reason, suggestion: own.category };
}

function withChoice(own: OwnVerdict, choice: Choice | undefined): Pick<OwnVerdict, 'category' | 'reason' | 'impact'> {
  if (choice === 'breaking') return { category: 'breaking', reason: 'chosen', impact: 'rows' };
  if (choice === 'non-breaking') {
    return {
      category: 'non-breaking',
      reason: 'chosen',
      impact: own.impact === 'rows' ? noImpact : columnImpact([], own.impact.added),
    };
  }
  return own;
}

function isForwardOnly({ input, name, model }: OneChange, own: OwnVerdict, choice: Choice | undefined): boolean {
  if (!input.base.has(name) || own.kindChanged || model.kind.name === 'SEED' || model.kind.name === 'EXTERNAL')
    return false;
  if (own.category === 'metadata') return false;
  if (choice !== undefined) return choice === 'forward-only';
  return input.forwardOnly || hasForwardOnlyKind(model);
}

export function hasForwardOnlyKind(model: Model): boolean {
  return ('forwardOnly' in model.kind && model.kind.forwardOnly) || goesOnInProd(model);
}

function indirect(one: OneChange, columns: ColumnDiff): PartialDecision {
  const { input, name, change, model } = one;
  if (change === 'added')
    return {
      verdict: { ...kept(one, columns), category: 'breaking', reason: 'new model', impact: 'rows', ...addedFlags(one) },
    };
  if (change === 'metadata' || change === 'inherited') {
    const reason = change === 'metadata' ? 'only metadata changed' : 'only metadata of what it reads changed';
    return { verdict: { ...kept(one, columns), category: 'metadata', reason } };
  }
  const above = parentChanges(one, columns);
  const isView = model.kind.name === 'VIEW';
  if (!above.rebuild) {
    const category = above.allMetadata && isNoImpact(above.impact) ? 'metadata' : 'indirect-non-breaking';
    const reason = category === 'metadata' ? 'what it reads means the same' : above.reason;
    return { verdict: { ...kept(one, columns), category, reason, keepsTable: !isView, impact: above.impact } };
  }
  // A child that nobody asked to be forward-only would lose values of its own: it is built again instead.
  const follows = above.allForwardOnly && (input.forwardOnly || isView || !losesValues(columns));
  const forwardOnly = input.base.has(name) && (hasForwardOnlyKind(model) || follows);
  const category = invalidates(above.impact) ? 'indirect-breaking' : 'non-breaking';
  return {
    verdict: {
      ...kept(one, columns),
      category,
      reason: above.reason,
      forwardOnly,
      keepsTable: forwardOnly && !isView,
      impact: tableImpact(model, { impact: above.impact, anew: !forwardOnly }),
    },
  };
}

function kept({ name, change }: OneChange, columns: ColumnDiff): PartialDecision['verdict'] {
  return {
    name,
    change,
    columns,
    category: 'metadata',
    reason: '',
    forwardOnly: false,
    keepsTable: true,
    impact: noImpact,
  };
}

function addedFlags({ input, model }: OneChange): Pick<Verdict, 'forwardOnly' | 'keepsTable'> {
  const { name } = model.kind;
  const mayBe = name !== 'SEED' && name !== 'EXTERNAL' && name !== 'VIEW' && name !== 'EMBEDDED';
  return { forwardOnly: mayBe && (input.forwardOnly || hasForwardOnlyKind(model)), keepsTable: false };
}
