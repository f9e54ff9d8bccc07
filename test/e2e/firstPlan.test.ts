// Files in, commands, exit codes, JSON and rows out: what a new project sees first.
import { describe, expect, it } from 'vitest';
import { testProject } from '../support/testProject.ts';

const chain = {
  'seeds/raw.csv': 'id,name,day\n1,ann,2023-01-01\n2,bob,2023-01-02\n3,cat,2023-01-03\n',
  'models/raw.sql': `MODEL (name s.raw, kind SEED (path '../seeds/raw.csv'), columns (id INT, name TEXT, day DATE));`,
  'models/events.sql': `MODEL (name s.events, kind INCREMENTAL_BY_TIME_RANGE (time_column day));
    SELECT id, name, day FROM s.raw WHERE day BETWEEN @start_date AND @end_date`,
  'models/names.sql': 'MODEL (name s.names, kind VIEW); SELECT id, name FROM s.events',
  'models/counts.sql': 'MODEL (name s.counts, kind FULL); SELECT count(*) AS n FROM s.events',
};

describe('the first plan', () => {
  it('prints the plan object of the contract, whole', async () => {
    const project = testProject(chain);
    const run = await project.mesh('plan --json');
    expect(run.code).toBe(0);
    expect(run.json).toEqual({
      schemaVersion: 1,
      environment: 'prod',
      isNewEnvironment: true,
      hasChanges: true,
      changes: {
        added: [
          { name: 's.counts', kind: 'FULL' },
          { name: 's.events', kind: 'INCREMENTAL_BY_TIME_RANGE' },
          { name: 's.names', kind: 'VIEW' },
          { name: 's.raw', kind: 'SEED' },
        ],
        removed: [],
        modified: [],
      },
      backfill: [
        {
          name: 's.counts',
          reason: 'added',
          target: 'final',
          intervals: [{ start: '2023-01-01T00:00:00.000Z', end: '2023-01-08T00:00:00.000Z' }],
          batches: 1,
        },
        {
          name: 's.events',
          reason: 'added',
          target: 'final',
          intervals: [{ start: '2023-01-01T00:00:00.000Z', end: '2023-01-08T00:00:00.000Z' }],
          batches: 1,
        },
        expect.objectContaining({ name: 's.raw', reason: 'added', batches: 1 }),
      ],
      alters: [],
      promote: { created: ['s.counts', 's.events', 's.names', 's.raw'], updated: [], dropped: [], unchanged: [] },
      pending: [],
      notes: [{ severity: 'info', model: null, text: 'prod does not exist yet: all models are new' }],
      applied: false,
      result: null,
    });
  });

  it('computes, shows and records everything once', async () => {
    const project = testProject(chain);
    const plan = await project.plan();
    expect(plan.applied).toBe(true);
    expect(plan.result?.status).toBe('success');
    expect(plan.result?.models.map((m) => `${m.name} ${m.status} ${m.rows}`)).toEqual([
      's.counts success 1',
      's.events success 3',
      's.names success null',
      's.raw success 3',
    ]);
    expect(await project.rows('SELECT * FROM s.names ORDER BY id')).toEqual(['1|ann', '2|bob', '3|cat']);
    expect(await project.rows('SELECT n FROM s.counts')).toEqual(['3']);
    const again = await project.plan();
    expect(again).toMatchObject({ hasChanges: false, backfill: [], applied: false, result: null });
  });
});
