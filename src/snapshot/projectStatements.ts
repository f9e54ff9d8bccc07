// Environment statements where several projects share an environment: each runs its own, and keeps those of the others.
import type { EnvironmentStatements } from './environment.ts';

/** What this project runs itself. */
export function statementsOfProject(all: EnvironmentStatements, project: string | undefined): EnvironmentStatements {
  if (project === undefined || all.project === undefined || all.project === project) return all;
  return all.others?.find((other) => other.project === project) ?? { beforeAll: [], afterAll: [] };
}

/** Those of an environment with a project's own in the place of its earlier ones. */
export function withOwnStatements(
  before: EnvironmentStatements | undefined,
  own: EnvironmentStatements,
): EnvironmentStatements {
  if (own.project === undefined || before === undefined) return own;
  const { others: earlier = [], ...first } = before;
  const others = [first, ...earlier].filter(({ project }) => project !== undefined && project !== own.project);
  return others.length === 0 ? own : { ...own, others };
}
