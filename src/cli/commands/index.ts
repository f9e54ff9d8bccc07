// Every command, in the order of `mesh --help`. A new one is one file and one line here.
import type { Command } from '../command.ts';
import { apply } from './apply.ts';
import { checkIntervals } from './checkIntervals.ts';
import { ci } from './ci.ts';
import { clean } from './clean.ts';
import { createExternalModels } from './createExternalModels.ts';
import { dag } from './dag.ts';
import { destroy } from './destroy.ts';
import { diff } from './diff.ts';
import { environments } from './environments.ts';
import { evaluate } from './evaluate.ts';
import { format } from './format.ts';
import { info } from './info.ts';
import { init } from './init.ts';
import { intervals } from './intervals.ts';
import { invalidate } from './invalidate.ts';
import { janitor } from './janitor.ts';
import { lineage } from './lineage.ts';
import { lint } from './lint.ts';
import { migrate } from './migrate.ts';
import { plan } from './plan.ts';
import { query } from './query.ts';
import { render } from './render.ts';
import { rollback } from './rollback.ts';
import { run } from './run.ts';
import { stateCheck } from './stateCheck.ts';
import { stateExport } from './stateExport.ts';
import { stateImport } from './stateImport.ts';
import { tableDiff } from './tableDiff.ts';
import { tableName } from './tableName.ts';
import { audit } from './audit.ts';
import { createTest } from './createTest.ts';
import { test } from './test.ts';
import { types } from './types.ts';

export const commands: readonly Command[] = [
  plan,
  apply,
  run,
  ci,
  environments,
  diff,
  dag,
  lineage,
  render,
  evaluate,
  query,
  intervals,
  checkIntervals,
  tableDiff,
  tableName,
  test,
  createTest,
  audit,
  info,
  lint,
  format,
  types,
  invalidate,
  janitor,
  destroy,
  stateExport,
  stateImport,
  stateCheck,
  migrate,
  rollback,
  init,
  createExternalModels,
  clean,
];
