import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { explainPlan } from '../../src/plan/explainPlan.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { checkPlanIsCurrent, readPlan, writePlan } from '../../src/plan/planFile.ts';
import { planJson } from '../../src/plan/planJson.ts';
import { planHtml, planMarkdown } from '../../src/plan/planDocument.ts';
import { planReport } from '../../src/plan/planReport.ts';
import { stateKeys } from '../../src/plan/planState.ts';
import { editScript, textDiff } from '../../src/plan/textDiff.ts';
import { intervalsText } from '../../src/plan/words.ts';
import { makeModel, timeRange } from '../support/modelFactory.ts';
import { PlanWorld } from '../support/planWorld.ts';

const now = '2023-01-08T15:00:00Z';
const raw = makeModel('s.raw', { kind: timeRange({ batchSize: 3 }), columns: [{ name: 'id', type: 'INTEGER' }] });
const full = makeModel('s.full', { parents: ['s.raw'], sql: 'SELECT id\nFROM s.raw' });
const view = makeModel('s.view', { kind: { name: 'VIEW', materialized: false }, parents: ['s.full'] });
const edited = makeModel('s.full', { parents: ['s.raw'], sql: 'SELECT id + 1 AS id\nFROM s.raw' });

function worlds(): { world: PlanWorld; first: Plan; dev: Plan } {
  const world = new PlanWorld({
    columns: (m) => [{ name: 'id', type: m.rendered.query?.includes('+') === true ? 'BIGINT' : 'INTEGER' }],
  });
  const first = world.plan('prod', [raw, full, view], { now });
  world.apply(first);
  return { world, first, dev: world.plan('dev', [raw, edited, view], { now }) };
}

describe('planJson', () => {
  it('is what the command line promises', () => {
    const { dev } = worlds();
    const json = planJson(dev) as Record<string, unknown>;
    expect(Object.keys(json).slice(0, 5)).toEqual([
      'schemaVersion',
      'environment',
      'isNewEnvironment',
      'hasChanges',
      'changes',
    ]);
    expect(json).toMatchObject({
      schemaVersion: 1,
      environment: 'dev',
      isNewEnvironment: true,
      hasChanges: true,
      changes: {
        added: [],
        removed: [],
        modified: [
          {
            name: 's.full',
            kind: 'FULL',
            impact: 'direct',
            category: 'breaking',
            columns: { added: [], removed: [], changed: [{ name: 'id', from: 'INTEGER', to: 'BIGINT' }] },
          },
          { name: 's.view', kind: 'VIEW', impact: 'indirect', category: 'indirect-breaking', diff: null },
        ],
      },
      backfill: [
        {
          name: 's.full',
          reason: 'changed',
          intervals: [{ start: '2023-01-01T00:00:00.000Z', end: '2023-01-08T00:00:00.000Z' }],
          batches: 1,
        },
      ],
      promote: { created: ['s__dev.full', 's__dev.view'], updated: [], dropped: [], unchanged: [] },
      applied: false,
      result: null,
    });
  });

  it('can be written as JSON and carries what came of applying', () => {
    const { first } = worlds();
    const json = planJson(first, { applied: true, result: { status: 'success' } });
    expect(JSON.parse(JSON.stringify(json))).toMatchObject({ applied: true, result: { status: 'success' } });
  });
});

describe('planReport', () => {
  it('answers what changed, what is computed, what is switched, in this order', () => {
    expect(planReport(worlds().dev)).toEqual([
      'New environment dev, made from prod',
      'What changed in dev',
      '  Modified (2)',
      '    s.full  breaking  the texts of the query differ',
      '      column ~ id INTEGER → BIGINT',
      '      id affects s.view (all rows)',
      '      @@ -7,5 +7,5 @@',
      '         start 2023-01-01',
      '       );',
      '       ',
      '      -SELECT id',
      '      +SELECT id + 1 AS id',
      '       FROM s.raw;',
      '    s.view  indirect-breaking  reads s.full, whose rows changed',
      '',
      'What will be computed (2)',
      '  s.full  changed  2023-01-01 … 2023-01-07',
      '  s.view  changed  view',
      '',
      'Views',
      '  Created (2)',
      '    s__dev.full',
      '    s__dev.view',
    ]);
  });

  it('says what is pending and when the next cron is due when nothing changed', () => {
    const { world } = worlds();
    expect(planReport(world.plan('prod', [raw, full, view], { now: '2023-01-09T15:00:00Z' }))).toEqual([
      'No changes: prod is what the project says.',
      'Pending for mesh run: 2 models',
      '  s.full  2023-01-08  (next cron 2023-01-10)',
      '  s.raw  2023-01-08  (next cron 2023-01-10)',
    ]);
  });

  it('names tables that are used again', () => {
    const { world, dev } = worlds();
    world.apply(dev);
    expect(planReport(world.plan('prod', [raw, edited, view], { now })).slice(-3)).toEqual([
      'Reused',
      '  2 tables already computed',
      '  1 view as it is',
    ]);
  });
});

it('counts many models that only follow a change of metadata, and names them when asked', () => {
  const children = Array.from({ length: 8 }, (_, i) => makeModel(`s.c${i}`, { parents: ['s.raw'] }));
  const world = new PlanWorld();
  world.apply(world.plan('prod', [raw, ...children], { now }));
  const plan = world.plan('dev', [makeModel('s.raw', { ...raw, owner: 'me' }), ...children], { now });
  const modified = (lines: string[]): string[] => lines.slice(lines.indexOf('  Modified (9)') + 1, lines.indexOf(''));
  expect(modified(planReport(plan, { noDiff: true }))).toEqual([
    '    s.raw  metadata  only metadata changed',
    '    and 8 below them, whose data stays as it is (-v shows them)',
  ]);
  expect(modified(planReport(plan, { noDiff: true, verbosity: 1 }))).toHaveLength(9);
});

describe('explainPlan', () => {
  it('lists the stages in order', () => {
    expect(explainPlan(worlds().first).filter((line) => /^\d/.test(line))).toEqual([
      '1. Record 3 snapshots',
      '2. Create the schemas of physical tables that do not exist',
      '3. Compute 3 models',
      '4. Switch prod: 3 views and its record, in one commit',
    ]);
  });
});

describe('planMarkdown', () => {
  it('does not depend on when it is made', () => {
    const at = (text: string): string => {
      const world = new PlanWorld();
      world.apply(world.plan('prod', [raw, full, view], { now }));
      return planMarkdown(world.plan('dev', [raw, edited, view], { now: text }));
    };
    expect(at('2023-01-08T16:00:00Z')).toBe(at('2023-01-08T17:23:45.678Z'));
    expect(at('2023-01-08T16:00:00Z')).toContain('| `s.full` | FULL | breaking |');
  });

  it('says which gates stop the plan', () => {
    const hits = [{ gate: 'breaking', model: 's.full', reason: 'the texts | of the query differ' }] as const;
    expect(planMarkdown(worlds().dev, { hits })).toContain(
      '> **error** `--fail-on breaking` `s.full`: the texts | of the query differ',
    );
  });
});

describe('planHtml', () => {
  it('is one page that depends on nothing outside and on no clock', () => {
    const at = (text: string): string => {
      const world = new PlanWorld();
      world.apply(world.plan('prod', [raw, full, view], { now }));
      return planHtml(world.plan('dev', [raw, edited, view], { now: text }));
    };
    const page = at('2023-01-08T16:00:00Z');
    expect(page).toBe(at('2023-01-08T17:23:45.678Z'));
    expect(page).toContain('<td><code>s.full</code></td><td>FULL</td><td>breaking</td>');
    expect(page).toContain('<ins>+SELECT id + 1 AS id</ins>');
    expect(page).not.toMatch(/https?:|<script|<link/);
  });

  it('shows texts of the project as texts', () => {
    const hits = [{ gate: 'breaking', model: 's.full', reason: '<img src=x onerror="alert(1)">' }] as const;
    expect(planHtml(worlds().dev, { hits })).not.toContain('<img');
  });
});

describe('a plan in a file', () => {
  it('comes back as it was', () => {
    const { dev } = worlds();
    const back = readPlan(writePlan(dev));
    expect(back).toEqual(JSON.parse(JSON.stringify(dev)));
    expect(writePlan(back)).toBe(writePlan(dev));
  });

  it.each([
    ['empty', () => '', /empty/],
    ['cut off', (text: string) => text.slice(0, -40), /cut off/],
    ['edited', (text: string) => text.replace('"dev"', '"prod"'), /checksum/],
    ['something else', () => '{"a":1}', /other JSON/],
    [
      'of a later format',
      (text: string) => text.replace('"planFormat":1,"checksum"', '"planFormat":2,"checksum"'),
      /format 2/,
    ],
  ] as const)('is refused when it is %s', (_, damage, message) => {
    expect(() => readPlan(damage(writePlan(worlds().dev)))).toThrow(message);
  });

  it('is refused when project, environment or state moved', () => {
    const { world, dev } = worlds();
    const plan = readPlan(writePlan(dev));
    const keys = stateKeys(plan, []);
    const current = {
      environment: world.environments.get('dev'),
      projectHash: plan.projectHash,
      intervals: keys.map((k) => world.intervalsOf(k)),
    };
    expect(() => checkPlanIsCurrent(plan, keys, current)).not.toThrow();
    expect(() => checkPlanIsCurrent(plan, keys, { ...current, projectHash: 'other' })).toThrow(/project changed/);
    world.apply(dev);
    expect(() => checkPlanIsCurrent(plan, keys, { ...current, environment: world.environments.get('dev') })).toThrow(
      /environment dev changed/,
    );
    expect(() =>
      checkPlanIsCurrent(plan, keys, { ...current, intervals: keys.map((k) => world.intervalsOf(k)) }),
    ).toThrow(/computed changed/);
  });
});

describe('textDiff', () => {
  it('is a unified difference', () => {
    expect(textDiff('a\nb\nc', 'a\nx\nc')).toBe('--- before\n+++ after\n@@ -1,3 +1,3 @@\n a\n-b\n+x\n c');
    expect(textDiff('a', 'a')).toBe('');
  });

  it('leads from one text to the other by a shortest script', () => {
    const lines = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });
    fc.assert(
      fc.property(lines, lines, (a, b) => {
        const edits = editScript(a, b);
        expect(edits.filter((e) => e.type !== '+').map((e) => e.line)).toEqual(a);
        expect(edits.filter((e) => e.type !== '-').map((e) => e.line)).toEqual(b);
        expect(edits.filter((e) => e.type === ' ')).toHaveLength(longestCommon(a, b));
      }),
    );
  });
});

function longestCommon(a: readonly string[], b: readonly string[]): number {
  const table = Array.from({ length: a.length + 1 }, () => Array.from({ length: b.length + 1 }, () => 0));
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      table[i]![j] = a[i - 1] === b[j - 1] ? table[i - 1]![j - 1]! + 1 : Math.max(table[i - 1]![j]!, table[i]![j - 1]!);
    }
  }
  return table[a.length]![b.length]!;
}

describe('intervalsText', () => {
  const at = (text: string): number => Date.parse(text);
  it.each([
    [[['2023-01-01', '2023-01-04']], '2023-01-01 … 2023-01-03'],
    [[['2023-01-01', '2023-01-02']], '2023-01-01'],
    [[['2023-01-01T05:00Z', '2023-01-01T06:00Z']], '2023-01-01 05:00 → 2023-01-01 06:00'],
  ] as [string[][], string][])('%# is for people', (ranges, text) => {
    expect(intervalsText(ranges.map(([start, end]) => ({ start: at(start!), end: at(end!) })))).toBe(text);
  });
});
