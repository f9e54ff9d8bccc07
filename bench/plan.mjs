// Planning and running: a plan without changes, one leaf changed, the first plan, the next day's run; each beside the
// time that DuckDB itself took, or the same statements from a bare loop. Usage: node bench/plan.mjs [models …] (1000)
import { copyFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { generateProject } from './generate.mjs';
import { measure, median, mesh, report } from './measure.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const sizes = process.argv.slice(2).map(Number);
const goals = { 1000: { same: '0.5 s, 150 MB', leaf: '0.7 s' }, 10000: { same: '1.5 s, 350 MB', leaf: '2 s' } };
const firstDay = { MESH_NOW: '2024-01-03T12:00:00Z' };
const nextDay = { MESH_NOW: '2024-01-04T12:00:00Z' };

for (const models of sizes.length > 0 ? sizes : [1000]) {
  const cwd = mkdtempSync(join(tmpdir(), `mesh-${models}-`));
  generateProject(cwd, models);
  const file = (name) => join(cwd, name);
  const remove = (name) => rmSync(file(name), { recursive: true, force: true });
  const runs = models > 5000 ? 1 : 3;
  const goal = goals[models] ?? {};
  console.log(`\n${models} models`);

  const fresh = () => ['bench.duckdb', 'bench.duckdb.wal', '.mesh'].forEach(remove);
  const first = traced(['plan', '--auto-apply'], { cwd, runs, env: firstDay, before: fresh });
  report('first plan, applied', first, models === 1000 ? 'goal 15 CPU s' : '');
  outside(first, models);
  copyFileSync(file('bench.duckdb'), file('first.duckdb'));

  report('plan without changes', measure([mesh, 'plan'], { cwd, runs: 5, env: firstDay }), `goal ${goal.same}`);
  const leaf = join(cwd, 'models', 'marts', readdirSync(join(cwd, 'models', 'marts'))[0]);
  const text = readFileSync(leaf, 'utf8');
  const change = (i) => writeFileSync(leaf, text.replace(/\nFROM ranked/, `,\n  ${i} AS added\nFROM ranked`));
  report(
    'plan, a leaf changed',
    measure([mesh, 'plan', '--dry-run'], { cwd, runs: 5, env: firstDay, before: change }),
    `goal ${goal.leaf}`,
  );
  writeFileSync(leaf, text);

  const yesterday = () => {
    remove('bench.duckdb.wal');
    copyFileSync(file('first.duckdb'), file('bench.duckdb'));
  };
  const replayed = [join(here, 'replay.cjs'), file('trace.json'), 'bench.duckdb'];
  // By turns: a slow minute of the machine slows both.
  const turns = Array.from({ length: runs }, () => ({
    next: traced(['run'], { cwd, runs: 1, env: nextDay, before: yesterday }),
    floor: measure(replayed, { cwd, runs: 1, before: yesterday }),
  }));
  const next = medians(turns.map((turn) => turn.next));
  report("the next day's run", next, 'goal 600 MB');
  outside(next, models);
  report('its statements from a bare loop', medians(turns.map((turn) => turn.floor)));
  const ratio = (of) => median(turns.map((turn) => turn.next[of] / turn.floor[of])).toFixed(2);
  console.log(`  ratio ${ratio('wall')} of seconds, ${ratio('cpu')} of CPU seconds (goal 1.05)`);
  rmSync(cwd, { recursive: true, force: true });
}

function medians(samples) {
  return Object.fromEntries(Object.keys(samples[0]).map((key) => [key, median(samples.map((sample) => sample[key]))]));
}

/** As `measure`, with the seconds in which no statement of DuckDB ran. */
function traced(words, { cwd, runs, env, before }) {
  const trace = join(cwd, 'trace.json');
  const idle = [];
  const measured = measure(['--require', join(here, 'trace.cjs'), mesh, ...words], {
    cwd,
    runs,
    env: { ...env, BENCH_TRACE: trace },
    before: (i) => {
      if (i > 0) note();
      before();
    },
  });
  note();
  return {
    ...measured,
    inside: median(idle.map((x) => x.inside)),
    outside: median(idle.map((x) => x.outside)),
    statements: idle[0].statements,
  };

  function note() {
    const { statements, seconds } = JSON.parse(readFileSync(trace, 'utf8'));
    const inside = busy(statements) / 1000;
    idle.push({ inside, outside: seconds - inside, statements: statements.length });
  }
}

/** Length of the union of all statements' times. */
function busy(statements) {
  let total = 0;
  let until = 0;
  for (const { began, ended } of statements.toSorted((a, b) => a.began - b.began)) {
    if (ended <= until) continue;
    total += ended - Math.max(began, until);
    until = ended;
  }
  return total;
}

function outside({ inside, outside: rest, statements }, models) {
  const share = ((rest / inside) * 100).toFixed(1);
  console.log(
    `  ${statements} statements, DuckDB busy ${inside.toFixed(2)} s; all else ${rest.toFixed(2)} s = ${share} %, ${((rest / models) * 1000).toFixed(2)} ms a model (goal 5 %, 1 ms)`,
  );
}
