// Where variables that models set are kept: by the table that they belong to.

/** Key in the state of what the model that fills a table has set. */
export function outputKey(table: string): string {
  return `output:${table}`;
}
