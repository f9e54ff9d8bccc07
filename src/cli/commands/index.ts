// Every command, in the order of `mesh --help`. A new one is one file and one line here.
import type { Command } from '../command.ts';
import { clean } from './clean.ts';
import { evaluate } from './evaluate.ts';
import { info } from './info.ts';
import { lineage } from './lineage.ts';
import { render } from './render.ts';
import { diff } from './diff.ts';
import { intervals } from './intervals.ts';
import { query } from './query.ts';
import { dag } from './dag.ts';
import { format } from './format.ts';
import { init } from './init.ts';
import { lint } from './lint.ts';
import { apply } from './apply.ts';
import { destroy } from './destroy.ts';
import { environments } from './environments.ts';
import { invalidate } from './invalidate.ts';
import { janitor } from './janitor.ts';
import { migrate } from './migrate.ts';
import { plan } from './plan.ts';
import { rollback } from './rollback.ts';
import { run } from './run.ts';
import { stateExport } from './stateExport.ts';
import { stateImport } from './stateImport.ts';
import { tableName } from './tableName.ts';

export const commands: readonly Command[] = [
  dag,
  query,
  intervals,
  diff,
  render,
  lineage,
  info,
  evaluate,
  clean,
  format,
  init,
  lint,
  apply,
  destroy,
  environments,
  invalidate,
  janitor,
  migrate,
  plan,
  rollback,
  run,
  stateExport,
  stateImport,
  tableName,
];
