// mesh state import: takes over a state that was exported.
import { resolve } from 'node:path';
import { MeshError } from '../../error/meshError.ts';
import { command } from '../command.ts';
import { counted } from '../counted.ts';
import { mayDestroy, yes } from '../confirmDestruction.ts';
import { flag, value } from '../option.ts';
import { withProject } from '../withProject.ts';

export const stateImport = command({
  name: 'state import',
  group: 'State',
  summary: 'read a state file',
  description:
    'Adds what the file holds to the state; with --replace the state becomes what the file says. Tables are not touched.',
  options: {
    inputFile: value('-i, --input-file <file>', 'as `mesh state export` wrote it'),
    replace: flag('--replace', 'drop the present state first'),
    yes,
  },
  async run(context) {
    const { io, output, settings, options } = context;
    if (options.inputFile === undefined)
      throw new MeshError('CLI_MISSING_ARGUMENT', { command: 'mesh state import', argument: '-i <file>' });
    const file = resolve(io.cwd, options.inputFile);
    if (options.replace && !(await mayDestroy(context, 'Replace the whole state of this project?', options.yes)))
      return;
    await withProject(context, async (project) => {
      const { importState } = await import('../../project/stateTransfer.ts');
      const done = await importState(project, { file, replace: options.replace });
      if (settings.json) output.json({ file, ...done });
      else
        output.result(`Read ${counted(done.snapshots, 'snapshot')} and ${counted(done.environments, 'environment')}.`);
    });
  },
});
