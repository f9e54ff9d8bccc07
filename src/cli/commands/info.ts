// mesh info: what the project consists of, and whether its database answers.
import type { ConnectionCheck, ProjectInfo } from '../../project/projectInfo.ts';
import { command } from '../command.ts';
import { diagnosticsJson } from '../errors/diagnosticJson.ts';
import { flag } from '../option.ts';
import type { Output } from '../output.ts';
import { withProject } from '../withProject.ts';

export const info = command({
  name: 'info',
  group: 'Look',
  summary: 'count what the project holds and check its connection',
  description: 'Exits 2 when the project has errors or its database cannot be opened.',
  options: {
    skipConnection: flag('--skip-connection', 'do not open the database'),
    verbose: flag('-v, --verbose', 'show how the gateway is configured, too; secrets are hidden'),
  },
  async run(context) {
    const { options, output, settings } = context;
    const { isHealthy, projectInfo } = await import('../../project/projectInfo.ts');
    const found = await withProject(context, (project) => projectInfo(project, options));
    if (settings.json) {
      const { diagnostics, connection, settings: _, ...rest } = found;
      output.json({ ...rest, connection: connection ?? null, diagnostics: diagnosticsJson(diagnostics) });
    } else print(output, found, options.verbose ? found.settings : {});
    return isHealthy(found) ? 0 : 2;
  },
});

function print(output: Output, found: ProjectInfo, connection: ProjectInfo['settings']): void {
  const kinds = Object.entries(found.kinds).map(([kind, count]) => `${count} ${kind}`);
  const others = Object.entries(found.counts).filter(([, count]) => count > 0);
  const lines: [string, string][] = [
    ['Project', found.root],
    ['Configuration', found.configFiles.join(', ')],
    ['Models', kinds.length === 0 ? '0' : `${found.models} (${kinds.join(', ')})`],
    ...others.map(([name, count]): [string, string] => [`${name[0]!.toUpperCase()}${name.slice(1)}`, String(count)]),
    ['Gateway', `${found.gateway} (${found.engine}, ${found.database})`],
    ...Object.entries(connection).map(([name, value]): [string, string] => [`  ${name}`, settingText(value)]),
    ...(found.connection === undefined ? [] : [['Connection', connectionText(found.connection)] as [string, string]]),
  ];
  const width = Math.max(...lines.map(([name]) => name.length));
  for (const [name, value] of lines) output.result(`${output.paint('dim', name.padEnd(width))}  ${value}`);
  output.diagnostics(found.diagnostics);
}

function settingText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function connectionText(check: ConnectionCheck): string {
  switch (check.status) {
    case 'ok':
      return `succeeded (DuckDB ${check.version})`;
    case 'not made yet':
      return 'the first plan makes the database file';
    case 'failed':
      return `failed: ${check.message}`;
  }
}
