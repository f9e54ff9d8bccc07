import { define } from '../define.ts';
import { didYouMean } from '../nearest.ts';

export const macroErrors = {
  MACRO_UNKNOWN: define<{ name: string; known: readonly string[] }>({
    message: (d) => `there is no macro @${d.name}`,
    hint: (d) => didYouMean(d.name, d.known) ?? 'macros are defined in macros/*.ts, or for one file with @DEF',
  }),
  MACRO_VARIABLE: define<{ name: string; known: readonly string[] }>({
    message: (d) => `the variable @${d.name} is not defined`,
    hint: (d) =>
      didYouMean(d.name, d.known) ??
      `define it under variables in the configuration, with @DEF, or read it with @VAR('${d.name}', default)`,
  }),
  MACRO_NO_INTERVAL: define<{ name: string }>({
    message: (d) => `@${d.name} has no value here: models of kind FULL and VIEW have no intervals`,
    hint: (d) => `use @${d.name.replace(/^(start|end)/, 'execution')}, or give the model an incremental kind`,
  }),
  MACRO_SYNTAX: define<{ detail: string }>({
    message: (d) => d.detail,
  }),
  MACRO_ARGUMENT: define<{ macro: string; detail: string; usage?: string | undefined }>({
    message: (d) => `@${d.macro}: ${d.detail}`,
    hint: (d) => (d.usage === undefined ? undefined : `it is called as ${d.usage}`),
  }),
  MACRO_CONDITION: define<{ text: string; detail: string }>({
    message: (d) => `cannot evaluate ${shorten(d.text)} while rendering: ${d.detail}`,
    hint: () =>
      'conditions are evaluated before any table is read: they may use literals, variables and plain functions',
  }),
  MACRO_FAILED: define<{ name: string; message: string }>({
    message: (d) => `the macro @${d.name} failed: ${d.message}`,
  }),
  MACRO_NO_VALUE: define<{ name: string; got: string }>({
    message: (d) => `the macro @${d.name} returned ${d.got}, which is not SQL`,
    hint: () => 'return a string of SQL, sql`…`, a number, a boolean, null, a Date, or an array of these',
  }),
  MACRO_EMPTY: define<{ name: string; before: string }>({
    message: (d) => `@${d.name} gave nothing here, but ${d.before} needs an expression behind it`,
    hint: () => 'give @IF a third argument, or make the whole clause conditional, e.g. @WHERE(condition) …',
  }),
  MACRO_COLUMNS_UNKNOWN: define<{ macro: string; table: string }>({
    message: (d) => `@${d.macro} needs the columns of ${d.table}, which are not known`,
    hint: () => 'declare its columns in the MODEL block, or list it in external_models.yaml',
  }),
  MACRO_ENDLESS: define<{ detail: string }>({
    message: (d) => `macros expand without end: ${d.detail}`,
    hint: () => 'does a macro produce a call of itself?',
  }),
};

function shorten(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 77)}…` : line;
}
