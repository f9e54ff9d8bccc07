// The list of commands → a command line that commander reads; the answer is a command with typed values, or a text to show.
import { Command as Commander, CommanderError, Help, Option as CommanderOption } from 'commander';
import { absentValue, optionKey, type OptionSpec, type Options } from './option.ts';
import type { Command, CommandContext, CommandGroup } from './command.ts';
import { commandWords } from './commandWords.ts';
import { globalOptions, type GlobalValues } from './settings.ts';
import { withPairs } from './pairedWords.ts';
import { maskedTexts, unmasked } from './textWords.ts';
import { unknownCommand, usageError } from './usageError.ts';

export type ParsedLine =
  | { readonly type: 'text'; readonly text: string }
  | {
      readonly type: 'command';
      readonly command: Command;
      readonly args: CommandContext['args'];
      readonly options: Readonly<Record<string, unknown>>;
      readonly globals: GlobalValues;
    };

const globalGroup = 'Global options:';
const groups: readonly CommandGroup[] = ['Build', 'Look', 'Quality', 'State', 'Set up'];

interface ProgramOptions {
  readonly commands: readonly Command[];
  readonly version: string;
}

/** Throws a MeshError of CLI_ codes for a line that cannot be read. */
export function parseCommandLine(argv: readonly string[], { commands, version }: ProgramOptions): ParsedLine {
  let found: ParsedLine | undefined;
  let shown = '';
  const show = (text: string): void => void (shown += text);
  const program = prepare(new Commander('mesh'), show)
    .description('Plan, apply and run SQL and TypeScript models.')
    .usage('<command> [options]')
    .version(version, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show the help of a command')
    .commandsGroup('Help:')
    .enablePositionalOptions();
  for (const spec of Object.values(globalOptions)) addOption(program, spec);
  for (const group of groups) {
    for (const command of commands.filter((c) => c.group === group)) {
      const parent = parentOf(program, command, show);
      const target = prepare(new Commander(command.name.split(' ').at(-1)), show);
      parent.addCommand(target);
      describe(target, command);
      target.action((...given: unknown[]) => {
        found = {
          type: 'command',
          command,
          args: given.slice(0, -2).map(unmasked) as CommandContext['args'],
          options: valuesOf(target, command.options),
          globals: globalsOf(target),
        };
      });
    }
  }
  try {
    program.parse(maskedTexts(withPairs(asked(argv), commands)), { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.exitCode !== 0) throw usageError(error, program, argv);
    refuseHelpOfNothing(program);
    return { type: 'text', text: shown.trimEnd() };
  }
  if (found === undefined) throw new Error('the command line names no command and commander did not object');
  return found;
}

/** `help state export` is `state export --help`: commander's own knows one word only, and shows a misspelt one's neighbours. */
function asked(argv: readonly string[]): readonly string[] {
  if (argv.length === 0) return ['--help'];
  const [first, ...names] = commandWords(argv);
  if (first !== 'help' || names.length === 0 || names[0] === 'help') return argv;
  return [...names, '--help'];
}

function refuseHelpOfNothing(parent: Commander): void {
  const [name] = parent.args;
  if (name === undefined || name.startsWith('-') || name === 'help' || parent.commands.length === 0) return;
  const child = parent.commands.find((c) => c.name() === name || c.aliases().includes(name));
  if (child === undefined) throw unknownCommand(name, parent);
  refuseHelpOfNothing(child);
}

function prepare(target: Commander, show: (text: string) => void): Commander {
  return target
    .exitOverride()
    .showSuggestionAfterError(false)
    .configureOutput({ writeOut: show, writeErr: show, outputError: () => undefined })
    .configureHelp({
      helpWidth: 110,
      sortSubcommands: false,
      // A command without options of its own would show them above its --help.
      groupItems<T extends Commander | CommanderOption>(
        unsorted: T[],
        visible: T[],
        groupOf: (item: T) => string,
      ): Map<string, T[]> {
        const groups = new Help().groupItems(unsorted, visible, groupOf);
        const last = groups.get(globalGroup);
        return last === undefined || !groups.delete(globalGroup) ? groups : groups.set(globalGroup, last);
      },
      showGlobalOptions: false,
      subcommandTerm: (sub) => [sub.name(), ...sub.registeredArguments.map((a) => argumentTerm(a))].join(' '),
      argumentTerm: (argument) => (argument.name().includes('<') ? `<${argument.name()}>` : argument.name()),
      commandUsage: (sub) => Help.prototype.commandUsage.call(new Help(), sub).replace(/\|[\w|-]+/, ''),
    });
}

function argumentTerm(argument: { name(): string; required: boolean; variadic: boolean }): string {
  const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
  return argument.required ? `<${name}>` : `[${name}]`;
}

/** `state export` hangs below `state`, which only exists to hold its parts. */
function parentOf(program: Commander, command: Command, show: (text: string) => void): Commander {
  const parts = command.name.split(' ');
  if (parts.length === 1) return program;
  const existing = program.commands.find((c) => c.name() === parts[0]);
  if (existing !== undefined) return existing;
  const parent = prepare(new Commander(parts[0]), show).usage('<command> [options]').helpGroup(`${command.group}:`);
  const summary = parentSummaries[parts[0]!] ?? '';
  parent.summary(summary).description(sentence(summary)).helpOption('-h, --help', 'show this help');
  parent.helpCommand('help [command]', 'show the help of a command').commandsGroup('Help:');
  for (const spec of Object.values(globalOptions)) addOption(parent, spec, globalGroup);
  program.addCommand(parent);
  return parent;
}

const parentSummaries: Readonly<Record<string, string>> = {
  state: 'export, import and check what mesh remembers',
};

function describe(target: Commander, command: Command): void {
  target.summary(command.summary).helpGroup(`${command.group}:`).helpOption('-h, --help', 'show this help');
  target.description(command.description ?? sentence(command.summary));
  if (command.aliases !== undefined) target.aliases([...command.aliases]);
  for (const { name, help } of command.arguments ?? []) target.argument(name, help);
  const own = Object.values(command.options);
  const taken = new Set(own.flatMap((spec) => flagNames(spec.flags)));
  for (const spec of own) addOption(target, spec);
  for (const spec of Object.values(globalOptions)) {
    const [short, long] = [/^-\w(?=, )/.exec(spec.flags)?.[0] ?? '', /--[\w-]+/.exec(spec.flags)![0]];
    // `create-test -p` is a path, as in SQLMesh; --project is still the project.
    const flags = taken.has(short) ? spec.flags.slice(`${short}, `.length) : spec.flags;
    if (!taken.has(long)) addOption(target, { ...spec, flags }, globalGroup);
  }
  if (command.examples !== undefined) {
    target.addHelpText('after', `\nExamples:\n${command.examples.map((line) => `  $ ${line}`).join('\n')}`);
  }
}

function sentence(summary: string): string {
  return summary === '' ? '' : `${summary[0]!.toUpperCase()}${summary.slice(1)}.`;
}

function flagNames(flags: string): string[] {
  return flags.match(/(?<![\w-])--?[\w-]+/g) ?? [];
}

function addOption(target: Commander, spec: OptionSpec, group?: string): void {
  const shown = notSwallowing(target, commanderOption(spec.flags, spec), spec);
  if (group !== undefined) shown.helpGroup(group);
  target.addOption(shown);
  for (const flags of spec.also) {
    target.addOption(notSwallowing(target, commanderOption(flags, spec), spec).hideHelp());
  }
}

/** `plan --out --json` forgot the file: commander would write one called `--json`. */
function notSwallowing(target: Commander, option: CommanderOption, { flags }: OptionSpec): CommanderOption {
  const read = option.parseArg;
  if (read === undefined || !option.required) return option;
  return option.argParser((value, previous) => {
    if (target.options.some(({ long, short }) => value === long || value === short))
      throw new CommanderError(2, 'commander.optionMissingArgument', `'${flags}'`);
    return read<unknown>(value, previous);
  });
}

/** `--no-gaps` is an option of that name, not the opposite of `--gaps`. */
function commanderOption(flags: string, spec: OptionSpec): CommanderOption {
  const option = new CommanderOption(flags, spec.help);
  option.negate = false;
  switch (spec.type) {
    case 'flag':
    case 'optionalText':
      return option;
    case 'text':
      return option.argParser((value, previous: string | undefined) => onlyValue(value, previous, spec));
    case 'count':
      return option.argParser((_value, previous: number | undefined) => (previous ?? 0) + 1);
    case 'list':
    case 'pairs':
      return option.argParser((value, previous: string[] | undefined) => [...(previous ?? []), value]);
    case 'commaList':
      return option.argParser((value, previous: string[] | undefined) => [
        ...(previous ?? []),
        ...value
          .split(',')
          .map((part) => part.trim())
          .filter((part) => part !== ''),
      ]);
    case 'integer':
      return option.argParser((value) => readInteger(unmasked(value), spec));
    case 'choice':
      return option.argParser((value) => readChoice(unmasked(value), spec));
  }
}

/** SQLMesh's `-p one -p two` are two projects: to leave one out would remove its models from an environment. */
function onlyValue(value: string, previous: string | undefined, spec: OptionSpec): string {
  if (spec.once === undefined || previous === undefined || previous === value) return value;
  const got = `${unmasked(previous)} and ${unmasked(value)}`;
  throw new CommanderError(2, 'mesh.value', JSON.stringify({ spec: spec.flags, got, expected: spec.once }));
}

function readInteger(value: string, spec: OptionSpec): number {
  const most = spec.most ?? Number.MAX_SAFE_INTEGER;
  if (/^\d{1,15}$/.test(value) && Number(value) <= most) return Number(value);
  const expected = spec.most === undefined ? 'a whole number' : `a whole number up to ${most}`;
  throw new CommanderError(2, 'mesh.value', JSON.stringify({ spec: spec.flags, got: value, expected }));
}

function readChoice(value: string, spec: Extract<OptionSpec, { type: 'choice' }>): string {
  const found = spec.choices.find((c) => c === value.toLowerCase());
  if (found !== undefined) return found;
  throw new CommanderError(2, 'mesh.choice', JSON.stringify({ spec: spec.flags, got: value, known: spec.choices }));
}

function valuesOf(target: Commander, options: Options): Record<string, unknown> {
  const given = target.opts<Record<string, unknown>>();
  return Object.fromEntries(
    Object.entries(options).map(([key, spec]) => {
      const names = [optionKey(spec), ...spec.also.map((flags) => optionKey({ ...spec, flags }))];
      const values = names.map((name) => unmasked(given[name])).filter((value) => value !== undefined);
      const isList = ['list', 'commaList', 'pairs'].includes(spec.type);
      return [key, isList ? values.flat() : (values.at(-1) ?? absentValue(spec))];
    }),
  );
}

/** Global options count wherever they stand; the one nearest to the end of the line wins. */
function globalsOf(target: Commander): GlobalValues {
  const chain: Commander[] = [];
  for (let c: Commander | null = target; c !== null; c = c.parent) chain.push(c);
  const merged: Record<string, unknown> = {};
  for (const command of chain.reverse()) {
    const own = valuesOf(command, globalOptions);
    for (const [key, value] of Object.entries(own)) {
      if (value !== undefined && value !== false) merged[key] = value;
      else merged[key] ??= value;
    }
  }
  return merged as unknown as GlobalValues;
}
