// mesh init: a project that `mesh plan` runs at once.
import { relative, resolve } from 'node:path';
import { argument, command } from '../command.ts';
import { choice } from '../option.ts';

const templates = ['default', 'empty', 'typescript', 'sqlmesh'] as const;

export const init = command({
  name: 'init',
  group: 'Set up',
  summary: 'make a project that `mesh plan` runs at once',
  description:
    'Writes a small project into a folder. Files that exist are never overwritten: .gitignore, package.json and tsconfig.json are kept, with any other nothing is written at all.',
  examples: ['mesh init shop', 'mesh init --template typescript'],
  arguments: [{ name: '[dir]', help: 'the folder (default: this one); it is made when it is missing' }],
  options: {
    template: choice(
      '-t, --template <name>',
      templates,
      'default (a small shop), empty (folders and a configuration), typescript (models in TypeScript), sqlmesh (config.yaml and SQLMesh names)',
    ),
  },
  async run(context) {
    const { options, io, output, settings } = context;
    const { initProject } = await import('../../project/initProject.ts');
    const target = argument(context, 0) ?? settings.project ?? '.';
    const folder = resolve(io.cwd, target);
    const template = options.template ?? 'default';
    const { files, kept } = initProject(folder, template);
    if (settings.json) return output.json({ folder, template, files, kept });
    const shown = relative(io.cwd, folder);
    const { paint } = output;
    output.result(
      `${paint('green', 'Made')} a project of ${files.length} files in ${shown === '' ? 'this folder' : shown}:`,
    );
    output.result(files.map((file) => `  ${file}`).join('\n'));
    if (kept.length > 0) output.result(`Kept as it was: ${kept.join(', ')}`);
    const steps = [
      ...(shown === '' ? [] : [[`cd ${shown}`, '']]),
      ['mesh plan', 'see what would be built, then build it'],
      ['mesh dag', 'see the graph of its models'],
      ['mesh plan dev', 'change a model, and try the change in an environment of its own'],
    ];
    const width = Math.max(...steps.map(([line]) => line!.length));
    output.result('\nNext:');
    output.result(steps.map(([line, why]) => `  ${paint('bold', line!.padEnd(width))}  ${why}`.trimEnd()).join('\n'));
  },
});
