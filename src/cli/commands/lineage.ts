// mesh lineage: which columns a column is made of, or what is made of it, or what would change with it.
import { MeshError } from '../../error/meshError.ts';
import { command, requiredArgument, type CommandContext } from '../command.ts';
import { graphHeading } from '../graph/graphHeading.ts';
import { formatOfFile, writeGraph } from '../graph/writeGraph.ts';
import { choice, flag, value } from '../option.ts';
import { withProject } from '../withProject.ts';

const formats = ['text', 'json', 'html'] as const;

const options = {
  upstream: flag('--upstream', 'all the way up to the sources'),
  downstream: flag('--downstream', 'everything that is made of it'),
  impact: flag('--impact', 'every model and column below that would change if it went away or had another type'),
  format: choice('-f, --format <name>', formats, 'text (default), json or html: the page of `mesh dag`, opened there'),
  out: value('-o, --out <file>', 'write to this file instead of the terminal'),
};

type Context = CommandContext<typeof options>;
type Format = (typeof formats)[number];

export const lineage = command({
  name: 'lineage',
  group: 'Look',
  summary: 'show which columns a column comes from',
  description:
    'Shows the columns that each column of a model is made of: direct ones in JSON, the whole tree upwards as text. --upstream and ' +
    '--downstream go all the way. --impact also counts columns that decide which rows there are, and readers whose use cannot be known.',
  examples: [
    'mesh lineage shop.orders',
    'mesh lineage shop.orders.amount --upstream',
    'mesh lineage shop.orders.amount --downstream --impact',
    'mesh lineage raw.orders.id --downstream --json',
    'mesh lineage shop.orders.amount --out lineage.html',
  ],
  arguments: [{ name: '<model.column>', help: 'a model, or one column of it' }],
  options,
  async run(context) {
    refuseOpposites(context);
    const format = formatOf(context);
    if (format === 'html') return deliver(context, await page(context));
    return context.options.impact ? showImpact(context, format) : showLineage(context, format);
  },
});

function refuseOpposites({ options: { upstream, downstream, impact } }: Context): void {
  const why = 'they look in opposite directions';
  if (upstream && downstream)
    throw new MeshError('CLI_OPTIONS_EXCLUDE', { first: '--upstream', second: '--downstream', why });
  if (upstream && impact) throw new MeshError('CLI_OPTIONS_EXCLUDE', { first: '--upstream', second: '--impact', why });
}

function formatOf({ options: { format, out }, settings }: Context): Format {
  if (format !== undefined) return format;
  return settings.json ? 'json' : (formatOfFile(out, formats) ?? 'text');
}

async function showLineage(context: Context, format: Format): Promise<void> {
  const { options: wanted } = context;
  const { projectLineage } = await import('../../project/projectLineage.ts');
  const { lineageText } = await import('../graph/lineageText.ts');
  const far = wanted.downstream ? 'downstream' : 'upstream';
  // A tree is only a tree when it goes all the way.
  const direction = wanted.upstream || wanted.downstream || format !== 'json' ? far : 'direct';
  const found = await withProject(context, (project) =>
    projectLineage(project, { target: requiredArgument(context, 0), direction }),
  );
  if (format === 'json')
    return deliver(context, json({ model: found.model, columns: Object.fromEntries(found.columns) }));
  if (found.columns.size === 0) return noteUnknown(context, found);
  deliver(context, lineageText(found, { paint: await paintFor(context), isDownstream: wanted.downstream }));
}

async function showImpact(context: Context, format: Format): Promise<void> {
  const { projectImpact } = await import('../../project/projectImpact.ts');
  const { impactText } = await import('../graph/impactText.ts');
  const found = await withProject(context, (project) => projectImpact(project, requiredArgument(context, 0)));
  if (format === 'json') {
    const columns = found.columns.map(({ column, consumers }) => [
      column,
      consumers.flatMap(({ name, columns: own }) => own.map((of) => ({ model: name, column: of }))),
    ]);
    const impact = found.columns.map(({ column, consumers, spared }) => ({ column, models: consumers, spared }));
    return deliver(context, json({ model: found.model, columns: Object.fromEntries(columns) as object, impact }));
  }
  if (found.columns.length === 0) return noteUnknown(context, found);
  deliver(context, impactText(found, await paintFor(context)));
}

async function page(context: Context): Promise<string> {
  const { upstream, downstream, impact } = context.options;
  const { lineageGraph } = await import('../../project/lineageGraph.ts');
  const { graphPage } = await import('../graph/graphPage.ts');
  const { graph, heading } = await withProject(context, async (project) => ({
    graph: await lineageGraph(project, requiredArgument(context, 0), {
      upstream: !downstream && !impact,
      downstream: !upstream,
    }),
    heading: await graphHeading(project),
  }));
  return graphPage(graph.models, { heading, selected: graph.target });
}

function noteUnknown({ output }: Context, found: { readonly model: string; readonly unknown: string | undefined }) {
  output.note(`The columns of ${found.model} are not known${found.unknown === undefined ? '' : `: ${found.unknown}`}.`);
}

function json(value: unknown): string {
  return JSON.stringify(value, null, 2);
}

/** No colours in a file. */
async function paintFor({ options: { out }, output }: Context) {
  return out === undefined ? output.paint : (await import('../paint.ts')).plain;
}

function deliver(context: Context, text: string): void {
  const file = context.options.out;
  if (file === undefined) context.output.result(text);
  else writeGraph(context, file, text);
}
