// mesh table-diff: how the rows of two environments or tables differ.
import { argument, command, requiredArgument } from '../command.ts';
import { commaList, flag, integer, list, value } from '../option.ts';
import { withProject } from '../withProject.ts';

export const tableDiff = command({
  name: 'table-diff',
  aliases: ['table_diff'],
  group: 'Look',
  summary: 'compare columns and rows of two environments or tables',
  description:
    'Compares a model between two environments, or two tables. Rows are paired by --on, the grain of the model or its unique key; ' +
    'without any of them they are compared as wholes.',
  examples: [
    'mesh table-diff prod:dev shop.orders',
    'mesh table-diff prod:dev',
    'mesh table-diff staging.a:staging.b --on id --where "day > DATE \'2024-01-01\'"',
  ],
  arguments: [
    { name: '<source>:<target>', help: 'two environments or two tables' },
    { name: '[model]', help: 'a model or a selection; default: all that differ' },
  ],
  options: {
    on: commaList('-o, --on <keys>', 'columns that identify a row, by comma'),
    selectModel: list('-m, --select-model <selection>', 'models to compare', { also: ['--select-models <selection>'] }),
    skipColumns: commaList('-s, --skip-columns <columns>', 'columns to leave out'),
    where: value('--where <condition>', 'compare only these rows'),
    limit: integer('--limit <n>', 'rows of each sample (default 20)'),
    decimals: integer('-d, --decimals <n>', 'places in which fractions must agree (default 3)'),
    tempSchema: value(
      '--temp-schema <schema>',
      'schema in which the paired rows are kept while they are counted (default: none)',
    ),
    schemaDiffIgnoreCase: flag('--schema-diff-ignore-case', 'columns whose names differ only by case are the same'),
    showSample: flag('--show-sample', 'print sample rows'),
    skipGrainCheck: flag('--skip-grain-check', 'say nothing about keys that do not identify rows'),
    warnGrainCheck: flag('--warn-grain-check', 'warn of keys that do not identify rows (the default)'),
  },
  async run(context) {
    const { output, options, settings } = context;
    const model = argument(context, 1);
    const request = {
      pair: requiredArgument(context, 0),
      models: [...(model === undefined ? [] : [model]), ...options.selectModel],
      on: options.on,
      skipColumns: options.skipColumns,
      where: options.where,
      limit: options.limit,
      decimals: options.decimals,
      tempSchema: options.tempSchema,
      ignoreCase: options.schemaDiffIgnoreCase,
    };
    return withProject(context, async (project) => {
      const { tableDiff: compare } = await import('../../project/tableDiff/tableDiff.ts');
      const { diffJson, diffText, onlyInText } = await import('../../project/tableDiff/diffReport.ts');
      const { diffs, onlyIn, diagnostics } = await compare(project, request);
      if (settings.json) return output.json({ schemaVersion: 1, diffs: diffs.map(diffJson), onlyIn });
      output.diagnostics(options.skipGrainCheck ? diagnostics.filter((d) => !isGrainCheck(d)) : diagnostics);
      for (const line of onlyInText(onlyIn)) output.result(line);
      if (diffs.length + onlyIn.source.length + onlyIn.target.length === 0)
        return output.result('Nothing to compare: the two show the same tables.');
      const samples = options.showSample || options.limit !== undefined;
      for (const diff of diffs) output.result(diffText(diff, { samples }).join('\n'));
    });
  },
});

function isGrainCheck({ code }: { readonly code: string }): boolean {
  return code === 'DIFF_NO_GRAIN' || code === 'DIFF_DUPLICATE_KEYS';
}
