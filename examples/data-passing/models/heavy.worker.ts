import { columns, type Batch } from 'mesh-sql';

/** Called in a thread of its own, once for each batch. */
export default function heavy(batch: Batch, { rounds }: { rounds: number }) {
  const amounts: Float64Array = batch.column('amount').values;
  const value = amounts.map((amount) => {
    let x = amount;
    for (let i = 0; i < rounds; i++) x = Math.sqrt(x * x + i);
    return x;
  });
  return columns({ id: batch.column('id'), value });
}
