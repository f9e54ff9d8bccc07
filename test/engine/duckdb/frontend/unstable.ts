// Queries to which DuckDB itself gives other rows from one time to the next, on the same tables: filters of joins are pushed
// below a LIMIT when they come in time, and DISTINCT with a LIMIT by a column that is not selected keeps any of its rows.

const TIMES = 150;

export async function isUnstable(questions: readonly (() => Promise<string>)[]): Promise<boolean> {
  for (const ask of questions) {
    const seen = new Set<string>();
    for (let i = 0; i < TIMES && seen.size < 2; i++) seen.add(await ask());
    if (seen.size > 1) return true;
  }
  return false;
}
