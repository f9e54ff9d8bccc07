// The list of built-in macros. Clause macros (@WHERE …) change the text behind them and live in clause.ts.
import type { MacroDefinition } from '../definition.ts';
import { and } from './and.ts';
import { blueprintVar } from './blueprintVar.ts';
import { dateSpine } from './dateSpine.ts';
import { deduplicate } from './deduplicate.ts';
import { each } from './each.ts';
import { evalMacro } from './eval.ts';
import { filter } from './filter.ts';
import { generateSurrogateKey } from './generateSurrogateKey.ts';
import { haversineDistance } from './haversineDistance.ts';
import { ifMacro } from './if.ts';
import { insertSeed } from './insertSeed.ts';
import { or } from './or.ts';
import { output } from './output.ts';
import { pivot } from './pivot.ts';
import { reduce } from './reduce.ts';
import { resolveTemplate } from './resolveTemplate.ts';
import { safeAdd } from './safeAdd.ts';
import { safeDiv } from './safeDiv.ts';
import { safeSub } from './safeSub.ts';
import { sqlMacro } from './sql.ts';
import { star } from './star.ts';
import { union } from './union.ts';
import { varMacro } from './var.ts';

const all: readonly MacroDefinition[] = [
  and,
  blueprintVar,
  dateSpine,
  deduplicate,
  each,
  evalMacro,
  filter,
  generateSurrogateKey,
  haversineDistance,
  ifMacro,
  insertSeed,
  or,
  output,
  pivot,
  reduce,
  resolveTemplate,
  safeAdd,
  safeDiv,
  safeSub,
  sqlMacro,
  star,
  union,
  varMacro,
];

export const builtinMacros: ReadonlyMap<string, MacroDefinition> = new Map(all.map((m) => [m.name, m]));
