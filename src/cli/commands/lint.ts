// mesh lint: rules over models.
import type { LintResult } from '../../project/lintProject.ts';
import type { Project } from '../../project/openProject.ts';
import { command, type CommandContext } from '../command.ts';
import { diagnosticJson } from '../errors/diagnosticJson.ts';
import { sortedDiagnostics } from '../errors/printDiagnostics.ts';
import { flag, list, value } from '../option.ts';
import type { Output } from '../output.ts';
import { withProject } from '../withProject.ts';

const options = {
  model: list('--model <pattern>', 'only these models: names, patterns and selections; may be given several times', {
    also: ['--models <pattern>'],
  }),
  fix: flag('--fix', 'write what can be corrected: columns in the place of *, declarations of external tables'),
  local: flag('--local', 'accepted: the linter never reads the state'),
  useProjectIndex: flag('--use-project-index', 'accepted: what was read before is always remembered'),
  explain: value('--explain <rule>', 'what a rule is about, and why'),
};

export const lint = command({
  name: 'lint',
  group: 'Quality',
  summary: 'check models against the rules of the linter',
  description:
    'Checks models against the rules that the configuration names in `linter`: `rules` are errors and make the exit code 1, ' +
    '`warn_rules` are warnings. Rules of the project are TypeScript files in linter/.',
  examples: ['mesh lint', 'mesh lint --fix', 'mesh lint --explain noselectstar'],
  options,
  async run(context) {
    return withProject(context, async (project) => {
      if (context.options.explain !== undefined) return explain(context, project, context.options.explain);
      const { fixFindings, lintProject } = await import('../../project/lintProject.ts');
      const models = await chosenModels(context, project);
      const first = await lintProject(project, { models });
      if (!context.options.fix) return report(context, first);
      const fixed = await fixFindings(project, first.findings);
      if (!context.settings.json) {
        const what = `${fixed.applied} ${fixed.applied === 1 ? 'finding' : 'findings'} corrected`;
        context.output.note(fixed.files.length === 0 ? what : `${what} in ${fixed.files.join(', ')}`);
      }
      if (fixed.files.length === 0) return report(context, first);
      // The files are not what was loaded any more.
      return withProject(context, async (again) => report(context, await lintProject(again, { models })));
    });
  },
});

type LintCommand = CommandContext<typeof options>;

async function chosenModels(context: LintCommand, project: Project): Promise<ReadonlySet<string> | undefined> {
  if (context.options.model.length === 0) return undefined;
  const { selectModels } = await import('../../project/selectModels.ts');
  return selectModels(project, context.options.model, (await project.load()).models);
}

function report({ output, settings }: LintCommand, { findings, isOff, rules }: LintResult): number {
  const problems = sortedDiagnostics(findings.map((finding) => finding.diagnostic));
  const ruleOf = new Map(findings.map((finding) => [finding.diagnostic, finding.rule]));
  if (settings.json)
    output.json(problems.map((problem) => ({ ...diagnosticJson(problem), rule: ruleOf.get(problem) })));
  else {
    output.diagnostics(problems);
    if (isOff && problems.length > 0) output.note('The linter is off (linter.enabled), so all of this is a warning.');
    if (problems.length === 0) output.note(`no findings by ${rules.length} ${rules.length === 1 ? 'rule' : 'rules'}`);
    else printFixable(output, findings.filter((finding) => finding.fix !== undefined).length);
  }
  return problems.some((problem) => problem.severity === 'error') ? 1 : 0;
}

function printFixable(output: Output, count: number): void {
  if (count > 0) output.note(`\`mesh lint --fix\` can correct ${count} of them.`);
}

async function explain({ output, settings }: LintCommand, project: Project, name: string): Promise<void> {
  const { explainRule } = await import('../../project/lintProject.ts');
  const rule = await explainRule(project, name);
  if (settings.json) return output.json({ name: rule.name, summary: rule.summary, explanation: rule.explanation });
  output.result(`${output.paint('bold', rule.name)}: ${rule.summary}\n\n${wrap(rule.explanation, 88)}`);
}

function wrap(text: string, width: number): string {
  const lines = [''];
  for (const word of text.split(' ')) {
    if (`${lines.at(-1)} ${word}`.length > width) lines.push(word);
    else lines[lines.length - 1] = `${lines.at(-1)} ${word}`.trimStart();
  }
  return lines.join('\n');
}
