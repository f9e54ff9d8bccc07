// Commands that destroy ask on a terminal; elsewhere they need --yes.
import { MeshError } from '../error/meshError.ts';
import type { CommandContext } from './command.ts';
import { flag } from './option.ts';

export const yes = flag('-y, --yes', 'do not ask', { also: ['--no-confirm'] });

/** False when the person said no. */
export async function mayDestroy(
  context: Pick<CommandContext, 'io' | 'settings'>,
  question: string,
  given: boolean,
): Promise<boolean> {
  if (given) return true;
  if (!context.io.isInteractive || context.settings.json)
    throw new MeshError('CLI_QUESTION', { question, answer: '--yes' });
  const { askYes } = await import('./prompts.ts');
  return askYes(question);
}
