// CSV files as tables: types, declared columns, settings, and what happens when the file changes.
import { describe, expect, it } from 'vitest';
import { testProject } from '../support/testProject.ts';

const seed = (more = ''): string => `MODEL (name s.raw, kind SEED (path '../seeds/raw.csv'${more}));`;

describe('a seed', () => {
  it('gets types from its values; dates stay text until they are declared', async () => {
    const project = testProject({
      'seeds/raw.csv': 'i,f,b,d,t\n1,1.5,true,2023-01-01,x\n,,,,\n',
      'models/raw.sql': seed(),
    });
    await project.plan();
    const columns = ['i', 'f', 'b', 'd', 't'].map((c) => `typeof(${c})`).join(', ');
    expect(await project.rows(`SELECT ${columns} FROM s.raw LIMIT 1`)).toEqual([
      'BIGINT|DOUBLE|BOOLEAN|VARCHAR|VARCHAR',
    ]);
    expect(await project.rows('SELECT * FROM s.raw')).toEqual(['1|1.5|true|2023-01-01|x', '∅|∅|∅|∅|∅']);
  });

  it('takes the declared columns, in the declared order', async () => {
    const project = testProject({
      'seeds/raw.csv': 'id,d,x\n1,2023-01-01,a\n',
      'models/raw.sql': `MODEL (name s.raw, kind SEED (path '../seeds/raw.csv'), columns (d DATE, id INT));`,
    });
    await project.plan();
    expect(await project.rows('SELECT *, typeof(d) FROM s.raw')).toEqual(['2023-01-01|1|DATE']);
  });

  it('is read with its csv_settings', async () => {
    const project = testProject({
      'seeds/raw.csv': "id;name\n1;'a;b'\n2;none\n",
      'models/raw.sql': seed(", csv_settings (delimiter = ';', quotechar = '''', na_values = ['none'])"),
    });
    await project.plan();
    expect(await project.rows('SELECT * FROM s.raw ORDER BY id')).toEqual(['1|a;b', '2|∅']);
  });

  it('is found by $root and is loaded by a plan only, never by run', async () => {
    const project = testProject({
      'seeds/raw.csv': 'id\n1\n',
      'models/deep/er/raw.sql': `MODEL (name s.raw, kind SEED (path '$root/seeds/raw.csv'))`,
    });
    await project.plan();
    project.write({ 'seeds/raw.csv': 'id\n1\n2\n' });
    project.now = '2023-02-01T00:00:00Z';
    expect((await project.run()).status).toBe('nothing-to-do');
    expect(await project.rows('SELECT count(*) FROM s.raw')).toEqual(['1']);
    await project.plan();
    expect(await project.rows('SELECT count(*) FROM s.raw')).toEqual(['2']);
  });

  it('cannot be restated, and says so', async () => {
    const project = testProject({ 'seeds/raw.csv': 'id\n1\n', 'models/raw.sql': seed() });
    await project.plan();
    const plan = await project.plan('--restate-model s.raw');
    expect(plan.backfill).toEqual([]);
    expect(plan.notes.map((n) => `${n.model} ${n.text}`)).toEqual([
      's.raw a seed cannot be restated: it is loaded anew when its file changes',
    ]);
  });

  it('with ragged rows, a missing file or a bad value changes nothing and names the place', async () => {
    const bad: readonly (readonly [string, string | null, number, object])[] = [
      ['models/raw.sql', 'a,b\n1,2\n3\n', 2, { file: 'seeds/raw.csv', line: 3 }],
      ['models/raw.sql', null, 2, { file: 'models/raw.sql', line: 1 }],
    ];
    for (const [file, csv, code, at] of bad) {
      const project = testProject({ [file]: seed(), ...(csv === null ? {} : { 'seeds/raw.csv': csv }) });
      const run = await project.mesh('plan --auto-apply --json');
      expect(run.code).toBe(code);
      expect(run.json).toMatchObject({ error: { at } });
    }
    const project = testProject({
      'seeds/raw.csv': 'id\n1\nx\n',
      'models/raw.sql': `MODEL (name s.raw, kind SEED (path '../seeds/raw.csv'), columns (id INT));`,
    });
    const run = await project.mesh('plan --auto-apply --json');
    expect(run.code).toBe(1);
    const { result } = run.json as { result: { models: { error: { message: string } }[] } };
    expect(result.models[0]!.error.message).toContain('row 2, column id');
  });
});
