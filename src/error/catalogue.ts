// Every error mesh can raise. Codes are permanent: add, never rename. One file per prefix.
import { auditErrors } from './catalogue/audit.ts';
import { ciErrors } from './catalogue/ci.ts';
import { cliErrors } from './catalogue/cli.ts';
import { configErrors } from './catalogue/config.ts';
import { diffErrors } from './catalogue/diff.ts';
import { engineErrors } from './catalogue/engine.ts';
import { lintErrors } from './catalogue/lint.ts';
import { macroErrors } from './catalogue/macro.ts';
import { modelErrors } from './catalogue/model.ts';
import { moduleErrors } from './catalogue/module.ts';
import { planErrors } from './catalogue/plan.ts';
import { projectErrors } from './catalogue/project.ts';
import { runErrors } from './catalogue/run.ts';
import { sqlErrors } from './catalogue/sql.ts';
import { stateErrors } from './catalogue/state.ts';
import { testErrors } from './catalogue/test.ts';
import type { ErrorEntry } from './define.ts';

export const catalogue = {
  ...auditErrors,
  ...ciErrors,
  ...cliErrors,
  ...configErrors,
  ...diffErrors,
  ...engineErrors,
  ...lintErrors,
  ...macroErrors,
  ...modelErrors,
  ...moduleErrors,
  ...planErrors,
  ...projectErrors,
  ...runErrors,
  ...sqlErrors,
  ...stateErrors,
  ...testErrors,
};

export type ErrorCode = keyof typeof catalogue;
export type ErrorData<C extends ErrorCode> = (typeof catalogue)[C] extends ErrorEntry<infer D> ? D : never;
