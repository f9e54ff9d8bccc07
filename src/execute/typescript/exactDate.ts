// Dates of rows that a run goes on from. A Date holds milliseconds; in SQL it stands for the value it was read from.

const literals = new WeakMap<Date, string>();

export function rememberExact(date: Date, literal: string): void {
  literals.set(date, literal);
}

export function exactLiteral(date: Date): string | undefined {
  return literals.get(date);
}
