/** What may follow a table, and is no alias of it. */
export const clauses = new Set(
  `WHERE GROUP ORDER LIMIT JOIN LEFT RIGHT INNER CROSS OUTER FULL ON UNION HAVING WINDOW WITH EXCEPT INTERSECT OFFSET LATERAL PIVOT
   QUALIFY NATURAL USING`.split(/\s+/),
);
