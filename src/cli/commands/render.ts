// mesh render: the SQL that would run.
import { command, requiredArgument } from '../command.ts';
import { dateOptions } from '../dateOptions.ts';
import { layoutOf, layoutOptions } from '../layoutOptions.ts';
import { commaList, flag, value } from '../option.ts';
import { withProject } from '../withProject.ts';

export const render = command({
  name: 'render',
  group: 'Look',
  summary: 'show the SQL of a model as it would run',
  description:
    'Shows the query of a model with macros expanded and, where prod has this very version, physical tables in the place of names. ' +
    'Without --start and --end the interval is 1970-01-01.',
  examples: [
    'mesh render shop.orders --start 2024-01-01 --end 2024-01-07',
    'mesh render shop.orders --expand staging.orders',
  ],
  arguments: [{ name: '<model>', help: 'the name of the model' }],
  options: {
    ...dateOptions,
    expand: commaList(
      '--expand <models>',
      "write the queries of these models in the place of their tables ('*' for all)",
    ),
    dialect: value('--dialect <name>', 'translate the result into this dialect'),
    noFormat: flag('--no-format', 'as it runs, without laying it out'),
    ...layoutOptions,
  },
  async run(context) {
    const { options, output, settings } = context;
    const { renderProjectModel } = await import('../../project/renderProjectModel.ts');
    const { start, end, executionTime, expand, dialect } = options;
    const isFormatted = !options.noFormat;
    const request = { model: requiredArgument(context, 0), start, end, executionTime, expand, dialect, isFormatted };
    const rendered = await withProject(context, (project) =>
      renderProjectModel(project, { ...request, style: layoutOf(options) }),
    );
    if (settings.json) return output.json(rendered);
    const parts = [
      ...rendered.preStatements,
      ...(rendered.query === null ? [] : [rendered.query]),
      ...rendered.postStatements,
    ];
    if (parts.length === 0) output.note(`${rendered.model} is of kind ${rendered.kind}: no SQL runs for it.`);
    else output.result(parts.length === 1 ? parts[0]! : parts.map((part) => `${part};`).join('\n\n'));
  },
});
