import { defineConfig } from 'mesh-sql';

// The example project of this repository: a small shop on one DuckDB file.
export default defineConfig({
  gateways: {
    local: { connection: { type: 'duckdb', database: 'shop.duckdb' } },
  },
  modelDefaults: { dialect: 'duckdb', start: '2026-01-01', cron: '@daily' },
  variables: { currency: 'EUR', big_order_cents: 10000 },
  linter: {
    enabled: true,
    rules: ['ambiguousorinvalidcolumn', 'invalidselectstarexpansion', 'noambiguousprojections'],
  },
});
