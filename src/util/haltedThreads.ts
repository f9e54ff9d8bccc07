// How many threads the inspector may have halted just now: a process that ends then waits for them for ever.
let count = 0;

export function isThreadHalted(): boolean {
  return count > 0;
}

export async function whileHalting<T>(work: () => Promise<T>): Promise<T> {
  count++;
  try {
    return await work();
  } finally {
    count--;
  }
}
