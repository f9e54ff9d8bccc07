// mesh state export: everything mesh remembers, as one file.
import { resolve } from 'node:path';
import { MeshError } from '../../error/meshError.ts';
import { command } from '../command.ts';
import { counted } from '../counted.ts';
import { flag, list, value } from '../option.ts';
import { withProject } from '../withProject.ts';

export const stateExport = command({
  name: 'state export',
  group: 'State',
  summary: 'write the state to a file',
  examples: ['mesh state export -o state.json', 'mesh state export -o dev.json --environment dev'],
  options: {
    outputFile: value('-o, --output-file <file>', 'the file to write'),
    environment: list('--environment <name>', 'only what this environment needs; may be given several times'),
    local: flag('--local', 'the project as it is instead of what is stored, without a database; cannot be imported'),
    noConfirm: flag('--no-confirm', 'accepted: nothing is asked'),
    noData: flag('--no-data', 'without intervals: for `mesh plan --against`'),
  },
  async run(context) {
    const { io, output, settings, options } = context;
    if (options.outputFile === undefined)
      throw new MeshError('CLI_MISSING_ARGUMENT', { command: 'mesh state export', argument: '-o <file>' });
    if (options.local && options.environment.length > 0) {
      const why = 'the project as it is belongs to no environment';
      throw new MeshError('CLI_OPTIONS_EXCLUDE', { first: '--local', second: '--environment', why });
    }
    const file = resolve(io.cwd, options.outputFile);
    return withProject(context, async (project) => {
      const { exportState } = await import('../../project/stateTransfer.ts');
      const { environment: environments, local, noData } = options;
      const done = await exportState(project, { file, environments, local, noData });
      if (settings.json) output.json({ file, ...done });
      else
        output.result(`${file}: ${counted(done.snapshots, 'snapshot')}, ${counted(done.environments, 'environment')}`);
    });
  },
});
