// Preloaded into a measured mesh: writes every statement that DuckDB ran, on which connection, from when to when.
const { createRequire } = require('node:module');
const { writeFileSync } = require('node:fs');
const api = createRequire(__filename)('@duckdb/node-api');

const statements = [];
const databases = new WeakMap();
const connections = new WeakMap();
let count = 0;

const create = api.DuckDBInstance.create;
api.DuckDBInstance.create = async function (path, ...rest) {
  const began = performance.now();
  const instance = await create.call(this, path, ...rest);
  databases.set(instance, path);
  statements.push({ database: path, connection: -1, sql: 'open', began, ended: performance.now() });
  return instance;
};
const closeInstance = api.DuckDBInstance.prototype.closeSync;
api.DuckDBInstance.prototype.closeSync = function () {
  const began = performance.now();
  closeInstance.call(this);
  statements.push({ database: databases.get(this), connection: -1, sql: 'close', began, ended: performance.now() });
};
const connect = api.DuckDBInstance.prototype.connect;
api.DuckDBInstance.prototype.connect = async function () {
  const connection = await connect.call(this);
  connections.set(connection, { id: count++, database: databases.get(this) });
  return connection;
};
const run = api.DuckDBConnection.prototype.run;
api.DuckDBConnection.prototype.run = async function (sql, values, ...rest) {
  const { id, database } = connections.get(this);
  const entry = { database, connection: id, sql, values, began: performance.now(), ended: 0, failed: false };
  statements.push(entry);
  try {
    return await run.call(this, sql, values, ...rest);
  } catch (error) {
    entry.failed = true;
    throw error;
  } finally {
    entry.ended = performance.now();
  }
};

process.on('exit', () => {
  writeFileSync(process.env.BENCH_TRACE, JSON.stringify({ statements, seconds: performance.now() / 1000 }));
});
