import { expect, it } from 'vitest';
import { readCategories } from '../../src/project/planRequest.ts';

it('takes one category for each model', () => {
  expect([...readCategories(['S.a=breaking', 's.a=breaking', 's.b = forward-only'])]).toEqual([
    ['s.a', 'breaking'],
    ['s.b', 'forward-only'],
  ]);
});

it('refuses two categories of one model, and what is none', () => {
  expect(() => readCategories(['s.a=breaking', 'S.A=non-breaking'])).toThrow(
    's.a is given two categories: breaking and non-breaking',
  );
  for (const text of ['s.a', '=breaking', 's.a=braking'])
    expect(() => readCategories([text])).toThrow(`'${text}' is not a model and its category`);
});
