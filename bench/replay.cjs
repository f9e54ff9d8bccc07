// The floor of a run: the statements of a trace on one database file, one after the other, and nothing else.
// Usage: node bench/replay.cjs <trace.json> <database file>
const { readFileSync } = require('node:fs');
const { resolve } = require('node:path');
const { DuckDBInstance } = require('@duckdb/node-api');

async function replay([trace, file]) {
  process.env.UV_THREADPOOL_SIZE ||= '16';
  const { statements } = JSON.parse(readFileSync(trace, 'utf8'));
  const instance = await DuckDBInstance.create(file, { errors_as_json: 'true' });
  const connections = new Map();
  for (const { database, connection, sql, values, failed } of statements) {
    if (connection === -1 || failed || database === ':memory:' || resolve(database) !== resolve(file)) continue;
    if (!connections.has(connection)) connections.set(connection, await instance.connect());
    const result = await connections.get(connection).run(sql, values);
    if (result.columnCount > 0) await result.getRows();
  }
  for (const connection of connections.values()) connection.closeSync();
  instance.closeSync();
}

void replay(process.argv.slice(2));
