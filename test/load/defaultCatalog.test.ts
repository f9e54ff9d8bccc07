import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { afterAll, describe, expect, it } from 'vitest';
import type { Connection } from '../../src/load/config/config.ts';
import { defaultCatalog } from '../../src/load/defaultCatalog.ts';

const folder = mkdtempSync(join(tmpdir(), 'mesh-catalog-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const of = (connection: Partial<Connection>) => defaultCatalog(connection as Connection);

describe('the default catalog', () => {
  it.each(['shop.duckdb', 'shop.v1.duckdb', 'Shop.db', 'plain', '.hidden.db', 'my-shop.db', 'a b.db'])(
    'of the file %s is what DuckDB calls it, in lower case',
    async (file) => {
      const instance = await DuckDBInstance.create(join(folder, file));
      const connection = await instance.connect();
      const [[name]] = (await connection.runAndReadAll('SELECT current_catalog()')).getRows() as [[string]];
      connection.closeSync();
      instance.closeSync();
      expect(of({ database: `data/${file}` })).toBe(name.toLowerCase());
    },
  );

  it('is that of memory without a file, and the first one of several', () => {
    expect(of({})).toBe('memory');
    expect(of({ database: ':memory:' })).toBe('memory');
    expect(of({ catalogs: { Main: 'a.db', other: 'b.db' } })).toBe('main');
    expect(of({ database: 'md:My_Db?x=1' })).toBe('my_db');
  });
});
