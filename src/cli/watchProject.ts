// Runs something again whenever files of the project are saved, until Ctrl-C.
import type { CommandContext } from './command.ts';
import { withProject } from './withProject.ts';
import { printError } from './errors/printError.ts';
import { sourceLines } from './errors/sourceLines.ts';
import { watchFolder } from './watchFolder.ts';

/** An editor writes a file in several steps. */
const quietMs = 100;

/** `run` is told which files, relative to the project, were saved since it last came to an end; nothing the first time. */
export async function watchProject(
  context: CommandContext,
  run: (saved: ReadonlySet<string> | undefined) => Promise<unknown>,
): Promise<void> {
  const { io, output } = context;
  const { root, cacheDir } = await withProject(context, (project) => project.config());
  let saved: Set<string> | undefined;
  const once = async (): Promise<void> => {
    try {
      await run(saved);
      saved = new Set();
    } catch (error) {
      output.note(printError(error, { paint: output.paintNotes, sources: sourceLines(io.cwd), debug: false }));
    }
    output.note(output.paintNotes('dim', 'waiting for changes; Ctrl-C ends'));
  };
  let running = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const waiting = new Set<string>();
  const watcher = watchFolder(root, {
    isLeftOut: (path) => path === cacheDir || /(^|\/)(node_modules|\.git)$/.test(path),
    changed(path) {
      if (!/\.(sql|ya?ml|[cm]?[jt]s|csv)$/i.test(path)) return;
      waiting.add(path);
      clearTimeout(timer);
      timer = setTimeout(() => {
        running = running.then(() => {
          if (waiting.size === 0) return;
          for (const each of waiting) saved?.add(each);
          waiting.clear();
          return once();
        });
      }, quietMs);
    },
  });
  running = running.then(once);
  await new Promise<void>((resolve) => io.stop.addEventListener('abort', () => resolve(), { once: true }));
  clearTimeout(timer);
  watcher.close();
  await running;
}
