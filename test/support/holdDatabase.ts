// Another process has the database file of a project: whoever opens it fails, until it is released.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { onTestFinished } from 'vitest';
import type { TestProject } from './testProject.ts';

const driver = createRequire(import.meta.url).resolve('@duckdb/node-api');

export async function hold(project: TestProject): Promise<() => Promise<void>> {
  const script = `require(${JSON.stringify(driver)}).DuckDBInstance.create('db.duckdb').then(() => console.log('held')), setInterval(() => 0, 1000)`;
  const child = spawn(process.execPath, ['-e', script], { cwd: project.folder, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return async () => {
    child.kill('SIGKILL');
    await ended;
  };
}
