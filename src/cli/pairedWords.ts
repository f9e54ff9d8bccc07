// Options whose value is a name and a text: `--query raw.orders "SELECT …"`, and `--query raw.orders="SELECT …"` in one word.
import type { Command } from './command.ts';
import { commandWords } from './commandWords.ts';
import { isText } from './textWords.ts';

/** The line with each pair in one word, as `name=text`. */
export function withPairs(argv: readonly string[], commands: readonly Command[]): string[] {
  const first = commandWords(argv)[0] ?? '';
  const command = commands.find(({ name, aliases = [] }) => [name, ...aliases].includes(first));
  const specs = Object.values(command?.options ?? {}).filter(({ type }) => type === 'pairs');
  const names = new Set(
    specs.flatMap(({ flags, also }) => [flags, ...also].flatMap((text) => text.match(/(?<!\S)--?[\w-]+/g) ?? [])),
  );
  const words: string[] = [];
  for (let i = 0; i < argv.length; i++) {
    const [word, name, text] = [argv[i]!, argv[i + 1], argv[i + 2]];
    words.push(word);
    const isPair = names.has(word) && name !== undefined && text !== undefined;
    if (!isPair || /[=\s]/.test(name) || (/^--?\w\S*$/.test(text) && !isText(text))) continue;
    words.push(`${name}=${text}`);
    i += 2;
  }
  return words;
}
