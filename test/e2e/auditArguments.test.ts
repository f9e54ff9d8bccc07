// What a model hands to an audit of its own may be made by macros.
import { expect, it } from 'vitest';
import { testProject } from '../support/testProject.ts';

it('expands macros and variables in the arguments of a defined audit before the audit is rendered', async () => {
  const project = testProject({
    'macros/limits.ts': `import { macro } from 'mesh-sql';
      export const limit = macro('highest', () => 2);`,
    'models/a.sql': `MODEL (name s.a, kind FULL, audits (below(column := id, limit := @highest() + 1), below(column := id, limit := @IF(@VAR('none') IS NULL, 2, 9))));
      SELECT unnest([1, 2]) AS id;
      AUDIT (name below);
      SELECT * FROM @this_model WHERE @column >= @limit;`,
  });
  const { code, json } = await project.mesh('plan --auto-apply --json');
  expect(code).toBe(1);
  const { models } = (json as { result: { models: { audits: { status: string; failures: number }[] }[] } }).result;
  expect(models[0]!.audits.map(({ status, failures }) => `${status} ${failures}`)).toEqual(['passed 0', 'failed 1']);
});
