// How long lexing, scanning and fingerprinting take for 10,000 models of 20 to 75 lines. Needs `npm run build`.
import { lex } from '../dist/sql/lexer.js';
import { scanReferences } from '../dist/sql/scanReferences.js';
import { splitStatements } from '../dist/sql/splitStatements.js';
import { tokenFingerprint } from '../dist/sql/fingerprint.js';

const models = Array.from({ length: 10_000 }, (_, i) => model(i));
const lines = models.reduce((sum, text) => sum + text.split('\n').length, 0) / models.length;
const megabytes = models.reduce((sum, text) => sum + text.length, 0) / 1e6;
console.log(`${models.length} models, ${lines.toFixed(1)} lines each, ${megabytes.toFixed(1)} MB`);

let tables = 0;
const scanned = cpu(() => {
  for (const text of models) {
    const result = scanReferences(lex(text, 'duckdb'));
    if (result.type === 'ask') throw new Error(result.reason);
    tables += result.tables.length;
  }
});
console.log(`lex + scan       ${scanned} s CPU (${tables} tables)`);
console.log(`lex              ${cpu(() => models.forEach((text) => lex(text, 'duckdb')))} s CPU`);
console.log(`lex + split      ${cpu(() => models.forEach((text) => splitStatements(lex(text, 'duckdb'))))} s CPU`);
console.log(
  `lex + fingerprint ${cpu(() => models.forEach((text) => tokenFingerprint(text, { dialect: 'duckdb' })))} s CPU`,
);

function cpu(work) {
  const start = process.cpuUsage();
  work();
  const used = process.cpuUsage(start);
  return ((used.user + used.system) / 1e6).toFixed(3);
}

/** CTEs, joins, windows and about 15 columns, like the models of real projects. */
function model(i) {
  const ctes = 1 + (i % 4);
  const text = [`-- Orders of region ${i}, cleaned and joined.`, 'WITH'];
  for (let c = 0; c < ctes; c++) {
    text.push(
      `  source_${c} AS (`,
      `    -- one row an order`,
      `    SELECT`,
      `      order_id,`,
      `      customer_id AS customer,`,
      `      CAST(amount AS DECIMAL(18, 2)) AS amount_${c},`,
      `      COALESCE(status, 'unknown') AS status,`,
      `      EXTRACT(year FROM ordered_at) AS year`,
      `    FROM layer_${i % 10}.model_${(i * 7 + c) % 10_000}`,
      `    WHERE status <> 'deleted' AND amount > ${c}.5`,
      `  ),`,
    );
  }
  text.push(
    '  ranked AS (',
    '    SELECT *, ROW_NUMBER() OVER (PARTITION BY customer ORDER BY order_id DESC) AS position',
    '    FROM source_0',
    '  )',
    'SELECT',
  );
  for (let c = 0; c < 8 + (i % 12); c++)
    text.push(`  SUM(CASE WHEN r.status = 'paid' THEN r.amount_0 * ${c} END) AS total_${c},`);
  text.push('  MAX(r.year) AS last_year', 'FROM ranked AS r');
  for (let c = 1; c < ctes; c++) text.push(`LEFT JOIN source_${c} AS s${c} ON s${c}.order_id = r.order_id`);
  text.push(
    `JOIN dim.customers_${i % 50} AS d ON d.customer_id = r.customer`,
    `WHERE r.position = 1 AND EXISTS (SELECT 1 FROM raw.events_${i % 90} AS e WHERE e.id = r.order_id)`,
    'GROUP BY ALL',
  );
  return text.join('\n');
}
