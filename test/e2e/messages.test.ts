// What a person reads when something of theirs is wrong: where it is, what to do, in which state things are.
import { describe, expect, it } from 'vitest';
import { testProject } from '../support/testProject.ts';

const seed = (csv: string) => ({
  'seeds/s.csv': csv,
  'models/seed.sql': "MODEL (name s.seed, kind SEED (path '$root/seeds/s.csv'), columns (id INTEGER, note VARCHAR));",
});

describe('a value of a seed that is not of its type', () => {
  it('is shown in the CSV file, whatever lines the rows before it take', async () => {
    const failed = await testProject(seed('id,note\n1,"two\nlines"\nx3,c\n')).mesh('plan --auto-apply');
    expect(failed.stderr).toContain('seeds/s.csv:4:1 error ENGINE_ROW_VALUE');
    expect(failed.stderr).toContain('  4 | x3,c\n');
    expect(failed.code).toBe(1);
  });

  it('leaves no table, and nothing says that any was built', async () => {
    const failed = await testProject(seed('id,note\nx,c\n')).mesh('plan --auto-apply');
    expect(failed.stderr.trimEnd().split('\n').at(-1)).toBe('No view in prod was changed.');
  });
});

it('a misspelt column is answered with the near one', async () => {
  const project = testProject({
    'models/a.sql': 'MODEL (name s.a, kind FULL); SELECT 1 AS amount, 2 AS customer, 3 AS day',
    'models/b.sql': 'MODEL (name s.b, kind FULL); SELECT amuont FROM s.a',
  });
  const failed = await project.mesh('plan --auto-apply --skip-linter');
  expect(failed.stderr).toContain('hint: did you mean amount?\n');
});
