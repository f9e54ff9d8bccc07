// mesh dag: the graph of models.
import type { GraphModel } from '../../project/projectGraph.ts';
import { argument, command, type CommandContext } from '../command.ts';
import { choice, list, value } from '../option.ts';
import { graphHeading } from '../graph/graphHeading.ts';
import { formatOfFile, writeGraph } from '../graph/writeGraph.ts';
import { withProject } from '../withProject.ts';

const formats = ['text', 'json', 'dot', 'mermaid', 'html'] as const;

const options = {
  select: list('--select <pattern>', 'only these models: names, `+upstream`, `downstream+`, `tag:x`, …', {
    also: ['--select-model <pattern>'],
  }),
  format: choice('-f, --format <name>', formats, 'text (default), json, dot, mermaid or html'),
  out: value('-o, --out <file>', 'write to this file instead of the terminal'),
};

type Format = (typeof formats)[number];

export const dag = command({
  name: 'dag',
  group: 'Look',
  summary: 'show the graph of models',
  description:
    'Shows which model reads which. The html page stands alone: zoom, search, click a model for its columns, lineage and SQL.',
  examples: [
    'mesh dag',
    "mesh dag --select '+marts.revenue'",
    'mesh dag --format html --out graph.html',
    'mesh dag graph.html',
  ],
  arguments: [
    { name: '[file]', help: 'as --out; a name that ends with .html, .dot, .mmd or .json says the format, too' },
  ],
  options,
  async run(context) {
    const file = context.options.out ?? argument(context, 0);
    const format = formatOf(context, file);
    const { models, heading } = await withProject(context, async (project) => {
      const { projectGraph } = await import('../../project/projectGraph.ts');
      const columns = format === 'html' ? 'lineage' : format === 'json' ? 'types' : 'none';
      const graph = await projectGraph(project, { select: context.options.select, columns });
      return { models: graph.models, heading: await graphHeading(project) };
    });
    const text = await rendered(context, { models, heading, format, isFile: file !== undefined });
    if (file === undefined) context.output.result(text);
    else writeGraph(context, file, text);
  },
});

function formatOf(context: CommandContext<typeof options>, file: string | undefined): Format {
  if (context.options.format !== undefined) return context.options.format;
  if (context.settings.json) return 'json';
  return formatOfFile(file, formats) ?? (file === undefined ? 'text' : 'html');
}

interface Wanted {
  readonly models: readonly GraphModel[];
  readonly heading: string;
  readonly format: Format;
  readonly isFile: boolean;
}

async function rendered({ output }: CommandContext<typeof options>, wanted: Wanted): Promise<string> {
  const { models, heading, format, isFile } = wanted;
  const { graphText } = await import('../graph/graphText.ts');
  const { graphDot, graphJson, graphMermaid } = await import('../graph/graphFormats.ts');
  switch (format) {
    case 'text': {
      const { plain } = await import('../paint.ts');
      return models.length === 0 ? 'This project has no models.' : graphText(models, isFile ? plain : output.paint);
    }
    case 'json':
      return JSON.stringify(graphJson(models), null, 2);
    case 'dot':
      return graphDot(models);
    case 'mermaid':
      return graphMermaid(models);
    case 'html': {
      const { graphPage } = await import('../graph/graphPage.ts');
      return graphPage(models, { heading });
    }
  }
}
