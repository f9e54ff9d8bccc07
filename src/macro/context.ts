// What a macro sees of the world.
import type { SourceLocation } from '../error/diagnostic.ts';
import { isMoment, momentText, type Evaluated } from './condition/value.ts';
import { evaluateText } from './condition/evaluate.ts';
import type { Fragment } from './definition.ts';
import type { MacroColumn, RuntimeStage } from './expand.ts';
import { sqlTemplate, type SqlTemplate } from './fragment.ts';
import { blueprintVariable, lookup, projectVariable, visibleNames } from './lookup.ts';
import type { Run, Scope } from './run.ts';
import { fillTemplate } from './template.ts';
import { isFragment, type Value } from './value.ts';

export interface MacroContext {
  /** SQL from a template: values become literals, Fragments are taken as they are, lists are joined by commas. */
  readonly sql: SqlTemplate;
  readonly stage: RuntimeStage;
  readonly gateway: string | undefined;
  /** The model's table as SQL; undefined where there is none. */
  readonly thisModel: string | undefined;
  readonly dialect: string;
  /** Everything that `@name` can name here. */
  readonly locals: Readonly<Record<string, Value>>;
  /** A blueprint or project variable. */
  readonly var: (name: string, otherwise?: Value) => Value;
  readonly blueprintVar: (name: string, otherwise?: Value) => Value;
  /** Columns of a model or external table; undefined when they are not known. */
  readonly columnsOf: (table: string | Fragment) => readonly MacroColumn[] | undefined;
  /** The physical table (or view) that stands for a model, as SQL. */
  readonly resolveTable: (name: string | Fragment) => string;
  /** The value of an SQL expression of literals and plain functions. */
  readonly evaluate: (expression: string | Fragment) => Value;
}

/** What built-in macros see beyond that. */
export interface BuiltinContext extends MacroContext {
  /** Parts of the project may not be known yet. */
  readonly loading: boolean;
  readonly at: SourceLocation | undefined;
  /** A variable that a model has set; undefined when there is none. */
  readonly output: (model: string, variable: string) => Value | undefined;
  /** Replaces `@name` and `@{name}` in a text. */
  readonly fill: (template: string) => string;
}

export function macroContext(run: Run, scope: Scope | undefined, at: SourceLocation | undefined): BuiltinContext {
  const { options } = run;
  return {
    at,
    sql: sqlTemplate(options.dialect),
    dialect: options.dialect,
    loading: options.stage === 'loading',
    get stage() {
      run.runtime = true;
      // At another stage the macro may read any of them.
      for (const values of [options.variables, options.blueprint]) {
        for (const name of Object.keys(values ?? {})) run.variables.add(name.toLowerCase());
      }
      return options.stage;
    },
    get gateway() {
      return options.gateway;
    },
    get thisModel() {
      const value = lookup(run, undefined, 'this_model');
      return isFragment(value) ? value.sqlText : undefined;
    },
    get locals() {
      return Object.fromEntries(visibleNames(run, scope).map((name) => [name, lookup(run, scope, name) ?? null]));
    },
    var: (name, otherwise = null) => orElse(projectVariable(run, name), otherwise),
    blueprintVar: (name, otherwise = null) => orElse(blueprintVariable(run, name), otherwise),
    columnsOf(table) {
      const name = textOf(table);
      run.tables.add(name);
      const columns = options.columnsOf?.(name);
      if (columns === undefined) run.unknownTables.add(name);
      return columns;
    },
    output(model, name) {
      run.runtime = true;
      return options.outputOf?.(model, name);
    },
    resolveTable(name) {
      run.runtime = true;
      return options.resolveTable?.(textOf(name)) ?? textOf(name);
    },
    evaluate: (expression) => valueOf(evaluateText(textOf(expression), { dialect: options.dialect, at })),
    fill: (template) => fillTemplate(run, scope, template),
  };
}

/** A variable that is null has a value. */
function orElse(value: Value | undefined, otherwise: Value): Value {
  return value === undefined ? otherwise : value;
}

function textOf(value: string | Fragment): string {
  return typeof value === 'string' ? value : value.sqlText;
}

export function valueOf(value: Evaluated): Value {
  if (value === null || typeof value !== 'object') return value;
  if (isMoment(value)) return momentText(value);
  if (Array.isArray(value)) return (value as readonly Evaluated[]).map(valueOf);
  const { months, micros } = value as { months: number; micros: number };
  return { sqlText: `INTERVAL '${months} months ${micros} microseconds'` };
}
