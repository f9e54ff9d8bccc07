// mesh create-external-models: columns of the tables that models read and nobody describes.
import { command } from '../command.ts';
import { flag } from '../option.ts';
import { withProject } from '../withProject.ts';

export const createExternalModels = command({
  name: 'create-external-models',
  aliases: ['create_external_models'],
  group: 'Set up',
  summary: 'write the columns of external tables to external_models.yaml',
  description:
    'Asks the database for the columns of every table that models read and that is no model. What the file says already stays, ' +
    'except columns that are not what the database has.',
  options: {
    strict: flag('--strict', 'fail when a table is not in the database, and write nothing'),
  },
  async run(context) {
    const { options, output, settings } = context;
    const { createExternalModels: create } = await import('../../project/createExternalModels.ts');
    const done = await withProject(context, (project) => create(project, { isStrict: options.strict }));
    if (settings.json) return output.json(done);
    const { file, added, updated, unchanged, missing } = done;
    for (const name of added) output.result(`added    ${name}`);
    for (const name of updated) output.result(`updated  ${name}`);
    for (const name of missing)
      output.note(output.paintNotes('yellow', `${name} is not in the database: nothing was written for it`));
    const changes = added.length + updated.length;
    output.note(
      changes === 0
        ? `${file} is up to date (${unchanged.length} ${unchanged.length === 1 ? 'table' : 'tables'})`
        : `wrote ${file}`,
    );
  },
});
