// Reading a project: start-up, cold and warm graph, everything bound. Goals are those of a calm machine with two cores.
// Usage: node bench/ground.mjs [models …]   (default 1000 10000)
import { appendFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { generateProject } from './generate.mjs';
import { measure, mesh, report } from './measure.mjs';

const sizes = process.argv.slice(2).map(Number);
const goals = { 1000: { cold: 0.45, bound: 2.5, warm: 0.25 }, 10000: { cold: 3, bound: 15, warm: 0.7 } };
const readAll = `const fs=require('fs'),path=require('path'),c=require('crypto');let h=c.createHash('sha256');
for(const f of fs.readdirSync('models',{recursive:true})){const p=path.join('models',f);if(fs.statSync(p).isFile())h.update(fs.readFileSync(p))}`;

report('node -e 0', measure(['-e', '0'], { cwd: '.' }));
report(
  'node that opens DuckDB',
  measure(['-e', "require('@duckdb/node-api').DuckDBInstance.create(':memory:').then(i=>i.connect())"], { cwd: '.' }),
);
report('mesh --help', measure([mesh, '--help'], { cwd: '.' }), 'goal 0.12');

for (const models of sizes.length > 0 ? sizes : [1000, 10000]) {
  const cwd = mkdtempSync(join(tmpdir(), `mesh-${models}-`));
  generateProject(cwd, models);
  const cold = () => rmSync(join(cwd, '.mesh'), { recursive: true, force: true });
  const runs = models > 5000 ? 3 : 5;
  const goal = goals[models] ?? {};
  console.log(`\n${models} models`);
  report('node reads and hashes all files', measure(['-e', readAll], { cwd, runs }));
  report('cold graph (dag)', measure([mesh, 'dag'], { cwd, runs, before: cold }), `goal ${goal.cold}`);
  report('warm graph', measure([mesh, 'dag'], { cwd, runs }), `goal ${goal.warm}`);
  const marts = join(cwd, 'models', 'marts');
  const last = join(marts, readdirSync(marts)[0]);
  report(
    'warm graph, one file changed',
    measure([mesh, 'dag'], { cwd, runs, before: (i) => appendFileSync(last, `-- ${i}\n`) }),
    `goal ${goal.warm}`,
  );
  report(
    'cold, everything bound',
    measure([mesh, 'dag', '--json'], { cwd, runs: models > 5000 ? 1 : 3, before: cold }),
    `goal ${goal.bound}`,
  );
  rmSync(cwd, { recursive: true, force: true });
}
