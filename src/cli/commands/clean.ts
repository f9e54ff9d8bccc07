// mesh clean: removes the cache.
import { command } from '../command.ts';
import { withProject } from '../withProject.ts';

export const clean = command({
  name: 'clean',
  group: 'Set up',
  summary: 'remove the cache',
  description: 'Removes the cache of loaded files. Nothing changes by it but the time of the next command.',
  options: {},
  async run(context) {
    const { output, settings } = context;
    const { cleanProject } = await import('../../project/cleanProject.ts');
    const done = await withProject(context, cleanProject);
    if (settings.json) return output.json(done);
    const size =
      done.bytes < 1024 * 1024 ? `${Math.ceil(done.bytes / 1024)} kB` : `${Math.round(done.bytes / 1024 / 1024)} MB`;
    output.result(
      done.files === 0 ? `${done.folder} is empty already` : `removed ${done.folder}: ${done.files} files, ${size}`,
    );
  },
});
