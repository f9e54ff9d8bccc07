import { model } from 'mesh-sql';

export default model(
  { name: 'patterns.memory', kind: 'FULL', columns: { pass: 'INTEGER', rows: 'BIGINT', bytes_a_row: 'INTEGER' } },
  async (context) => {
    const source = context.query('SELECT id, customer_id, category FROM raw.transactions');
    // Integers as narrow as their extremes allow, few texts as ENUM; the stored types stay as they are.
    const compact = await source.compact();
    const { rows, bytes } = await compact.size();
    // Twice over the same rows: from memory when they take less than half of what is free, else from the engine again.
    const reusable = await compact.reusable();
    const counts = [0, 0];
    for (const pass of [0, 1]) for await (const batch of reusable) counts[pass]! += batch.length;
    return counts.map((count, pass) => ({ pass, rows: BigInt(count), bytes_a_row: Math.round(bytes / rows) }));
  },
);
