// mesh lineage: which columns a column is made of, or what is made of it.
import { MeshError } from '../../error/meshError.ts';
import { command, requiredArgument } from '../command.ts';
import { flag } from '../option.ts';
import { withProject } from '../withProject.ts';

export const lineage = command({
  name: 'lineage',
  group: 'Look',
  summary: 'show which columns a column comes from',
  description:
    'Shows the columns that each column of a model is made of: direct ones in JSON, the whole tree upwards as text. --upstream and ' +
    '--downstream go all the way. `mesh dag --format html` shows the same in a graph.',
  examples: [
    'mesh lineage shop.orders',
    'mesh lineage shop.orders.amount --upstream',
    'mesh lineage raw.orders.id --downstream --json',
  ],
  arguments: [{ name: '<model.column>', help: 'a model, or one column of it' }],
  options: {
    upstream: flag('--upstream', 'all the way up to the sources'),
    downstream: flag('--downstream', 'everything that is made of it'),
  },
  async run(context) {
    const { options, output, settings } = context;
    if (options.upstream && options.downstream) {
      throw new MeshError('CLI_OPTIONS_EXCLUDE', {
        first: '--upstream',
        second: '--downstream',
        why: 'they look in opposite directions',
      });
    }
    const { projectLineage } = await import('../../project/projectLineage.ts');
    const { lineageText } = await import('../graph/lineageText.ts');
    const far = options.downstream ? 'downstream' : 'upstream';
    // A tree is only a tree when it goes all the way.
    const direction = options.upstream || options.downstream || !settings.json ? far : 'direct';
    const found = await withProject(context, (project) =>
      projectLineage(project, { target: requiredArgument(context, 0), direction }),
    );
    if (settings.json) return output.json({ model: found.model, columns: Object.fromEntries(found.columns) });
    if (found.columns.size === 0)
      output.note(
        `The columns of ${found.model} are not known${found.unknown === undefined ? '' : `: ${found.unknown}`}.`,
      );
    else output.result(lineageText(found, { paint: output.paint, isDownstream: options.downstream }));
  },
});
