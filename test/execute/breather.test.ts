import { expect, test } from 'vitest';
import { openBreather } from '../../src/execute/breather.ts';

const needed = async (): Promise<boolean> => true;
const turn = (ms = 0): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('a breath is drawn when nothing runs, and what comes meanwhile waits for it', async () => {
  const log: string[] = [];
  let running = 0;
  const breather = openBreather({
    every: 3,
    needed,
    patienceMs: 10_000,
    breathe: async () => {
      log.push(`breath with ${running} running`);
      await turn(5);
      log.push('breathed');
    },
  });
  const batch = (name: string) => (): Promise<void> => {
    running++;
    log.push(name);
    return turn(name === 'slow' ? 20 : 1).then(() => void running--);
  };
  const first = ['slow', 'a', 'b', 'c'].map((name) => breather.run(batch(name)));
  await Promise.all(first.slice(1));
  await Promise.all([...first, breather.run(batch('late'))]);
  expect(log).toEqual(['slow', 'a', 'b', 'c', 'breath with 0 running', 'breathed', 'late']);
});

test('a long batch does not hold the others up for longer than patience, and less and less often', async () => {
  let breaths = 0;
  const breather = openBreather({ every: 2, needed, patienceMs: 5, breathe: async () => void breaths++ });
  let end: () => void = () => undefined;
  const long = breather.run(() => new Promise<void>((resolve) => (end = resolve)));
  let waits = 0;
  for (let i = 0; i < 60; i++) {
    let isDone = false;
    const short = breather.run(async () => void (isDone = true));
    await turn();
    if (!isDone) waits++;
    await short;
  }
  expect(breaths).toBe(0);
  expect(waits).toBeLessThanOrEqual(6);
  end();
  await long;
  for (let i = 0; i < 70; i++) await breather.run(async () => undefined);
  await turn(10);
  expect(breaths).toBeGreaterThan(0);
});

test('a batch that fails counts, and its error is the one of the caller', async () => {
  let breaths = 0;
  const breather = openBreather({ every: 1, needed, patienceMs: 5, breathe: async () => void breaths++ });
  await expect(breather.run(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
  await breather.run(async () => undefined);
  expect(breaths).toBeGreaterThan(0);
});

test('nothing waits where no breath is needed', async () => {
  const log: string[] = [];
  const breather = openBreather({
    every: 2,
    needed: async () => log.push('asked') < 0,
    patienceMs: 5,
    breathe: async () => void log.push('breath'),
  });
  for (let i = 0; i < 5; i++) await breather.run(async () => undefined);
  await turn();
  expect(log).toEqual(['asked', 'asked']);
});

test('a breath that fails fails the next batch, or the end when there is none, once', async () => {
  const breather = openBreather({
    every: 1,
    needed,
    patienceMs: 5,
    breathe: () => Promise.reject(new Error('no air')),
  });
  await breather.run(async () => undefined);
  await turn();
  await expect(breather.run(async () => undefined)).rejects.toThrow('no air');
  await breather.run(async () => undefined);
  await expect(breather.settle()).rejects.toThrow('no air');
  await breather.settle();
});
