// Where a dotted name ends that DuckDB says begins here. Its tree has the start only.

/** `parts` names joined by dots, spaces and comments between them allowed. */
export function nameEnd(sql: string, start: number, parts: number): number {
  let at = start;
  for (let part = 1; ; part++) {
    at = partEnd(sql, at);
    if (part >= parts) return at;
    at = skipTrivia(sql, at);
    if (sql[at] !== '.') return at;
    at = skipTrivia(sql, at + 1);
  }
}

function partEnd(sql: string, start: number): number {
  const quote = sql[start];
  if (quote !== '"' && quote !== "'") {
    const word = /[\p{L}\p{N}_$\u0080-\uffff]+/uy;
    word.lastIndex = start;
    return word.exec(sql) === null ? start : word.lastIndex;
  }
  for (let at = start + 1; at < sql.length; at++) {
    if (sql[at] !== quote) continue;
    if (sql[at + 1] !== quote) return at + 1;
    at++;
  }
  return sql.length;
}

function skipTrivia(sql: string, start: number): number {
  const trivia = /(?:\s|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)*/uy;
  trivia.lastIndex = start;
  trivia.exec(sql);
  return trivia.lastIndex;
}
