// A command as data: one file per command declares one; program.ts turns the list into a command line.
import type { CliIo } from './io.ts';
import type { OptionSpec, Options, OptionValues } from './option.ts';
import type { Output } from './output.ts';
import type { Settings } from './settings.ts';

export interface ArgumentSpec {
  /** `<model>` must be given, `[environment]` may be, `[paths...]` takes all that follow. */
  readonly name: string;
  readonly help: string;
}

/** Which part of `mesh --help` lists the command. */
export type CommandGroup = 'Build' | 'Look' | 'Quality' | 'State' | 'Set up';

export interface CommandContext<O extends Options = Options> {
  /** In the order of the declaration; one that was left out is undefined, one with dots is an array. */
  readonly args: readonly (string | readonly string[] | undefined)[];
  readonly options: OptionValues<O>;
  readonly settings: Settings;
  readonly io: CliIo;
  readonly output: Output;
}

interface CommandText {
  /** `state export` is `export` below `state`. */
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly group: CommandGroup;
  readonly summary: string;
  /** More than the summary, for the command's own help. */
  readonly description?: string;
  readonly examples?: readonly string[];
  readonly arguments?: readonly ArgumentSpec[];
  /** Listens to Ctrl-C itself and finishes what it is doing; the others just stop. */
  readonly isGraceful?: boolean;
}

export interface Command extends CommandText {
  readonly options: Readonly<Record<string, OptionSpec>>;
  /** Resolves to the exit code; nothing means 0. Imports what is heavy when it runs. */
  readonly run: (context: CommandContext) => Promise<number | void>;
}

export function command<O extends Options>(
  declared: CommandText & { readonly options: O; readonly run: (context: CommandContext<O>) => Promise<number | void> },
): Command {
  // The values handed to `run` are made from exactly these options (program.ts), so its narrower type holds.
  return declared as unknown as Command;
}

/** An argument that is declared as a single one. */
export function argument(context: { readonly args: CommandContext['args'] }, index: number): string | undefined {
  const given = context.args[index];
  return typeof given === 'string' ? given : undefined;
}

/** The argument declared as `<name>`: commander has already refused a line without it. */
export function requiredArgument(context: { readonly args: CommandContext['args'] }, index: number): string {
  const given = argument(context, index);
  if (given === undefined) throw new Error(`argument ${index} is declared as optional`);
  return given;
}

/** The argument declared with dots. */
export function argumentList(context: { readonly args: CommandContext['args'] }, index: number): readonly string[] {
  const given = context.args[index];
  return Array.isArray(given) ? (given as readonly string[]) : [];
}
