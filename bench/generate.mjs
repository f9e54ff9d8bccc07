// Writes a seeded, layered project of N models: sources, staging, facts, marts; 20–75 lines each, about 15 columns.
// Usage: node bench/generate.mjs <folder> <models> [seed]
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const layers = [
  { name: 'staging', share: 0.3 },
  { name: 'core', share: 0.4 },
  { name: 'marts', share: 0.3 },
];
const measures = Array.from({ length: 8 }, (_, i) => `m${i}`);

export function generateProject(folder, count, seed = 1) {
  const next = random(seed);
  const pick = (list) => list[Math.floor(next() * list.length)];
  mkdirSync(join(folder, 'models'), { recursive: true });
  writeFileSync(
    join(folder, 'mesh.config.yaml'),
    'gateways:\n  local:\n    connection: { type: duckdb, database: bench.duckdb }\nmodel_defaults:\n  dialect: duckdb\n  start: 2024-01-01\n',
  );
  const sources = Math.max(1, Math.round(count * 0.01));
  const names = [];
  for (let i = 0; i < sources; i++) names.push(writeSource(folder, i));
  let before = names.slice();
  let left = count - sources;
  layers.forEach(({ name, share }, depth) => {
    const size = depth === layers.length - 1 ? left : Math.round((count - sources) * share);
    left -= size;
    const made = [];
    for (let i = 0; i < size; i++) {
      // Mostly the layer below, sometimes this one: the graph gets depth as real projects do.
      const pool = made.length > 20 && next() < 0.2 ? made.slice(-40) : before;
      const parents = [...new Set([pick(pool), pick(before), pick(before)])];
      const kind = name === 'staging' ? 'VIEW' : next() < 0.4 ? 'INCREMENTAL' : 'FULL';
      made.push(writeModel(folder, { schema: name, i, parents, kind, next }));
    }
    before = made;
    names.push(...made);
  });
  return names;
}

function writeSource(folder, i) {
  const name = `raw.source_${i}`;
  const columns = measures.map((m, k) => `  (range * ${k + 3} + ${i}) % ${97 + k} AS ${m}`).join(',\n');
  write(
    folder,
    'raw',
    `source_${i}`,
    `MODEL (\n  name ${name},\n  kind FULL\n);\n\nSELECT\n  range AS id,\n  range % 10 AS customer_id,\n  DATE '2024-01-01' + CAST(range % 5 AS INTEGER) AS ds,\n  'k' || CAST(range % 7 AS VARCHAR) AS label,\n${columns}\nFROM range(50)\n`,
  );
  return name;
}

function writeModel(folder, { schema, i, parents, kind, next }) {
  const name = `${schema}.model_${i}`;
  const [a, b, c] = parents;
  const wide = Math.floor(next() * 4);
  const lines = [];
  lines.push(`-- ${name}: generated`, 'MODEL (', `  name ${name},`);
  lines.push(kind === 'INCREMENTAL' ? '  kind INCREMENTAL_BY_TIME_RANGE (time_column ds),' : `  kind ${kind},`);
  lines.push(
    `  tags [${schema}, t${i % 10}],`,
    '  grain id',
    ');',
    '',
    'WITH base AS (',
    '  SELECT',
    '    id,',
    '    customer_id,',
    '    ds,',
    '    label,',
  );
  lines.push(
    measures.map((m) => `    ${m}`).join(',\n'),
    `  FROM ${a}`,
    kind === 'INCREMENTAL' ? '  WHERE ds BETWEEN @start_date AND @end_date' : '  WHERE id IS NOT NULL',
    ')',
  );
  if (b !== undefined)
    lines.push(
      ', joined AS (',
      '  SELECT',
      '    base.id,',
      '    COALESCE(other.m0, 0) + base.m1 AS extra',
      '  FROM base',
      `  LEFT JOIN ${b} AS other`,
      '    ON other.id = base.id /* one to one */',
      ')',
    );
  if (c !== undefined)
    lines.push(
      ', grouped AS (',
      '  SELECT customer_id, SUM(m2) AS total, COUNT(*) AS n',
      `  FROM ${c}`,
      '  GROUP BY customer_id',
      ')',
    );
  lines.push(
    ', ranked AS (',
    '  SELECT',
    '    *,',
    '    ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY ds DESC, id) AS rn',
    '  FROM base',
    ')',
    'SELECT',
    '  r.id,',
    '  r.customer_id,',
    '  r.ds,',
    '  r.label,',
  );
  measures.forEach((m, k) => {
    if (k < wide) lines.push(`  CASE`, `    WHEN r.${m} > ${k * 10} THEN r.${m}`, `    ELSE 0`, `  END AS ${m},`);
    else lines.push(`  r.${m}${k % 3 === 0 ? ` + ${k}` : ''} AS ${m},`);
  });
  if (b !== undefined) lines.push('  j.extra,');
  if (c !== undefined) lines.push('  g.total,', '  g.n,');
  lines.push("  CASE WHEN r.rn = 1 THEN 'latest' ELSE 'older' END AS age", 'FROM ranked AS r');
  if (b !== undefined) lines.push('LEFT JOIN joined AS j ON j.id = r.id');
  if (c !== undefined) lines.push('LEFT JOIN grouped AS g ON g.customer_id = r.customer_id');
  lines.push(`WHERE r.m0 >= 0 OR r.label <> 'it''s; not the end'`);
  write(folder, schema, `model_${i}`, `${lines.join('\n')}\n`);
  return name;
}

function write(folder, schema, file, text) {
  const dir = join(folder, 'models', schema);
  mkdirSync(dir, { recursive: true });
  writeFileSync(join(dir, `${file}.sql`), text);
}

if (process.argv[1]?.endsWith('generate.mjs')) {
  const [folder, count, seed] = process.argv.slice(2);
  const names = generateProject(folder, Number(count), Number(seed ?? 1));
  console.log(`${names.length} models in ${folder}`);
}
