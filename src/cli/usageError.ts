// commander's complaints → mesh's own errors, with the near name.
import type { Command as Commander, CommanderError } from 'commander';
import { MeshError } from '../error/meshError.ts';
import { counterpartOf, optionCounterpartOf } from './otherTools.ts';

export function usageError(error: CommanderError, program: Commander, argv: readonly string[]): MeshError {
  const target = commandNamed(program, argv);
  const command = pathOf(target);
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  switch (error.code) {
    case 'commander.unknownOption': {
      const [option] = quoted.split('=', 1);
      if (target.options.some((o) => o.long === option))
        return new MeshError('CLI_OPTION_TAKES_NO_VALUE', { option: option!, command });
      const known = longFlags(target);
      const named = target.registeredArguments.map((argument) => argument.name());
      const counterpart = optionCounterpartOf(option!, { options: known, arguments: named });
      return new MeshError('CLI_UNKNOWN_OPTION', { option: option!, command, known, counterpart });
    }
    case 'commander.unknownCommand':
      return unknownCommand(quoted, target);
    case 'commander.help':
      return new MeshError('CLI_MISSING_SUBCOMMAND', { command, known: names(target) });
    case 'commander.missingArgument':
      return new MeshError('CLI_MISSING_ARGUMENT', { argument: quoted, command });
    case 'commander.optionMissingArgument':
      return new MeshError('CLI_OPTION_WITHOUT_VALUE', { option: longFlag(quoted), command });
    case 'commander.excessArguments':
      return new MeshError('CLI_TOO_MANY_ARGUMENTS', { command, detail: detailOf(error.message) });
    case 'mesh.value': {
      const { spec, got, expected } = JSON.parse(error.message) as { spec: string; got: string; expected: string };
      return new MeshError('CLI_OPTION_VALUE', { option: longFlag(spec), got, expected });
    }
    case 'mesh.choice': {
      const { spec, got, known } = JSON.parse(error.message) as { spec: string; got: string; known: string[] };
      return new MeshError('CLI_OPTION_CHOICE', { option: longFlag(spec), got, known });
    }
    default:
      throw error;
  }
}

export function unknownCommand(name: string, parent: Commander): MeshError {
  const inside = parent.parent === null ? undefined : parent.name();
  const counterpart = inside === undefined ? counterpartOf(name) : undefined;
  return new MeshError('CLI_UNKNOWN_COMMAND', { name, parent: inside, known: names(parent), counterpart });
}

/** The command that the line had reached when commander gave up. */
function commandNamed(program: Commander, argv: readonly string[]): Commander {
  let target = program;
  for (const word of argv) {
    if (word.startsWith('-')) continue;
    const next = target.commands.find((c) => c.name() === word || c.aliases().includes(word));
    if (next !== undefined) target = next;
  }
  return target;
}

function pathOf(target: Commander): string {
  const parts: string[] = [];
  for (let c: Commander | null = target; c !== null; c = c.parent) parts.unshift(c.name());
  return parts.join(' ');
}

function names(target: Commander): string[] {
  return target.commands.map((c) => c.name()).filter((name) => name !== 'help');
}

function longFlags(target: Commander): string[] {
  return target.options.filter((option) => !option.hidden).map((option) => option.long ?? option.flags);
}

function longFlag(flags: string): string {
  return /--[\w-]+/.exec(flags)?.[0] ?? flags;
}

function detailOf(message: string): string {
  return /Expected .*$/.exec(message)?.[0].replace(/^E/, 'e').replace(/\.$/, '') ?? message;
}
