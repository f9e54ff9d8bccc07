// mesh types: the columns of every model, for TypeScript.
import { command } from '../command.ts';
import { diagnosticsJson } from '../errors/diagnosticJson.ts';
import { flag } from '../option.ts';
import { withProject } from '../withProject.ts';

export const types = command({
  name: 'types',
  group: 'Quality',
  summary: 'write the columns of every model to mesh.d.ts',
  description:
    'Writes mesh.d.ts beside the configuration: with it a misspelt table or column in `context.table(…)` does not compile. ' +
    'Columns are the declared ones, what the queries give, or what the rows of a function had when it last ran; no database is opened. `mesh plan` keeps the file up to date once it is there.',
  examples: ['mesh types', 'mesh types --check'],
  options: {
    check: flag('--check', 'write nothing; exit 1 when the file is not up to date'),
  },
  async run(context) {
    const { options, output, settings } = context;
    const { writeTableTypes } = await import('../../project/tableTypes.ts');
    const done = await withProject(context, (project) => writeTableTypes(project, { isCheck: options.check }));
    const { file, status, tables, leftOut, diagnostics } = done;
    const isUpToDate = status !== 'outdated';
    if (settings.json) {
      output.json({ file, status, upToDate: isUpToDate, tables, leftOut, diagnostics: diagnosticsJson(diagnostics) });
    } else {
      output.diagnostics(diagnostics);
      const what = `${tables} ${tables === 1 ? 'table' : 'tables'}`;
      if (status === 'written') output.result(`wrote ${file} (${what})`);
      else if (isUpToDate) output.result(`${file} is up to date (${what})`);
      else output.result(`${file} is not up to date: \`mesh types\` writes it`);
    }
    return isUpToDate ? 0 : 1;
  },
});
