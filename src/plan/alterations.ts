// The ALTERs of a plan as people read them: of the model, not of the physical table behind it.
import type { Plan } from './plan.ts';
import { alterText } from './schemaChanges.ts';

export interface ShownAlteration {
  readonly name: string;
  readonly destructive: boolean;
  readonly statements: readonly string[];
}

export function shownAlterations({ stages }: Pick<Plan, 'stages'>): ShownAlteration[] {
  return stages
    .flatMap((stage) => (stage.type === 'migrateTables' ? stage.tables : []))
    .map(({ snapshot: { name }, destructive, changes }) => {
      return { name, destructive, statements: changes.map((change) => alterText(name, change)) };
    })
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
