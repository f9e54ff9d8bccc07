import { expect, it } from 'vitest';
import { typeChange } from '../../src/snapshot/typeChange.ts';

it.each([
  ['INTEGER', 'INTEGER', 'same'],
  ['INTEGER', 'BIGINT', 'wider'],
  ['BIGINT', 'INTEGER', 'other'],
  ['STRUCT(a INTEGER)', 'STRUCT(a INTEGER, b VARCHAR)', 'wider'],
  ['STRUCT(a INTEGER, b VARCHAR)', 'STRUCT(b VARCHAR)', 'fields'],
  ['STRUCT(a INTEGER)', 'STRUCT(b INTEGER)', 'other'],
  ['STRUCT(a INTEGER)', 'STRUCT(A BIGINT)', 'wider'],
  ['STRUCT(a VARCHAR)', 'STRUCT(a INTEGER)', 'other'],
  ['STRUCT(a VARCHAR, b INTEGER)', 'STRUCT(a INTEGER, b INTEGER)', 'fields'],
  ['STRUCT("a, (b" INTEGER, c DECIMAL(10,2))', 'STRUCT("a, (b" BIGINT, c DECIMAL(12,2))', 'wider'],
  ['STRUCT(a STRUCT(x INTEGER, y INTEGER))', 'STRUCT(a STRUCT(x INTEGER))', 'fields'],
  ['STRUCT(x INTEGER)[]', 'STRUCT(x INTEGER, y INTEGER)[]', 'wider'],
  ['INTEGER[]', 'BIGINT[]', 'wider'],
  ['INTEGER[]', 'INTEGER[3]', 'other'],
  ['INTEGER[]', 'INTEGER', 'other'],
  ['MAP(VARCHAR, STRUCT(a INTEGER))', 'MAP(VARCHAR, STRUCT(a INTEGER, b INTEGER))', 'wider'],
  ['MAP(VARCHAR, INTEGER)', 'MAP(INTEGER, INTEGER)', 'other'],
  ['STRUCT(a INTEGER)', 'VARCHAR', 'other'],
] as const)('%s to %s: %s', (from, to, expected) => {
  expect(typeChange(from, to)).toBe(expected);
});
