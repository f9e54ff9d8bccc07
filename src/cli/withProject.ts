// Opens the project a command works on, and closes it whatever happens.
import type { Emit } from '../event/events.ts';
import type { Project } from '../project/openProject.ts';
import type { CommandContext } from './command.ts';

export async function withProject<T>(
  context: Pick<CommandContext, 'io' | 'settings' | 'output'>,
  use: (project: Project) => Promise<T>,
  emit?: Emit,
): Promise<T> {
  const { openProject } = await import('../project/openProject.ts');
  const { io, settings, output } = context;
  const project = openProject({
    cwd: io.cwd,
    project: settings.project,
    file: settings.config,
    gateway: settings.gateway,
    dotenv: settings.dotenv,
    env: io.env,
    now: () => settings.now,
    emit: emit ?? ((event) => event.type === 'waiting' && output.note(event.text)),
    stop: io.stop,
    abort: io.abort,
  });
  try {
    return await use(project);
  } finally {
    await project.close();
  }
}
