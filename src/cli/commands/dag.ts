// mesh dag: the graph of models.
import { basename } from 'node:path';
import type { Project } from '../../project/openProject.ts';
import type { GraphModel } from '../../project/projectGraph.ts';
import { argument, command, type CommandContext } from '../command.ts';
import { choice, list, value } from '../option.ts';
import { withProject } from '../withProject.ts';
import { writeTo } from '../writeTo.ts';

const options = {
  select: list('--select <pattern>', 'only these models: names, `+upstream`, `downstream+`, `tag:x`, …', {
    also: ['--select-model <pattern>'],
  }),
  format: choice(
    '-f, --format <name>',
    ['text', 'json', 'dot', 'mermaid', 'html'],
    'text (default), json, dot, mermaid or html',
  ),
  out: value('-o, --out <file>', 'write to this file instead of the terminal'),
};

type Format = 'text' | 'json' | 'dot' | 'mermaid' | 'html';

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
      return { models: graph.models, heading: await headingOf(project) };
    });
    const text = await rendered(context, { models, heading, format, isFile: file !== undefined });
    if (file === undefined) context.output.result(text);
    else write(context, file, text);
  },
});

/** `project` of the configuration, or the folder's name. */
async function headingOf(project: Project): Promise<string> {
  const config = await project.config();
  return config.project ?? basename(config.root);
}

function formatOf(context: CommandContext<typeof options>, file: string | undefined): Format {
  if (context.options.format !== undefined) return context.options.format;
  if (context.settings.json) return 'json';
  const byEnding: Readonly<Record<string, Format>> = {
    html: 'html',
    htm: 'html',
    dot: 'dot',
    gv: 'dot',
    mmd: 'mermaid',
    json: 'json',
  };
  return byEnding[/\.(\w+)$/.exec(file ?? '')?.[1]?.toLowerCase() ?? ''] ?? (file === undefined ? 'text' : 'html');
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

function write({ io, output, settings }: CommandContext<typeof options>, file: string, text: string): void {
  writeTo(io, file, text.endsWith('\n') ? text : `${text}\n`);
  if (settings.json) output.json({ file });
  else output.note(`wrote ${file}`);
}
