// Which rules count, and how much: from the linter's part of the configuration.
import { MeshError } from '../error/meshError.ts';
import { diagnostic, type Diagnostic, type Severity, type SourceLocation } from '../error/diagnostic.ts';
import type { Model } from '../model/model.ts';
import { ruleKey, type Rule } from './rule.ts';

export interface LinterSettings {
  readonly enabled: boolean;
  readonly rules: readonly string[] | 'ALL';
  readonly warnRules: readonly string[] | 'ALL';
  readonly ignoredRules: readonly string[] | 'ALL';
  /** Where the names stand. */
  readonly places?: Readonly<Record<string, SourceLocation>> | undefined;
}

export interface ChosenRule {
  readonly rule: Rule;
  readonly severity: Severity;
}

/**
 * `rules` are errors, `warn_rules` warnings, `ignored_rules` win over both. While the configuration names none, or the
 * linter is off, the built-in severities hold, and with the linter off nothing is more than a warning. A project that says
 * ALL meant the rules it knew: those about habits warn then.
 */
export function chooseRules(all: readonly Rule[], settings: LinterSettings): ChosenRule[] {
  const errors = keysOf(settings.rules, all);
  const warnings = keysOf(settings.warnRules, all);
  const ignored = keysOf(settings.ignoredRules, all);
  const namesSome = settings.enabled && (errors.size > 0 || warnings.size > 0);
  return all.flatMap((rule): ChosenRule[] => {
    const key = ruleKey(rule.name);
    if (ignored.has(key)) return [];
    if (!namesSome) return [{ rule, severity: settings.enabled ? rule.severity : 'warning' }];
    // Named alone it beats ALL of the other list.
    if (warnings.has(key) && (settings.warnRules !== 'ALL' || !errors.has(key))) return [{ rule, severity: 'warning' }];
    if (!errors.has(key)) return [];
    return [{ rule, severity: settings.rules === 'ALL' && rule.isHabit === true ? 'warning' : 'error' }];
  });
}

function keysOf(names: readonly string[] | 'ALL', all: readonly Rule[]): Set<string> {
  return new Set((names === 'ALL' ? all.map((rule) => rule.name) : names).map(ruleKey));
}

/** Names in the configuration and in `ignored_rules` of models that no rule has. */
export function unknownRules(all: readonly Rule[], settings: LinterSettings, models: Iterable<Model>): Diagnostic[] {
  const known = all.map((rule) => rule.name);
  const keys = new Set(known.map(ruleKey));
  const isUnknown = (name: string): boolean => name.toUpperCase() !== 'ALL' && !keys.has(ruleKey(name));
  const configured = [settings.rules, settings.warnRules, settings.ignoredRules].flatMap((list) =>
    list === 'ALL' ? [] : list,
  );
  const problem = (rule: string, at: SourceLocation | undefined): Diagnostic =>
    diagnostic('LINT_UNKNOWN_RULE', { rule, known }, { at });
  return [
    ...[...new Set(configured)].filter(isUnknown).map((rule) => problem(rule, settings.places?.[rule])),
    ...[...models].flatMap((model) =>
      model.ignoredRules.filter(isUnknown).map((rule) => problem(rule, model.positions['ignored_rules'] ?? model.at)),
    ),
  ];
}

export function findRule(name: string, all: readonly Rule[]): Rule {
  const found = all.find((rule) => ruleKey(rule.name) === ruleKey(name));
  if (found === undefined)
    throw new MeshError('LINT_UNKNOWN_RULE', { rule: name, known: all.map((rule) => rule.name) });
  return found;
}
