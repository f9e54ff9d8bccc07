// Every error mesh can raise. Codes are permanent: add, never rename. One file per prefix.
import { cliErrors } from './catalogue/cli.ts';
import { configErrors } from './catalogue/config.ts';
import { engineErrors } from './catalogue/engine.ts';
import { macroErrors } from './catalogue/macro.ts';
import { modelErrors } from './catalogue/model.ts';
import { planErrors } from './catalogue/plan.ts';
import { runErrors } from './catalogue/run.ts';
import { sqlErrors } from './catalogue/sql.ts';
import { stateErrors } from './catalogue/state.ts';
import type { ErrorEntry } from './define.ts';

export const catalogue = {
  ...cliErrors,
  ...configErrors,
  ...engineErrors,
  ...macroErrors,
  ...modelErrors,
  ...planErrors,
  ...runErrors,
  ...sqlErrors,
  ...stateErrors,
};

export type ErrorCode = keyof typeof catalogue;
export type ErrorData<C extends ErrorCode> = (typeof catalogue)[C] extends ErrorEntry<infer D> ? D : never;
