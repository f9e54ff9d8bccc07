// The members of the environment after the plan, and what that means for its views.
import { MeshError } from '../error/meshError.ts';
import { isTableInProd } from '../model/virtualEnvironment.ts';
import { PROD, type EnvironmentMember, type EnvironmentNaming } from '../snapshot/environment.ts';
import type { MemberChange } from '../snapshot/memberChanges.ts';
import { environmentNaming, viewName } from '../snapshot/tableNaming.ts';
import { canonicalName, sameTable, type TableName } from '../sql/tableName.ts';
import { hasTable } from './kindFacts.ts';
import type { ViewChanges } from './plan.ts';
import type { PlanInput } from './planInput.ts';
import type { Scope } from './scope.ts';

export function targetMembers(input: PlanInput, scope: Scope): EnvironmentMember[] {
  const { environment, models, built, settings } = input;
  const naming = environmentNaming(environment, settings.naming);
  const named = (table: TableName): TableName =>
    naming.suffixTarget === 'catalog' ? { ...table, catalog: table.catalog ?? settings.defaultCatalog } : table;
  return [...models].map(([name, model]): EnvironmentMember => {
    const promoted = scope.own.has(name);
    const shown = promoted && hasTable(model.kind.name) && !(environment === PROD && isTableInProd(model));
    return {
      ...built.heads.get(name)!,
      promoted,
      view: shown ? viewName(named(model.table), environment, naming) : null,
      uses: scope.target(name),
    };
  });
}

export function namingOf({ environment, settings }: PlanInput): EnvironmentNaming {
  return environmentNaming(environment, settings.naming);
}

/** What is shown where: two models on one view, or a view in the place of one of prod, would be a disaster. */
export function checkViews(input: PlanInput, members: readonly EnvironmentMember[]): void {
  const shown = new Map<string, string>();
  const { environment, models, settings } = input;
  if (environment !== PROD) {
    const prodNaming = environmentNaming(PROD, settings.naming);
    for (const { name, table } of models.values()) shown.set(canonicalName(viewName(table, PROD, prodNaming)), name);
  }
  for (const { name, view } of members) {
    if (view === null) continue;
    const text = canonicalName(view);
    const other = shown.get(text);
    if (other !== undefined) throw new MeshError('PLAN_VIEW_COLLISION', { view: text, models: [other, name] });
    shown.set(text, name);
  }
}

export function viewChanges(
  before: readonly EnvironmentMember[],
  after: readonly EnvironmentMember[],
  changed: ReadonlyMap<string, MemberChange>,
): ViewChanges {
  const old = new Map(before.flatMap((m) => (m.view === null ? [] : [[canonicalName(m.view), m] as const])));
  const created: EnvironmentMember[] = [];
  const updated: EnvironmentMember[] = [];
  const unchanged: EnvironmentMember[] = [];
  for (const member of after) {
    if (member.view === null) continue;
    const text = canonicalName(member.view);
    const was = old.get(text);
    old.delete(text);
    if (was === undefined) created.push(member);
    else if (showsTheSame(was, member, changed.get(member.name))) unchanged.push(member);
    else updated.push(member);
  }
  // A table of the same name has taken the place of a view that is not wanted any more.
  const tables = new Set(
    after.flatMap((m) => (m.view === null && m.physical !== null ? [canonicalName(m.physical)] : [])),
  );
  const dropped = [...old.values()].flatMap(({ name, view }) =>
    tables.has(canonicalName(view!)) ? [] : [{ name, view: view! }],
  );
  return { created, updated, dropped, unchanged };
}

/** Comments and ON_VIRTUAL_UPDATE statements belong to a view, so metadata of its own counts. */
function showsTheSame(was: EnvironmentMember, is: EnvironmentMember, change: MemberChange | undefined): boolean {
  if (was.name !== is.name || !sameOrNone(tableBehind(was), tableBehind(is))) return false;
  if (was.identifier === is.identifier) return true;
  const ownChange =
    was.fingerprint.data !== is.fingerprint.data || was.fingerprint.metadata !== is.fingerprint.metadata;
  return !ownChange && change !== 'added' && change !== 'direct' && !is.forwardOnly;
}

export function tableBehind(member: EnvironmentMember): TableName | null {
  return member.uses === 'preview' ? member.preview : member.physical;
}

function sameOrNone(a: TableName | null, b: TableName | null): boolean {
  return a === null || b === null ? a === b : sameTable(a, b);
}
