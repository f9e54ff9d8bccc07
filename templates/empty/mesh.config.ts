import { defineConfig } from 'mesh-sql';

export default defineConfig({
  gateways: {
    local: { connection: { type: 'duckdb', database: 'warehouse.db' } },
  },
  modelDefaults: { dialect: 'duckdb', start: '2024-01-01' },
});
