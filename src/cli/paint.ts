// Colours: decided once per stream, so that no other file asks about terminals.
import { styleText } from 'node:util';
import type { CliIo, OutputStream } from './io.ts';

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'blue' | 'magenta' | 'cyan' | 'underline';

export type Paint = (style: Style | readonly Style[], text: string) => string;

export const plain: Paint = (_style, text) => text;

const coloured: Paint = (style, text) =>
  text === '' ? '' : styleText(style as Parameters<typeof styleText>[0], text, { validateStream: false });

/** `--no-color`, then FORCE_COLOR, then NO_COLOR, then whether it is a terminal that knows colours. */
export function paintFor(stream: OutputStream, io: Pick<CliIo, 'env'>, noColor: boolean): Paint {
  return hasColour(stream, io.env, noColor) ? coloured : plain;
}

function hasColour(stream: OutputStream, env: CliIo['env'], noColor: boolean): boolean {
  if (noColor) return false;
  const forced = env['FORCE_COLOR'];
  if (forced !== undefined) return forced !== '0' && forced !== 'false';
  const refused = env['NO_COLOR'];
  if (refused !== undefined && refused !== '') return false;
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

const escapes = /\p{Cc}\[[0-9;]*[A-Za-z]/gu;

export function withoutColours(text: string): string {
  return text.replace(escapes, '');
}
