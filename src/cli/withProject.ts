// Opens the project a command works on, and closes it whatever happens.
import type { Emit } from '../event/events.ts';
import type { Project } from '../project/openProject.ts';
import type { CommandContext } from './command.ts';

const stopping = 'Stopping: what runs is finished first; Ctrl-C again rolls it back.';

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
  // Whoever shows events finishes what runs; silence after a Ctrl-C would look like a command that hangs.
  const sayStopping = (): void => emit?.({ type: 'waiting', text: stopping });
  io.stop.addEventListener('abort', sayStopping);
  try {
    return await use(project);
  } finally {
    io.stop.removeEventListener('abort', sayStopping);
    await project.close();
  }
}
