// Random valid DuckDB queries, deep in everything that decides what a name in FROM means. Seeded: failures come back.
import { seededRandom } from './seededRandom.ts';

export function randomQueries(options: { count: number; seed: number }): string[] {
  const generator = new Generator(options.seed);
  return Array.from({ length: options.count }, () => generator.query(3));
}

class Generator {
  readonly random: () => number;

  constructor(seed: number) {
    this.random = seededRandom(seed);
  }

  pick<V>(...values: readonly V[]): V {
    return values[Math.floor(this.random() * values.length)]!;
  }

  /** One of the alternatives, made only when chosen. */
  one(...makers: readonly (() => string)[]): string {
    return this.pick(...makers)();
  }

  maybe(chance: number, make: () => string): string {
    return this.random() < chance ? make() : '';
  }

  list(most: number, make: () => string): string {
    return Array.from({ length: 1 + Math.floor(this.random() * most) }, make).join(this.pick(', ', ',', ' , '));
  }

  space(): string {
    return this.pick(' ', ' ', ' ', '\n  ', ' /* from x */ ', ' -- join y\n ', '\t', ' /* é */ ');
  }

  /** Few names, so that CTEs, tables and aliases collide. */
  name(): string {
    return this.pick('a', 'b', 't', 'u', 'T', '"t"', '"A b"', 'values', 'sample', 'é', 'orders', 'trim', '"from"');
  }

  tableName(): string {
    return this.pick('', '', '', 's.', 'db.s.', '"S".', 'a.') + this.name();
  }

  query(depth: number): string {
    return this.maybe(0.4, () => this.with(depth)) + this.body(depth) + this.maybe(0.2, () => this.tail(depth));
  }

  with(depth: number): string {
    const recursive = this.random() < 0.3;
    const seen = new Set<string>();
    const ctes: string[] = [];
    for (let i = 0; i < 3; i++) {
      const name = this.name();
      const key = name.replaceAll('"', '').toLowerCase();
      if (seen.has(key) || (i > 0 && this.random() < 0.4)) continue;
      seen.add(key);
      const materialized = this.pick('', '', '', 'MATERIALIZED ', 'NOT MATERIALIZED ');
      const query = recursive && this.random() < 0.97 ? this.recursiveBody(depth, name) : this.query(depth - 1);
      ctes.push(`${name}${this.maybe(0.1, () => '(c1)')} AS ${materialized}(${query})`);
    }
    return `${this.pick('WITH', 'with')} ${recursive ? 'RECURSIVE ' : ''}${ctes.join(',' + this.space())}${this.space()}`;
  }

  recursiveBody(depth: number, name: string): string {
    const step = `SELECT * FROM ${this.pick(name, this.tables(depth - 1))} ${this.maybe(0.5, () => `, ${name}`)}`;
    return `${this.select(depth - 1)} UNION ${this.pick('', 'ALL ')}${this.pick(step, `(${step})`)}`;
  }

  body(depth: number): string {
    const operand = () => this.operand(depth);
    return this.random() < 0.75 || depth <= 0
      ? operand()
      : `${operand()}${this.space()}${this.setOperation()} ${operand()}`;
  }

  setOperation(): string {
    return this.pick(
      'UNION',
      'UNION ALL',
      'union all by name',
      'UNION BY NAME',
      'EXCEPT',
      'INTERSECT',
      'EXCEPT ALL',
      'UNION DISTINCT',
    );
  }

  operand(depth: number): string {
    if (depth <= 0) return `SELECT ${this.pick('1', 'a', '*')} FROM ${this.tableName()}`;
    return this.one(
      () => this.select(depth),
      () => this.select(depth),
      () => this.select(depth),
      () => this.select(depth),
      () => `FROM ${this.tables(depth)}${this.maybe(0.5, () => ` SELECT ${this.columns(depth)}`)}${this.where(depth)}`,
      () => `(${this.query(depth - 1)})`,
      () => `TABLE ${this.tableName()}`,
      () => `VALUES (${this.expression(depth - 1)}, 2), (3, ${this.expression(depth - 1)})`,
    );
  }

  select(depth: number): string {
    const distinct = this.pick('', '', '', 'DISTINCT ', 'DISTINCT ON (a) ');
    const from = this.maybe(0.92, () => `${this.space()}FROM ${this.tables(depth)}`);
    const group = this.maybe(0.2, () => ` GROUP BY ${this.pick('ALL', 'a', '1, 2', 'ROLLUP (a)')}`);
    const having = group === '' ? '' : this.maybe(0.4, () => ` HAVING ${this.expression(depth - 1)}`);
    const qualify = this.maybe(0.1, () => ` QUALIFY row_number() OVER (PARTITION BY a ORDER BY b) = 1`);
    return `SELECT ${distinct}${this.columns(depth)}${from}${this.where(depth)}${group}${having}${qualify}`;
  }

  where(depth: number): string {
    return this.maybe(0.4, () => `${this.space()}WHERE ${this.expression(depth - 1)}`);
  }

  tail(depth: number): string {
    return this.one(
      () => ` ORDER BY ${this.pick('ALL', '1 DESC NULLS LAST', 'a, b')}`,
      () => ` LIMIT ${this.pick('1', '10%', '(SELECT 1)')}`,
      () => ` ORDER BY ${this.expression(depth - 1)} LIMIT 3 OFFSET 2`,
    );
  }

  columns(depth: number): string {
    return this.list(3, () =>
      this.one(
        () => '*',
        () => this.pick('* EXCLUDE (a)', '* REPLACE (1 AS a)', 't.*', 'COLUMNS(*)', 'count(*)'),
        () =>
          this.expression(depth - 1) +
          this.maybe(0.4, () => ` AS ${this.pick('x', '"from"', 'from', 'y', 'values', 'join')}`),
        () => `x: ${this.expression(depth - 1)}`,
      ),
    );
  }

  tables(depth: number): string {
    let text = this.table(depth);
    while (this.random() < 0.35) text += this.space() + this.join(depth);
    return text;
  }

  join(depth: number): string {
    const right = () => this.table(depth);
    return this.one(
      () => `, ${right()}`,
      () =>
        `${this.pick('JOIN', 'LEFT JOIN', 'inner join', 'FULL OUTER JOIN', 'ASOF JOIN', 'SEMI JOIN')} ${right()} USING (a)`,
      () =>
        `${this.pick('JOIN', 'LEFT JOIN', 'ANTI JOIN', 'ASOF LEFT JOIN')} ${right()} ON ${this.expression(depth - 1)}`,
      () => `${this.pick('CROSS JOIN', 'NATURAL JOIN', 'POSITIONAL JOIN')} ${right()}`,
    );
  }

  table(depth: number): string {
    const plain = () => this.tableName() + this.alias();
    if (depth <= 0) return plain();
    return this.one(
      plain,
      plain,
      plain,
      plain,
      () => `${this.maybe(0.2, () => 'LATERAL ')}(${this.query(depth - 1)})${this.alias()}`,
      () => `(${this.table(depth - 1)} CROSS JOIN ${this.table(depth - 1)})`,
      () => `(${this.tables(depth - 1)} JOIN ${this.table(depth - 1)} USING (a))${this.alias()}`,
      () => `(VALUES (1, ${this.expression(depth - 1)}))${this.alias()}`,
      () => `${this.pick('range(3)', "read_csv('a.csv')", 'unnest([1])', 's.f(1)')}${this.alias()}`,
      () => `'a/*.parquet'${this.maybe(0.5, () => ' AS f')}`,
      () => `${this.tableName()} ${this.pick('PIVOT (sum(a) FOR b IN (1, 2))', 'UNPIVOT (v FOR n IN (a, b)) AS p')}`,
      () =>
        `${this.tableName()}${this.alias()} TABLESAMPLE ${this.pick('10%', 'reservoir(5 ROWS) REPEATABLE (1)', '5 ROWS')}`,
      () => `(${this.pick('PIVOT', 'pivot_wider')} ${this.tableName()} ON a IN (1) USING sum(b))${this.alias()}`,
      () => `(UNPIVOT ${this.tableName()} ON a, b INTO NAME n VALUE v)`,
      () => `(${this.pick('DESCRIBE', 'SUMMARIZE', 'SHOW')} ${this.tableName()})`,
      () => `p: ${this.tableName()}`,
      () => `((${this.query(depth - 1)}) UNION ALL ${this.operand(depth - 1)})${this.alias()}`,
    );
  }

  alias(): string {
    return this.pick('', '', ' x', ' AS y', ' AS "from"', ' AS values', ' x(c1, c2)', " AS 'q'", ' sample');
  }

  expression(depth: number): string {
    const inner = () => this.expression(depth - 1);
    if (depth <= 0)
      return this.pick('a', 't.b', '1', "'from t'", 'x.from', 'NULL', 'trim(FROM a)', '$1', '#1', '$$ from u $$');
    const query = () => `(${this.query(depth - 1)})`;
    return this.one(
      () => this.pick('a', 'a.b', "'x'", '1.5', 'left(a, 1)', '"from"'),
      () =>
        `${inner()} ${this.pick('+', '=', 'AND', '||', '<', 'IS DISTINCT FROM', 'IS NOT DISTINCT FROM', '->>')} ${inner()}`,
      () => `extract(${this.pick('year', "'month'", 'epoch')} FROM ${inner()})`,
      () => `substring(${inner()} FROM ${inner()} FOR 2)`,
      () => `trim(${this.pick('BOTH', 'LEADING', '')} ${this.pick("'x'", '')} FROM ${inner()})`,
      () => `position('a' IN b)`,
      () => `f(${inner()}, ${inner()})`,
      () => `CASE WHEN ${inner()} THEN ${inner()} ELSE ${inner()} END`,
      () => `[x + 1 FOR x IN ${this.pick('l', '[1, 2]')} IF ${this.pick('x > 1', 'true')}]`,
      () => `list_transform([${inner()}], x -> x + 1)`,
      () => `{'a': ${inner()}, 'from': ${inner()}}`,
      () => `(${inner()})::${this.pick('INTEGER', 'DECIMAL(1, 2)', 'STRUCT(a INT)[]')}`,
      () => `sum(${inner()}) FILTER (WHERE ${inner()}) OVER (PARTITION BY ${inner()} ORDER BY a)`,
      () => `a ${this.pick('IN', 'NOT IN')} ${query()}`,
      () => `${this.pick('EXISTS', 'NOT EXISTS')} ${query()}`,
      () => `a = ${this.pick('ANY', 'ALL')} ${query()}`,
      query,
      query,
      () => `array${query()}`,
      () => `(${query()} + 1)`,
      () => `((${this.query(depth - 1)}) UNION ${this.operand(depth - 1)})`,
    );
  }
}
