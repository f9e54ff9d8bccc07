import { cpSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readConfig } from '../src/load/config/readConfig.ts';
import { collectMacros } from '../src/load/typescript/collectDefinitions.ts';
import { collectModels } from '../src/load/typescript/collectModels.ts';
import { loadModules } from '../src/load/typescript/loadModules.ts';
import { runMesh } from './cli/runMesh.ts';
import { projectFolder } from './config/project.ts';

const templates = join(import.meta.dirname, '../templates');

function made(template: string): string {
  const folder = projectFolder({});
  cpSync(join(templates, template), folder, { recursive: true });
  renameSync(join(folder, 'gitignore'), join(folder, '.gitignore'));
  return folder;
}

describe.each(readdirSync(templates))('the template %s', (template) => {
  it('has a configuration without a remark', async () => {
    const { config, diagnostics } = await readConfig(made(template), { env: {}, home: '/nowhere' });
    expect(diagnostics).toEqual([]);
    expect(config.gateway.connection.database).toBe('warehouse.db');
  });

  it('has TypeScript that loads', async () => {
    const root = made(template);
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) =>
      /^(models|macros).*\.ts$/.test(file),
    );
    const { modules, diagnostics } = await loadModules({ root, files, cacheDir: '.mesh/cache', group: 'project' });
    const options = { root, source: () => undefined };
    const found = collectModels(modules, options);
    expect([...diagnostics, ...found.diagnostics]).toEqual([]);
    expect(found.models.length + collectMacros(modules, options).found.size).toBe(files.length);
  });

  it('is laid out as `mesh format` does it', async () => {
    expect(await runMesh(made(template), ['format', '--check'])).toMatchObject({ code: 0, stdout: '' });
  });

  it('plans and applies without an edit', async () => {
    const folder = projectFolder({});
    expect(await runMesh(folder, ['init', '--template', template])).toMatchObject({ code: 0 });
    const { code, stdout, stderr } = await runMesh(folder, ['plan', '--auto-apply', '--json']);
    expect({ code, stderr: template === 'empty' ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    const plan = JSON.parse(stdout) as {
      result: { status: string; models: { name: string; rows: number; audits: { status: string }[] }[] };
    };
    if (template === 'empty') return;
    expect(plan.result.status).toBe('success');
    const rows = plan.result.models.map((model) => [model.name.split('.')[1], model.rows]);
    expect(Object.fromEntries(rows)).toEqual({ orders: 8, customers: 4, daily_sales: 6 });
    expect(plan.result.models.flatMap((model) => model.audits).map((audit) => audit.status)).toEqual([
      'passed',
      'passed',
      'passed',
    ]);
  });
});
