// One frontend for a test file: it costs 20 ms and remembers tables, so tests name their own.
import { afterAll, beforeAll } from 'vitest';
import { openDuckDBFrontend, type FrontendOptions } from '../../../../src/engine/duckdb/frontend.ts';
import type { SqlFrontend } from '../../../../src/sql/frontend.ts';

export function sharedFrontend(options?: FrontendOptions): () => SqlFrontend {
  let frontend: SqlFrontend;
  beforeAll(async () => {
    frontend = await openDuckDBFrontend(options);
  });
  afterAll(() => frontend.close());
  return () => frontend;
}
