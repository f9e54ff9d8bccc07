// Which batches count as small: told by the threads that DuckDB has while they run.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDuckDB } from '../../src/engine/duckdb/duckdbEngine.ts';
import type { Engine, Session } from '../../src/engine/engine.ts';
import type { ExecuteContext } from '../../src/execute/context.ts';
import { openEffort, type Effort, type Reads } from '../../src/execute/effort.ts';

let engine: Engine;
let session: Session;
let effort: Effort;

beforeEach(async () => {
  engine = await openDuckDB({ root: process.cwd(), connectorConfig: { threads: 2 } });
  session = await engine.session();
  await session.execute(`
    CREATE TABLE few AS SELECT i AS id FROM range(1000) t(i);
    CREATE TABLE "Many Rows" AS SELECT i AS id FROM range(100000) t(i);
    CREATE VIEW over_few AS SELECT id FROM few;
    CREATE VIEW over_many AS SELECT count(*) AS n FROM "Many Rows";
    CREATE VIEW above AS SELECT * FROM over_many;
    CREATE VIEW of_rows AS SELECT * FROM range(10)`);
  effort = await open(100);
});
afterEach(() => engine.close());

const open = (batches: number): Promise<Effort> =>
  openEffort({ engine } as unknown as ExecuteContext, session, batches);
const size = (reads: Reads): Promise<string> =>
  effort.run(reads, async () => {
    const [row] = await session.query(`SELECT current_setting('threads') AS n`);
    return Number(row!['n']) === 1 ? 'small' : 'large';
  });
const sizeOf = (text: string): Promise<string> => size({ texts: [text], tables: [] });

describe('a batch', () => {
  it.each([
    ['SELECT id, count(*) FROM few GROUP BY id', 'small'],
    ['SELECT * FROM over_few JOIN few USING (id)', 'small'],
    ['SELECT unnest([1, 2])', 'small'],
    ['SELECT x FROM unnest([1, 2]) AS u(x), few', 'small'],
    ["SELECT extract(day FROM DATE '2023-01-01') FROM few", 'small'],
    ['SELECT sum(id) OVER (ORDER BY id RANGE BETWEEN 1 PRECEDING AND CURRENT ROW) FROM few', 'small'],
    ['SELECT * FROM memory.main."Many Rows"', 'large'],
    ['SELECT * FROM (SELECT 1) JOIN "many rows" ON true', 'large'],
    ['SELECT * FROM ABOVE', 'large'],
    ['SELECT * FROM of_rows', 'large'],
    [`SELECT * FROM 'orders.parquet'`, 'large'],
    [`SELECT * FROM few, read_csv('orders.csv')`, 'large'],
    ['SELECT * FROM few JOIN generate_series(1, 10) AS g(i) ON true', 'large'],
    ['SELECT * FROM my_macro(1)', 'large'],
    ['SELECT * FROM few CROSS JOIN few AS b', 'large'],
    ['WITH RECURSIVE t AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM t WHERE i < 9) FROM t', 'large'],
    [`ATTACH 'other.duckdb'`, 'large'],
  ])('of %s is %s', async (text, expected) => {
    expect(await sizeOf(text)).toBe(expected);
  });

  it('counts the table it writes, and what came into it', async () => {
    const into = { texts: ['SELECT 1'], tables: [{ table: 'few' }] };
    expect(await size(into)).toBe('small');
    effort.wrote({ schema: 'main', table: 'few' }, 70_000);
    expect(await size(into)).toBe('large');
    expect(await sizeOf('FROM over_few')).toBe('large');
    effort.wrote({ table: 'new' }, 10);
    expect(await sizeOf('FROM new')).toBe('small');
  });

  it('of a function is large', async () => {
    expect(await size('unknown')).toBe('large');
  });

  it('is not looked at where there are few', async () => {
    effort = await open(3);
    expect(await sizeOf('FROM few')).toBe('large');
  });
});
