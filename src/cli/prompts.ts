// Questions, asked on a terminal only. The library is loaded when one is about to be asked.
import type { Choice, Undecided } from '../snapshot/categorize.ts';
import { MeshError } from '../error/meshError.ts';

export async function askApply(environment: string): Promise<boolean> {
  const { confirm, isCancel } = await import('@clack/prompts');
  const answer = await confirm({ message: `Apply this plan to ${environment}?`, initialValue: true });
  if (isCancel(answer)) throw new MeshError('CLI_CANCELLED', {});
  return answer;
}

export async function askCategories(undecided: readonly Undecided[]): Promise<ReadonlyMap<string, Choice>> {
  const { isCancel, select } = await import('@clack/prompts');
  const choices = new Map<string, Choice>();
  for (const { name, reason, suggestion } of undecided) {
    const answer = await select<Choice>({
      message: `${name}: ${reason}. What is this change?`,
      initialValue: suggestion,
      options: [
        { value: 'breaking', label: 'breaking', hint: 'computed again, and all that reads it' },
        { value: 'non-breaking', label: 'non-breaking', hint: 'computed again, what reads it stays' },
        { value: 'forward-only', label: 'forward-only', hint: 'nothing is computed again' },
      ],
    });
    if (isCancel(answer)) throw new MeshError('CLI_CANCELLED', {});
    choices.set(name, answer);
  }
  return choices;
}

/** For commands that destroy; elsewhere than on a terminal `--yes` is the answer. */
export async function askYes(message: string): Promise<boolean> {
  const { confirm, isCancel } = await import('@clack/prompts');
  const answer = await confirm({ message, initialValue: false });
  return !isCancel(answer) && answer;
}
