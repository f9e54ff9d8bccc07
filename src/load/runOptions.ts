// Options that concern running a function: `writes`, `ordered`, `timeout`, `tasks`, `checkpoint`, `worker`.
import { diagnostic, type Diagnostic } from '../error/diagnostic.ts';
import { didYouMean } from '../error/nearest.ts';
import type { Model } from '../model/model.ts';
import { durationMs } from '../util/duration.ts';
import type { FoundModel } from './typescript/collectModels.ts';

export const runOptions = ['writes', 'ordered', 'timeout', 'tasks', 'checkpoint', 'worker'] as const;

type Path = readonly (string | number)[];

export function checkRunOptions(
  { options, place }: Pick<FoundModel, 'options' | 'place'>,
  model: Model,
  report: (problem: Diagnostic) => void,
): void {
  const wrong = (path: Path, expected: string, hint?: string): void => {
    const value = path.reduce<unknown>(
      (at, key) => (at as Record<string | number, unknown> | undefined)?.[key],
      options,
    );
    const data = { property: path.join('.'), expected, found: shown(value) };
    report(diagnostic('MODEL_PROPERTY_VALUE', data, { at: place(path), hint }));
  };
  const check: Check = { options, wrong, columns: model.columns?.map(({ name }) => name) };
  const { writes, ordered, timeout, worker } = options;
  if (writes !== undefined && !isTexts(writes)) wrong(['writes'], 'a list of table names');
  if (ordered !== undefined && typeof ordered !== 'boolean') wrong(['ordered'], 'true or false');
  if (timeout !== undefined && (typeof timeout !== 'string' || durationMs(timeout) === undefined))
    wrong(['timeout'], "a duration such as '30s' or '5 minutes'");
  if (worker !== undefined && typeof worker !== 'boolean' && !isCount(worker))
    wrong(['worker'], 'true, false or a number of threads');
  checkTasks(check);
  checkCheckpoint(check);
  if (Array.isArray(writes) && writes.length > 0 && (options['tasks'] ?? options['checkpoint']) !== undefined)
    wrong(
      ['writes'],
      'no other tables in a model with tasks or a checkpoint, which commits before its interval is done',
    );
}

interface Check {
  readonly options: Readonly<Record<string, unknown>>;
  readonly wrong: (path: Path, expected: string, hint?: string) => void;
  readonly columns: readonly string[] | undefined;
}

function checkTasks({ options: { tasks }, wrong, columns }: Check): void {
  if (tasks === undefined) return;
  if (!isObject(tasks)) {
    wrong(['tasks'], "a column and a list, as in { column: 'region', list: ['eu', 'us'] }");
    return;
  }
  checkColumn(['tasks', 'column'], tasks['column'], { wrong, columns });
  const { list } = tasks;
  if (typeof list !== 'function' && !isTexts(list))
    wrong(['tasks', 'list'], 'a list of texts, or a function that gives one');
}

function checkCheckpoint({ options: { checkpoint }, wrong, columns }: Check): void {
  if (checkpoint === undefined) return;
  if (!isObject(checkpoint)) {
    wrong(['checkpoint'], "a key and a number of rows, as in { key: 'id', every: 10_000 }");
    return;
  }
  const { key, every } = checkpoint;
  if (Array.isArray(key) && key.length > 0)
    for (const [i, each] of key.entries()) checkColumn(['checkpoint', 'key', i], each, { wrong, columns });
  else checkColumn(['checkpoint', 'key'], key, { wrong, columns });
  if (!isCount(every)) wrong(['checkpoint', 'every'], 'a whole number of rows, at least 1');
}

function checkColumn(path: Path, value: unknown, { wrong, columns }: Pick<Check, 'wrong' | 'columns'>): void {
  if (typeof value !== 'string') wrong(path, 'the name of a column');
  else if (columns !== undefined && !columns.some((name) => name.toLowerCase() === value.toLowerCase()))
    wrong(path, "one of the model's columns", didYouMean(value, columns) ?? `its columns: ${columns.join(', ')}`);
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((each) => typeof each === 'string' || typeof each === 'number');
}

function isCount(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 1;
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  return typeof value === 'function' ? 'a function' : JSON.stringify(value);
}
