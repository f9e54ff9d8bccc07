// Runs something again whenever a file of the project is saved, until Ctrl-C.
import { watch } from 'node:fs';
import type { CommandContext } from './command.ts';
import { withProject } from './withProject.ts';
import { printError } from './errors/printError.ts';
import { sourceLines } from './errors/sourceLines.ts';

/** An editor writes a file in several steps. */
const quietMs = 100;

export async function watchProject(context: CommandContext, run: () => Promise<unknown>): Promise<void> {
  const { io, output } = context;
  const { root, cacheDir } = await withProject(context, (project) => project.config());
  const once = async (): Promise<void> => {
    try {
      await run();
    } catch (error) {
      output.note(printError(error, { paint: output.paintNotes, sources: sourceLines(io.cwd), debug: false }));
    }
    output.note(output.paintNotes('dim', 'waiting for changes; Ctrl-C ends'));
  };
  await once();
  let running = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const watcher = watch(root, { recursive: true }, (_, file) => {
    if (file === null || !isSource(file, cacheDir)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      running = running.then(once);
    }, quietMs);
  });
  await new Promise<void>((resolve) => io.stop.addEventListener('abort', () => resolve(), { once: true }));
  clearTimeout(timer);
  watcher.close();
  await running;
}

function isSource(file: string, cacheDir: string): boolean {
  const path = file.replaceAll('\\', '/');
  if (path.startsWith(`${cacheDir}/`) || /(^|\/)(node_modules|\.git)\//.test(path)) return false;
  return /\.(sql|ya?ml|[cm]?[jt]s|csv)$/i.test(path);
}
