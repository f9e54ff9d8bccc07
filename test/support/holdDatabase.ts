// Another process has the database file of a project: whoever opens it fails, until it is released.
import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { onTestFinished } from 'vitest';
import type { TestProject } from './testProject.ts';

const driver = createRequire(import.meta.url).resolve('@duckdb/node-api');

/** What is returned releases it, after the holder has run this SQL. */
export async function hold(project: TestProject, sql = 'SELECT 1', file = 'db.duckdb'): Promise<() => Promise<void>> {
  const script = `const { DuckDBInstance } = require(${JSON.stringify(driver)});
DuckDBInstance.create('${file}').then(async (database) => {
  const connection = await database.connect();
  console.log('held');
  process.stdin.once('data', async () => { await connection.run(${JSON.stringify(sql)}); process.exit(0); });
});`;
  const child = spawn(process.execPath, ['-e', script], { cwd: project.folder, stdio: ['pipe', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  onTestFinished(() => void child.kill('SIGKILL'));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  return async () => {
    child.stdin.write('end\n');
    await ended;
  };
}
