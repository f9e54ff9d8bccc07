// Which words of a command line name the command: no option, and no value of a global option before it.
import { globalOptions } from './settings.ts';

const withValue = new Set(
  Object.values(globalOptions)
    .filter(({ type }) => type !== 'flag')
    .flatMap(({ flags, also }) => [flags, ...also].flatMap((text) => text.match(/(?<!\S)--?[\w-]+/g) ?? [])),
);

/** The words that stand alone: the command, its second word, its arguments. */
export function commandWords(argv: readonly string[]): string[] {
  return argv.filter((word, i) => !word.startsWith('-') && !withValue.has(argv[i - 1] ?? ''));
}
