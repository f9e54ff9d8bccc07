import { defineConfig } from 'mesh-sql';

export default defineConfig({
  gateways: {
    // One DuckDB file holds the data and mesh's own state.
    local: { connection: { type: 'duckdb', database: 'warehouse.db' } },
  },
  modelDefaults: { dialect: 'duckdb', start: '2024-01-01', cron: '@daily' },
  linter: { enabled: true, rules: ['ambiguousorinvalidcolumn', 'invalidselectstarexpansion'] },
});
