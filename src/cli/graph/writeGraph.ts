// A graph into a file: which format its name asks for, and the writing.
import type { CommandContext } from '../command.ts';
import { writeTo } from '../writeTo.ts';

const endings: Readonly<Record<string, string>> = {
  html: 'html',
  htm: 'html',
  dot: 'dot',
  gv: 'dot',
  mmd: 'mermaid',
  json: 'json',
  txt: 'text',
};

export function formatOfFile<F extends string>(file: string | undefined, formats: readonly F[]): F | undefined {
  const format = endings[/\.(\w+)$/.exec(file ?? '')?.[1]?.toLowerCase() ?? ''];
  return formats.find((known) => known === format);
}

type Place = Pick<CommandContext, 'io' | 'output' | 'settings'>;

export function writeGraph({ io, output, settings }: Place, file: string, text: string): void {
  writeTo(io, file, text.endsWith('\n') ? text : `${text}\n`);
  if (settings.json) output.json({ file });
  else output.note(`wrote ${file}`);
}
