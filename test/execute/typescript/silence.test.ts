import { expect, it } from 'vitest';
import { Silence } from '../../../src/execute/typescript/silence.ts';

function told(silence: Silence, ticks: number): number[] {
  return Array.from({ length: ticks }, () => silence.passed(5)).filter((seconds) => seconds !== undefined);
}

it('is told after a minute, and then after twice as long each time', () => {
  const silence = new Silence();
  silence.waits = true;
  expect(told(silence, 60)).toEqual([60, 120, 240]);
});

it('is none while rows come, while something runs that the model asked for, or while its rows are written', async () => {
  const silence = new Silence();
  expect(told(silence, 20)).toEqual([]);
  silence.waits = true;
  await silence.during(async () => {
    expect(told(silence, 20)).toEqual([]);
  });
  expect(told(silence, 12)).toEqual([]);
  silence.beats++;
  expect(told(silence, 13)).toEqual([60]);
});
