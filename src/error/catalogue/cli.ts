import { define } from '../define.ts';
import { didYouMean } from '../nearest.ts';

export const cliErrors = {
  CLI_UNKNOWN_COMMAND: define<{
    name: string;
    parent: string | undefined;
    known: readonly string[];
    counterpart: string | undefined;
  }>({
    message: (d) => `there is no command \`mesh ${d.parent === undefined ? '' : `${d.parent} `}${d.name}\``,
    hint: (d) => d.counterpart ?? didYouMean(d.name, d.known) ?? `known: ${d.known.join(', ')}`,
  }),
  CLI_UNKNOWN_OPTION: define<{
    option: string;
    command: string;
    known: readonly string[];
    counterpart: string | undefined;
  }>({
    message: (d) => `\`${d.command}\` has no option ${d.option}`,
    hint: (d) => d.counterpart ?? didYouMean(d.option, d.known) ?? `\`${d.command} --help\` lists its options`,
  }),
  CLI_MISSING_ARGUMENT: define<{ argument: string; command: string }>({
    message: (d) => `\`${d.command}\` needs ${d.argument.startsWith('-') ? d.argument : `<${d.argument}>`}`,
    hint: (d) => `\`${d.command} --help\` shows how it is called`,
  }),
  CLI_MISSING_SUBCOMMAND: define<{ command: string; known: readonly string[] }>({
    message: (d) => `\`${d.command}\` needs to know what to do: ${d.known.join(', ')}`,
  }),
  CLI_OPTION_WITHOUT_VALUE: define<{ option: string; command: string }>({
    message: (d) => `${d.option} needs a value`,
    hint: (d) => `\`${d.command} --help\` shows what it takes`,
  }),
  CLI_OPTION_TAKES_NO_VALUE: define<{ option: string; command: string }>({
    message: (d) => `${d.option} takes no value`,
    hint: (d) => `write ${d.option} alone, or leave it out; \`${d.command} --help\` shows it`,
  }),
  CLI_OPTION_VALUE: define<{ option: string; got: string; expected: string }>({
    message: (d) => `${d.option} must be ${d.expected}, not '${d.got}'`,
  }),
  CLI_OPTION_CHOICE: define<{ option: string; got: string; known: readonly string[] }>({
    message: (d) => `${d.option} must be one of ${d.known.join(', ')}, not '${d.got}'`,
    hint: (d) => didYouMean(d.got, d.known),
  }),
  CLI_TOO_MANY_ARGUMENTS: define<{ command: string; detail: string }>({
    message: (d) => `\`${d.command}\` got more arguments than it takes: ${d.detail}`,
    hint: () => 'put quotes around an argument that contains spaces',
  }),
  CLI_OPTION_UNSUPPORTED: define<{ option: string; why: string }>({
    message: (d) => `${d.option} cannot be used: ${d.why}`,
  }),
  CLI_OPTIONS_EXCLUDE: define<{ first: string; second: string; why: string }>({
    message: (d) => `${d.first} and ${d.second} exclude each other: ${d.why}`,
  }),
  CLI_MESH_NOW: define<{ text: string }>({
    message: (d) => `the environment variable MESH_NOW is '${d.text}', which is not an ISO instant`,
    hint: () => 'write it like 2024-01-31T06:00:00Z',
  }),
  CLI_QUESTION: define<{ question: string; answer: string }>({
    message: (d) => `mesh would have to ask: ${d.question}`,
    hint: (d) => `there is no terminal to ask on; answer beforehand with ${d.answer}`,
  }),
  CLI_CANCELLED: define<Record<string, never>>({
    message: () => 'cancelled: nothing was done',
  }),
  CLI_FILES_EXIST: define<{ folder: string; files: readonly string[] }>({
    message: (d) =>
      `${d.files.slice(0, 5).join(', ')}${d.files.length > 5 ? ` and ${d.files.length - 5} more` : ''} ${d.files.length === 1 ? 'exists' : 'exist'} already in ${d.folder}`,
    hint: () => 'nothing was written; choose an empty folder: `mesh init <dir>`',
  }),
  CLI_TEMPLATE_MISSING: define<{ template: string; folder: string }>({
    message: (d) => `the template ${d.template} is not part of this installation (looked in ${d.folder})`,
    hint: () => 'reinstall mesh-sql',
  }),
  CLI_FILE_WRITE: define<{ file: string; detail: string }>({
    message: (d) => `${d.file} cannot be written: ${d.detail}`,
  }),
  CLI_DISK_FULL: define<{ detail: string }>({
    message: (d) => `a file could not be written: ${d.detail}`,
    hint: () => 'free some space; what was committed before is kept, and the same command goes on from there',
  }),
  CLI_FILE_READ: define<{ file: string; detail: string }>({
    message: (d) => `${d.file} cannot be read: ${d.detail}`,
  }),
  CLI_NOT_FORMATTED: define<{ reason: string }>({
    message: (d) => `this file was left as it is: ${d.reason}`,
  }),
  CLI_NO_SUCH_FILE: define<{ path: string }>({
    message: (d) => `no SQL file of this project is at ${d.path}`,
    hint: () => 'name files or folders below models/ or audits/',
  }),
  CLI_NOT_A_QUERY: define<{ model: string; kind: string }>({
    message: (d) => `${d.model} is of kind ${d.kind} and has no query to evaluate`,
  }),
  CLI_COLUMN_UNKNOWN: define<{ model: string; column: string; known: readonly string[]; why?: string | undefined }>({
    message: (d) =>
      d.known.length > 0
        ? `${d.model} has no column ${d.column}`
        : `the columns of ${d.model} are not known${d.why === undefined ? '' : `: ${d.why}`}`,
    hint: (d) =>
      d.known.length > 0
        ? (didYouMean(d.column, d.known) ??
          `its columns: ${d.known.slice(0, 20).join(', ')}${d.known.length > 20 ? ', …' : ''}`)
        : 'declare the columns of external tables: `mesh create-external-models` writes them',
  }),
  CLI_TABLES_MISSING: define<{ names: readonly string[] }>({
    message: (d) => `not in the database: ${d.names.join(', ')}`,
    hint: () => 'nothing was written; without --strict the others are',
  }),
  CLI_CACHE_FOLDER: define<{ folder: string }>({
    message: (d) => `cache_dir is ${d.folder}, a folder that holds more than a cache, so nothing was removed`,
    hint: () => 'give the cache a folder of its own',
  }),
  CLI_NOT_A_MODEL: define<{ name: string }>({
    message: (d) => `'${d.name}' is the path of a file, and a model's name is needed`,
    hint: () => 'models are named as in their MODEL block: `mesh render schema.table`',
  }),
};
