// How SQL is laid out, for commands that print or write it: over what the configuration says.
import { MeshError } from '../error/meshError.ts';
import { flag, integer, value } from './option.ts';

export const layoutOptions = {
  indent: integer('--indent <n>', 'spaces of one level'),
  maxTextWidth: integer('--max-text-width <n>', 'break lists that would be longer than this'),
  leadingComma: flag('--leading-comma', 'put commas at the beginning of lines'),
  pad: integer('--pad <n>', 'has no effect: the indent is what counts'),
  normalize: flag('--normalize', 'has no effect: identifiers stay as they are written'),
  normalizeFunctions: value('--normalize-functions <case>', 'has no effect: functions stay as they are written'),
};

interface LayoutValues {
  readonly indent: number | undefined;
  readonly maxTextWidth: number | undefined;
  readonly leadingComma: boolean;
}

/** Only what was given. */
export function layoutOf({ indent, maxTextWidth, leadingComma }: LayoutValues): {
  readonly indent?: number;
  readonly maxTextWidth?: number;
  readonly leadingComma?: true;
} {
  for (const [option, number] of Object.entries({ '--indent': indent, '--max-text-width': maxTextWidth })) {
    if (number === undefined || number >= 0) continue;
    throw new MeshError('CLI_OPTION_VALUE', { option, got: String(number), expected: 'a whole number of at least 0' });
  }
  return {
    ...(indent === undefined ? {} : { indent }),
    ...(maxTextWidth === undefined ? {} : { maxTextWidth }),
    ...(leadingComma ? { leadingComma } : {}),
  };
}
