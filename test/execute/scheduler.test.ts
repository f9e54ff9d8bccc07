import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runSchedule, type ScheduledStep } from '../../src/execute/scheduler.ts';

const never = new AbortController().signal;
const step = (name: string, after: string[] = [], batches = 1, concurrency = Infinity): ScheduledStep => ({
  name,
  after,
  batches,
  concurrency,
});
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe('scheduler', () => {
  test('skips the descendants of a failed step and finishes independent branches', async () => {
    const ran: string[] = [];
    const outcomes = await runSchedule([step('a'), step('b', ['a']), step('c', ['b']), step('d'), step('e', ['d'])], {
      slots: 2,
      stop: never,
      runBatch: async (name) => {
        ran.push(name);
        if (name === 'a') throw new Error('broken');
      },
    });
    expect(ran.sort()).toEqual(['a', 'd', 'e']);
    expect(outcomes.get('c')).toEqual({ type: 'skipped', because: 'a' });
    expect(outcomes.get('e')).toEqual({ type: 'success' });
    expect(outcomes.get('a')).toMatchObject({ type: 'failed', batch: 0 });
  });

  test('keeps the batches before a failed one and starts none after it', async () => {
    const ran: number[] = [];
    const outcomes = await runSchedule([step('a', [], 5, 1)], {
      slots: 4,
      stop: never,
      runBatch: async (_, batch) => {
        ran.push(batch);
        if (batch === 2) throw new Error('third');
      },
    });
    expect(ran).toEqual([0, 1, 2]);
    expect(outcomes.get('a')).toMatchObject({ type: 'failed', batch: 2 });
  });

  test('starts nothing new after a stop, and reports what never ran', async () => {
    const stop = new AbortController();
    const outcomes = await runSchedule([step('a'), step('b', ['a']), step('c')], {
      slots: 1,
      stop: stop.signal,
      runBatch: async () => stop.abort(),
    });
    expect([...outcomes].map(([name, o]) => [name, o.type])).toEqual([
      ['a', 'success'],
      ['b', 'stopped'],
      ['c', 'stopped'],
    ]);
  });

  test('order, slots and concurrency hold on random graphs', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            parents: fc.array(fc.nat(), { maxLength: 3 }),
            batches: fc.integer({ min: 0, max: 3 }),
            limit: fc.integer({ min: 1, max: 3 }),
          }),
          { maxLength: 12 },
        ),
        fc.integer({ min: 1, max: 4 }),
        async (shape, slots) => {
          const steps = shape.map(({ parents, batches, limit }, i) =>
            step(`m${i}`, i === 0 ? [] : parents.map((p) => `m${p % i}`), batches, limit),
          );
          const done = new Map<string, number>();
          const running = new Map<string, number>();
          let total = 0;
          const outcomes = await runSchedule(steps, {
            slots,
            stop: never,
            runBatch: async (name) => {
              const me = steps.find((s) => s.name === name)!;
              for (const parent of me.after)
                expect(done.get(parent) ?? 0).toBe(steps.find((s) => s.name === parent)!.batches);
              running.set(name, (running.get(name) ?? 0) + 1);
              total++;
              expect(total).toBeLessThanOrEqual(slots);
              expect(running.get(name)).toBeLessThanOrEqual(me.concurrency);
              await pause(0);
              running.set(name, running.get(name)! - 1);
              total--;
              done.set(name, (done.get(name) ?? 0) + 1);
            },
          });
          for (const s of steps)
            expect([outcomes.get(s.name)?.type, done.get(s.name) ?? 0]).toEqual(['success', s.batches]);
        },
      ),
      { numRuns: 60 },
    );
  });
});
