// The list of built-in macros. Clause macros (@WHERE …) change the text behind them and live in clause.ts.
import type { MacroDefinition } from '../definition.ts';
import { blueprintVar } from './blueprintVar.ts';
import { each } from './each.ts';
import { evalMacro } from './eval.ts';
import { filter } from './filter.ts';
import { ifMacro } from './if.ts';
import { reduce } from './reduce.ts';
import { sqlMacro } from './sql.ts';
import { varMacro } from './var.ts';

const all: readonly MacroDefinition[] = [blueprintVar, each, evalMacro, filter, ifMacro, reduce, sqlMacro, varMacro];

export const builtinMacros: ReadonlyMap<string, MacroDefinition> = new Map(all.map((m) => [m.name, m]));
