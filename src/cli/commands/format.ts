// mesh format: SQL files in one layout.
import { MeshError } from '../../error/meshError.ts';
import { argumentList, command } from '../command.ts';
import { diagnosticsJson } from '../errors/diagnosticJson.ts';
import { layoutOf, layoutOptions } from '../layoutOptions.ts';
import { flag, value } from '../option.ts';
import { withProject } from '../withProject.ts';

export const format = command({
  name: 'format',
  group: 'Quality',
  summary: 'lay out the SQL files of models and audits',
  description:
    'Lays out SQL files: only whitespace and the case of keywords change, and a file where more would change is left alone. ' +
    'The `format` part of the configuration says how; a model with `formatting false` is left out.',
  examples: ['mesh format', 'mesh format models/marts', 'mesh format --check'],
  arguments: [{ name: '[paths...]', help: 'files or folders (default: all models and audits)' }],
  options: {
    check: flag('--check', 'write nothing; list the files that would change and exit 1 if there are any'),
    ...layoutOptions,
    appendNewline: flag('--append-newline', 'end every file with a line break'),
    rewriteCasts: flag('--rewrite-casts', 'has no effect: casts stay as they are written', {
      also: ['--no-rewrite-casts'],
    }),
    transpile: value('-t, --transpile <dialect>', 'refused: nothing is rewritten'),
  },
  async run(context) {
    const { options, output, settings } = context;
    if (options.transpile !== undefined) {
      const why = 'mesh formats without rewriting SQL; `mesh render --dialect` shows a model in another dialect';
      throw new MeshError('CLI_OPTION_UNSUPPORTED', { option: '--transpile', why });
    }
    const style = { ...layoutOf(options), ...(options.appendNewline ? { appendNewline: true } : {}) };
    const { formatProject } = await import('../../project/formatProject.ts');
    const result = await withProject(context, (project) =>
      formatProject(project, { paths: argumentList(context, 0), isCheck: options.check, style }),
    );
    const { changed, unchanged, excluded, diagnostics } = result;
    const hasErrors = diagnostics.some((problem) => problem.severity === 'error');
    if (settings.json) {
      output.json({ changed, unchanged, excluded, written: !options.check, diagnostics: diagnosticsJson(diagnostics) });
    } else {
      for (const file of changed) output.result(file);
      output.diagnostics(diagnostics);
      output.note(summary(changed.length, unchanged + excluded, options.check));
    }
    return hasErrors || (options.check && changed.length > 0) ? 1 : 0;
  },
});

function summary(changed: number, others: number, isCheck: boolean): string {
  const files = (count: number): string => `${count} ${count === 1 ? 'file' : 'files'}`;
  if (changed === 0) return `${files(others)} in good order`;
  if (isCheck) return `${files(changed)} would change: \`mesh format\` lays them out`;
  return `${files(changed)} laid out, ${others} left as they were`;
}
