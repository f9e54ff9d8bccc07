import { define, isCode } from '../define.ts';
import { didYouMean, didYouMeanModel } from '../nearest.ts';
import { otherWord } from '../otherWords.ts';
import { dateForms } from './plan.ts';

export const modelErrors = {
  MODEL_DUPLICATE: define<{ name: string }>({
    message: (d) => `two models are named ${d.name}`,
    hint: () => 'rename one of them, or disable it with `enabled false`',
  }),
  MODEL_CYCLE: define<{ path: readonly string[] }>({
    message: (d) => `models depend on each other in a circle: ${d.path.join(' -> ')}`,
    hint: () => 'break the circle: move the shared part into a model of its own',
  }),
  MODEL_UNKNOWN: define<{ name: string; known: readonly string[] }>({
    message: (d) => `there is no model named ${d.name}`,
    hint: (d) => didYouMeanModel(d.name, d.known),
  }),
  MODEL_CRON_SYNTAX: define<{ cron: string; reason: string }>({
    message: (d) => `'${d.cron}' is not a cron expression: ${d.reason}`,
    hint: () =>
      'write @hourly, @daily, @weekly, @monthly, @yearly, or minute, hour, day of month, month and day of week',
  }),
  MODEL_CRON_NEVER: define<{ cron: string }>({
    message: (d) => `no day matches the cron expression '${d.cron}'`,
    hint: () => 'check its day of month, month and year',
  }),
  MODEL_CRON_TOO_FREQUENT: define<{ cron: string }>({
    message: (d) => `the cron expression '${d.cron}' asks for more than one run in five minutes`,
    hint: () => "the shortest schedule is '*/5 * * * *'",
  }),
  MODEL_CRON_TIME_ZONE: define<{ timeZone: string }>({
    message: (d) => `there is no time zone '${d.timeZone}'`,
    hint: () => 'use a name of the IANA database, such as Europe/Berlin',
  }),
  MODEL_DATE_INVALID: define<{ text: string }>({
    message: (d) => `'${d.text}' is not a date`,
    hint: () => dateForms,
  }),
  MODEL_BLOCK_MISSING: define<{ file: string; block: 'MODEL' | 'AUDIT' }>({
    message: (d) => `this file has no ${d.block} block`,
    hint: (d) =>
      d.block === 'MODEL'
        ? 'begin it with MODEL (name schema.table, kind VIEW);'
        : 'begin it with AUDIT (name the_name);',
  }),
  MODEL_BLOCK_DUPLICATE: define<{ block: string }>({
    message: (d) => `a second ${d.block} block stands in this file`,
    hint: () => 'give every model a file of its own',
  }),
  MODEL_BLOCK_UNCLOSED: define<{ block: string }>({
    message: (d) => `the ( of this ${d.block} block is never closed`,
    hint: () => 'close it with );',
  }),
  MODEL_BLOCK_SYNTAX: define<{ owner: string; found: string }>({
    message: (d) => `${d.owner} takes pairs of a property and its value, this is ${d.found}`,
    hint: () => 'write `property value` and a comma between two of them',
  }),
  MODEL_COMMA_MISSING: define<{ property: string }>({
    message: (d) => `a comma is missing before ${d.property}`,
  }),
  MODEL_FILE_UNCLOSED: define<{ what: string }>({
    message: (d) => `this ${d.what} never ends`,
  }),
  MODEL_PROPERTY_UNKNOWN: define<{ property: string; owner: string; known: readonly string[] }>({
    message: (d) => `${d.owner} has no property ${d.property}`,
    hint: (d) => otherWord('properties', d.property) ?? didYouMean(d.property, d.known),
  }),
  MODEL_PROPERTY_DUPLICATE: define<{ property: string }>({
    message: (d) => `${d.property} is given twice`,
    hint: () => 'keep one of them',
  }),
  MODEL_PROPERTY_MISSING: define<{ property: string; owner: string }>({
    message: (d) => `${d.owner} needs the property ${d.property}`,
  }),
  MODEL_PROPERTY_EMPTY: define<{ property: string }>({
    message: (d) => `${d.property} has no value`,
    hint: () => 'write a value behind it, or remove it',
  }),
  MODEL_FUNCTION_VIEW: define<{ name: string; kind: string; function: string }>({
    message: (d) => `${d.name} is of kind ${d.kind} and calls ${d.function}, a function of TypeScript`,
    hint: () => 'whoever reads a view has no such function: take a kind that stores rows, such as FULL',
  }),
  MODEL_FUNCTION_ARGUMENTS: define<{ function: string; expected: readonly string[]; given: number }>({
    message: (d) =>
      `${d.function}() takes ${d.expected.length === 1 ? '1 argument' : `${d.expected.length} arguments`}, this call gives it ${d.given}`,
    hint: (d) => `it is ${d.function}(${d.expected.join(', ')})`,
  }),
  MODEL_PROPERTY_VALUE: define<{ property: string; expected: string; found: string }>({
    message: (d) => `${d.property} takes ${d.expected}, this is ${d.found === '' ? 'empty' : d.found}`,
  }),
  MODEL_PROPERTY_CONFLICT: define<{ property: string; reason: string }>({
    message: (d) => `${d.property} cannot be as it is: ${d.reason}`,
  }),
  MODEL_PROPERTY_RENAMED: define<{ old: string; current: string }>({
    message: (d) => `${d.old} is an old name`,
    hint: (d) => `write ${d.current} instead`,
  }),
  MODEL_KIND_UNKNOWN: define<{ kind: string; known: readonly string[] }>({
    message: (d) => `there is no model kind ${d.kind}`,
    hint: (d) => otherWord('kinds', d.kind) ?? didYouMean(d.kind, d.known) ?? `the kinds are ${d.known.join(', ')}`,
  }),
  MODEL_KIND_UNSUPPORTED: define<{ kind: string }>({
    message: (d) => `mesh does not support the kind ${d.kind}`,
  }),
  MODEL_KIND_OPTION_UNKNOWN: define<{ kind: string; option: string; known: readonly string[] }>({
    message: (d) => `the kind ${d.kind} has no option ${d.option}`,
    hint: (d) =>
      didYouMean(d.option, d.known) ??
      (d.known.length === 0 ? 'it has no options at all' : `its options are ${d.known.join(', ')}`),
  }),
  MODEL_KIND_OPTION_MISSING: define<{ kind: string; option: string; file: string | undefined }>({
    message: (d) => `the kind ${d.kind} needs the option ${d.option}`,
    hint: (d) =>
      isCode(d.file)
        ? `write kind: { name: '${d.kind}', ${d.option.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())}: … }`
        : `write kind ${d.kind} (${d.option} ...)`,
  }),
  MODEL_KIND_FUNCTION: define<{ kind: string; name: string }>({
    message: (d) => `${d.name} is a TypeScript function, which cannot be of kind ${d.kind}`,
    hint: () => 'use FULL or an incremental kind, or write it as a SQL model',
  }),
  MODEL_QUERY_MISSING: define<{ name: string }>({
    message: (d) => `${d.name} has no query`,
    hint: () => 'write one SELECT behind the MODEL block',
  }),
  MODEL_QUERY_DUPLICATE: define<{ file: string }>({
    message: (d) => `${d.file} has more than one query`,
    hint: () => 'keep one; the others may become models or CTEs of their own',
  }),
  MODEL_QUERY_UNEXPECTED: define<{ name: string; kind: string }>({
    message: (d) => `${d.name} is of kind ${d.kind}, which has no query`,
    hint: () => 'remove the query, or choose another kind',
  }),
  MODEL_JINJA: define<{ detail: string }>({
    message: (d) => `this Jinja template cannot be rendered: ${d.detail}`,
    hint: (d) =>
      otherWord('templates', /no function or macro (\w+)/.exec(d.detail)?.[1] ?? '') ??
      'expressions, filters, if, for, set, macro and call are known; SQL macros such as @IF and @EACH do the same',
  }),
  MODEL_SELF_REFERENCE_UNTYPED: define<{ name: string; columns: readonly string[] }>({
    message: (d) =>
      `${d.name} reads its own earlier rows, so the types of all its columns must be known before it first runs` +
      (d.columns.length === 0 ? '' : ` (${d.columns.join(', ')})`),
    hint: () => 'declare them with columns (name type, ...)',
  }),
  MODEL_PARTITION_MISSING: define<{ kind: string }>({
    message: (d) => `the kind ${d.kind} needs the property partitioned_by`,
  }),
  MODEL_COLUMN_UNKNOWN: define<{ property: string; column: string; known: readonly string[] }>({
    message: (d) => `${d.property} names the column ${d.column}, which the model has not got`,
    hint: (d) => didYouMean(d.column, d.known),
  }),
  MODEL_COLUMN_TYPE: define<{ column: string; type: string; near: string }>({
    message: (d) => `${d.type}, in the type of the column ${d.column}, is no type`,
    hint: (d) => `did you mean ${d.near}?`,
  }),
  MODEL_HISTORY_COLUMN: define<{ column: string; option: string }>({
    message: (d) => `the query outputs ${d.column}, a column that a type 2 history has of its own`,
    hint: (d) => `name it otherwise in the query, or set ${d.option} to another name`,
  }),
  MODEL_AUDIT_UNKNOWN: define<{ name: string; known: readonly string[] }>({
    message: (d) => `there is no audit named ${d.name}`,
    hint: (d) => otherWord('audits', d.name) ?? didYouMean(d.name, d.known),
  }),
  MODEL_AUDIT_DUPLICATE: define<{ name: string }>({
    message: (d) => `two audits are named ${d.name}`,
    hint: () => 'rename one of them',
  }),
  MODEL_AUDIT_QUERY: define<{ name: string; count: number }>({
    message: (d) =>
      `the audit ${d.name} needs exactly one query behind its block, it has ${d.count === 0 ? 'none' : d.count}`,
  }),
  MODEL_AUDIT_STATEMENT: define<{ name: string; word: string }>({
    message: (d) => `the audit ${d.name} is a statement that begins with ${d.word}, not a query`,
    hint: () => 'an audit is a SELECT of the bad rows: none means that it passes',
  }),
  MODEL_AUDIT_EMBEDDED: define<{ name: string }>({
    message: (d) => `${d.name} is of kind EMBEDDED: there is no table to audit`,
    hint: () => 'move the audits to a model that reads it',
  }),
  MODEL_SIGNAL_UNKNOWN: define<{ name: string; known: readonly string[] }>({
    message: (d) => `there is no signal named ${d.name}`,
    hint: (d) => didYouMean(d.name, d.known) ?? 'define it in signals/, with signal(name, check)',
  }),
  MODEL_MATERIALIZATION_UNKNOWN: define<{ name: string; known: readonly string[] }>({
    message: (d) => `there is no materialization named ${d.name}`,
    hint: (d) => didYouMean(d.name, d.known) ?? 'define it in materializations/, with materialization(name, write)',
  }),
  MODEL_BLUEPRINT: define<{ found: string }>({
    message: (d) => `blueprints takes a list of tuples such as ((name := a), (name := b)), this is ${d.found}`,
  }),
  MODEL_STATEMENT_MISPLACED: define<{ what: string; where: string }>({
    message: (d) => `${d.what} must stand ${d.where}`,
  }),
  MODEL_PYTHON: define<{ file: string; what: string; instead: string; docs: string }>({
    message: (d) => `${d.file} is a Python ${d.what}; mesh runs TypeScript`,
    hint: (d) => `write it as ${d.instead} (see ${d.docs})`,
  }),
  MODEL_FILE_BINARY: define<{ file: string }>({
    message: (d) => `${d.file} is not a text file`,
    hint: () => 'remove it from the project, or add it to ignore_patterns',
  }),
  MODEL_FILE_ENCODING: define<{ file: string; encoding: string }>({
    message: (d) => `${d.file} is not written in ${d.encoding}`,
    hint: () => 'save it as UTF-8',
  }),
  MODEL_FILE_TOO_LARGE: define<{ file: string; megabytes: number; limit: number }>({
    message: (d) => `${d.file} has ${d.megabytes} MB, more than the ${d.limit} MB that a source file may have`,
    hint: () => 'data belongs into seeds/ or a table, not into a model',
  }),
  MODEL_FILE_UNREADABLE: define<{ file: string; reason: string }>({
    message: (d) => `${d.file} cannot be read: ${d.reason}`,
  }),
  MODEL_FILE_COLLISION: define<{ file: string; other: string }>({
    message: (d) => `${d.file} and ${d.other} differ in upper and lower case only`,
    hint: () => 'rename one of them: many file systems cannot hold both',
  }),
  MODEL_NONE: define<{ folder: string }>({
    message: (d) => `the project has no models: ${d.folder} is empty`,
    hint: () => 'put a .sql file there, or run mesh init',
  }),
  MODEL_SEED_MISSING: define<{ path: string; known: readonly string[] }>({
    message: (d) => `the seed file ${d.path} does not exist`,
    hint: (d) => didYouMean(d.path, d.known) ?? 'the path is relative to the model file; $root/ is the project folder',
  }),
  MODEL_SEED_UNREADABLE: define<{ path: string; reason: string }>({
    message: (d) => `the seed file ${d.path} cannot be read: ${d.reason}`,
  }),
  MODEL_SEED_HEADER: define<{ reason: string }>({
    message: (d) => `the first line of a seed names its columns: ${d.reason}`,
  }),
  MODEL_SEED_ROW: define<{ found: number; expected: number }>({
    message: (d) => `this row has ${d.found} ${d.found === 1 ? 'value' : 'values'}, the header has ${d.expected}`,
    hint: () => 'quote values that hold the delimiter, or set csv_settings (delimiter = ...)',
  }),
  MODEL_SEED_QUOTE: define<{ quote: string }>({
    message: (d) => `a value that begins with ${d.quote} here is not closed rightly`,
    hint: () => 'double a quote inside a quoted value',
  }),
  MODEL_EXTERNAL_SYNTAX: define<{ detail: string }>({
    message: (d) => `this YAML does not parse: ${d.detail}`,
  }),
  MODEL_EXTERNAL_VALUE: define<{ expected: string }>({
    message: (d) => `an external model here takes ${d.expected}`,
  }),
  MODEL_CACHE_UNWRITABLE: define<{ path: string; reason: string }>({
    message: (d) => `the cache ${d.path} cannot be written: ${d.reason}`,
    hint: () => 'mesh works without it, only slower',
  }),
};
