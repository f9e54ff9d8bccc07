-- One query a line. The reference scanner must find the tables that DuckDB's own tree names, or say that it cannot tell.

-- plain
SELECT 1
SELECT * FROM t
select a, b from s.t where a > 1;
SELECT * FROM db.s.t AS x
SELECT * FROM "T" "X", "s"."Te""st"
SELECT * FROM T AS "some alias" WHERE "from" = 'FROM u'
SELECT 1 AS from FROM t
SELECT a AS select, b AS where, c AS "from" FROM t
SELECT 'a' AS 'b' FROM t
SELECT t.from, t.join, t.where FROM t.from
SELECT x.y.z, "left".a FROM t, "left"
SELECT a "from" FROM t
SELECT DISTINCT ON (a) a FROM t ORDER BY a
SELECT ALL a FROM t
SELECT a, FROM t
SELECT * FROM é.ü AS ß WHERE 'é' = "ß"."é"
SELECT 'é€😀', * FROM t /* é */ JOIN u USING (a) -- FROM v
SELECT * FROM/**/t/*,u*/,v
SELECT $$FROM u$$, $x$ FROM v $x$, E'\' FROM w' FROM t
FROM t
FROM t SELECT a
FROM t SELECT a WHERE b > 1 ORDER BY c LIMIT 3
FROM t AS x WHERE a > 1
FROM t, u SELECT a, b, c
FROM t JOIN u USING (a) SELECT a, b
FROM ONLY t
FROM t *
TABLE t
TABLE s.t
(TABLE t)
VALUES (1), (2)
VALUES ((FROM t))
FROM t LIMIT 10%
FROM t LIMIT (SELECT max(a) FROM u) OFFSET (FROM v)
FROM t FETCH FIRST 1 ROW ONLY
FROM t ORDER BY ALL
FROM t ORDER BY (FROM u)
(FROM t)
((FROM t)) LIMIT 1
((SELECT a FROM t) UNION (SELECT a FROM u)) ORDER BY 1

SELECT * FROM t,
SELECT * FROM t, WHERE a = 1
SELECT * FROM t, u x, UNION SELECT * FROM v
SELECT (TABLE 'x.csv')
DESC t
FROM (SHOW)
FROM t AS $$some alias$$, u AS E'x'

-- names that are words
SELECT values FROM values
FROM values x
FROM t values
FROM sample
FROM t sample
FROM t row
FROM columns
FROM map, struct, interval, time, none, setof, char, treat, grouping, nullif, exists, overlay, position, trim
FROM t key, u name, v first
FROM include, exclude
FROM t include, u exclude
FROM minus
FROM t minus
FROM t minus SELECT a
FROM recursive, materialized, percent, rows, view, apply
FROM t view, u apply
WITH recursive AS (FROM t) FROM recursive
WITH values AS (FROM t) FROM values
WITH materialized AS MATERIALIZED (FROM t) FROM materialized
FROM t AS of
SELECT trim FROM trim WHERE trim = 1
SELECT left('a', 1), right('b', 1) FROM left_table
FROM identifier
FROM s.select, s.from.where

-- aliases
FROM x: t
FROM 'x': t
FROM "X": t, y: u JOIN z: v USING (a)
FROM x: (FROM t)
FROM x: range(3)
FROM t AS 'x'
FROM t x(a, b)
FROM t AS x (a, b), u y(c)
SELECT x: 42, y: a FROM t
SELECT 1 AS x, x: 2

-- joins
FROM t JOIN u ON t.a = u.a
FROM t JOIN u ON t.a = u.a, v
FROM t JOIN u ON t.a = u.a JOIN v ON u.b = v.b AND v.c IN (SELECT c FROM w)
FROM t LEFT JOIN u ON left(t.a, 1) = right(u.a, 1)
FROM t LEFT OUTER JOIN u USING (a, b) RIGHT JOIN v USING (a) FULL OUTER JOIN w USING (a)
FROM t CROSS JOIN u, v x
FROM t NATURAL JOIN u
FROM t NATURAL LEFT JOIN u
FROM t INNER JOIN u ON true
FROM t SEMI JOIN u USING (a)
FROM t ANTI JOIN u ON t.a = u.a
FROM t ASOF JOIN u ON t.a >= u.a
FROM t ASOF LEFT JOIN u USING (a)
FROM t POSITIONAL JOIN u
FROM t POSITIONAL JOIN u x
FROM (t CROSS JOIN u) x
FROM (t JOIN u USING (a)) JOIN (v x JOIN w y ON x.a = y.a) ON true
FROM t JOIN (u JOIN s.t y USING (a)) USING (a)
FROM t JOIN u JOIN s.t y USING (a) USING (a)
FROM t JOIN u JOIN s.t y ON u.a = y.a ON t.a = u.a
FROM ((t JOIN u USING (a)) JOIN v USING (a))
FROM ((FROM t) x JOIN u USING (a))
FROM ((FROM t) UNION FROM u)
FROM ((SELECT a FROM t) UNION ALL (SELECT a FROM u)) x
FROM t JOIN u ON t.a IS DISTINCT FROM u.a
FROM t JOIN u ON t.a IS NOT DISTINCT FROM u.a JOIN v ON true
FROM t JOIN u ON CASE WHEN t.a = 1 THEN true ELSE false END WHERE b
FROM t JOIN u ON EXISTS (FROM v WHERE v.a = u.a) AND t.a BETWEEN 1 AND 2
FROM t JOIN u ON t.a = ANY (SELECT a FROM v) GROUP BY ALL
FROM t, LATERAL (SELECT t.a + 1) x
FROM t LEFT JOIN LATERAL (SELECT a FROM u WHERE u.a = t.a) x ON true
FROM t LEFT OUTER JOIN LATERAL (SELECT t.a) x ON true
FROM t, (SELECT t.a) x
FROM t, t.list
FROM t, unnest(t.list) AS u(x)
FROM t, UNNEST([1, 2]) x(a)
FROM unnest([1, 2]) WITH ORDINALITY AS x(a, b)
FROM generate_series(1, 2) g(i), (SELECT i)

-- functions in FROM
FROM range(3)
FROM range(3) t(i) SELECT [x FOR x IN [i] IF x > 1]
FROM read_csv('x.csv', columns = {'a': 'int'}) x
FROM read_parquet(['a.parquet', 'b.parquet'], hive_partitioning = true) JOIN t USING (a)
FROM system.main.range(3)
FROM s.range(3)
FROM glob('*'), duckdb_tables() d, pragma_table_info('t')
FROM query('SELECT 1')
FROM query_table('t')
FROM query_table(['t', 'u'])
FROM read_csv((SELECT max(a) FROM t))
FROM "my function"('a')
FROM 'a.parquet'
FROM 'a.parquet' AS x JOIN t USING (a)
FROM 's3://b/*.csv', 'data/*.json' y
FROM "a.parquet"
FROM E'x.csv'
FROM $$x.csv$$
SELECT * FROM 'it''s.csv' x, t

-- VALUES
FROM (VALUES (1), (2)) x(a)
FROM (VALUES (1), (2)), t
FROM t, (VALUES (1)) v(x) SELECT *
FROM VALUES (1), (2) x
FROM VALUES (1) x, t
FROM VALUES (1), t
FROM VALUES ((SELECT a FROM t), 2) x
FROM (VALUES (1) UNION FROM t)
VALUES (1) UNION FROM t

-- subqueries in expressions
SELECT (SELECT a FROM t), (FROM u) FROM v
SELECT EXISTS (FROM t), NOT EXISTS (SELECT 1 FROM u)
SELECT array(FROM t), array(SELECT a FROM u)
SELECT 1 FROM t WHERE a IN (FROM u)
SELECT 1 FROM t WHERE (a, 1) IN (SELECT a, 1 FROM u)
FROM t WHERE a = ANY(FROM u) OR a > ALL (SELECT a FROM v)
FROM t WHERE a IN (1, 2, (SELECT max(a) FROM u))
SELECT CASE WHEN (FROM t) THEN 1 ELSE (FROM u) END
SELECT [(FROM t), 1], {'a': (FROM u)}, MAP {'k': (FROM v)}
SELECT cast((FROM t) AS int), (FROM u)::int
SELECT count(*) FILTER (WHERE a > (FROM v)) OVER (PARTITION BY (FROM u)) FROM t
SELECT ((FROM t) UNION FROM u LIMIT 1)
SELECT (((SELECT a FROM t)))
SELECT ((SELECT a FROM t) + (SELECT a FROM u)) * 2
SELECT f((SELECT a FROM t), ((SELECT b FROM u) UNION ALL FROM v))
SELECT coalesce((SELECT a FROM t WHERE b IN (SELECT b FROM u WHERE c = (SELECT max(c) FROM v))), 0)
FROM t GROUP BY a HAVING max(a) > (SELECT avg(a) FROM u)
FROM t SELECT (SELECT b FROM (SELECT t.a AS b))
SELECT list_transform([1], lambda x: x + (SELECT 1 FROM t))
SELECT list_transform(l, x -> x + 1) FROM t
SELECT [x + 1 FOR x IN l] FROM t
SELECT [x FOR x, i IN (SELECT list(a) FROM t) IF i > 1]
SELECT l[1:2], l[(FROM u)] FROM t

-- FROM that is no clause
SELECT extract(year FROM d), extract('month' FROM now()) FROM t
SELECT substring(a FROM 2), substring(a FROM 1 FOR 2), substring('abc', 1) FROM t
SELECT trim(FROM a), trim(BOTH 'x' FROM a), trim(LEADING FROM a), trim(a) FROM t
SELECT trim(BOTH (SELECT 'x' FROM u) FROM (SELECT a FROM v)) FROM t
SELECT overlay(a PLACING 'x' FROM 1 FOR 1), position('a' IN a) FROM t
SELECT a IS DISTINCT FROM b, a IS NOT DISTINCT FROM 1 FROM t
SELECT a IS NOT DISTINCT FROM (FROM u) FROM t
SELECT CASE WHEN a IS DISTINCT FROM 1 THEN 2 END FROM t
SELECT extract(epoch FROM (SELECT max(d) FROM u)) FROM t
FROM t WHERE a IS DISTINCT FROM b
SELECT a FROM t GROUP BY a IS DISTINCT FROM 1

-- set operations
SELECT 1 FROM t UNION SELECT 2 FROM u
FROM t UNION ALL FROM u
FROM t UNION BY NAME FROM u
FROM t UNION ALL BY NAME SELECT * FROM u
FROM t EXCEPT FROM u INTERSECT FROM v
FROM t EXCEPT ALL FROM u
FROM t EXCEPT DISTINCT FROM u
FROM t x EXCEPT SELECT * FROM u
FROM t UNION ALL (FROM u) ORDER BY ALL
TABLE t UNION TABLE u
(TABLE t) UNION (TABLE u)
(SELECT a FROM t LIMIT 1) UNION ALL (SELECT b FROM u ORDER BY 1) LIMIT 3
SELECT * FROM t WHERE a UNION SELECT * FROM u WHERE b ORDER BY 1
SELECT 1 UNION ALL VALUES (2) UNION ALL TABLE t

-- CTEs
WITH a AS (SELECT 1) SELECT * FROM a
WITH a AS (FROM t), b AS (FROM a JOIN u USING (x)) FROM b, v
WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a
WITH t AS (SELECT * FROM t) SELECT * FROM t
WITH t AS MATERIALIZED (SELECT 1 a UNION SELECT * FROM t) SELECT * FROM t
WITH x AS NOT MATERIALIZED (FROM t) FROM x
WITH x(a, b) AS (VALUES (1, 2)) FROM x
WITH A AS (FROM t) SELECT * FROM a, "A" b
WITH "weird name" AS (FROM t) FROM "Weird Name"
WITH t AS (SELECT 1 a) SELECT * FROM s.t
WITH t AS (SELECT 1 a) SELECT * FROM main.t
WITH x AS (SELECT 1) FROM 'x'
WITH a AS (FROM t) SELECT * FROM (SELECT * FROM a) UNION FROM a
(WITH t AS (SELECT 1 a) FROM t) UNION FROM t
SELECT * FROM (WITH a AS (FROM t) FROM a), a
WITH t AS (SELECT 1 a) SELECT * FROM (WITH t AS (SELECT a + 10 AS a FROM t) SELECT * FROM t)
WITH a AS (WITH b AS (FROM t) FROM b) FROM a, b
WITH a AS (WITH a AS (FROM a) FROM a) FROM a
WITH a AS (FROM t) SELECT (WITH b AS (FROM a) SELECT max(x) FROM b), (FROM b) FROM a
WITH a AS (FROM t) SELECT * FROM u WHERE x IN (SELECT x FROM a WHERE EXISTS (FROM a, b))
WITH a AS (SELECT 1), b AS (SELECT 2), c AS (SELECT * FROM a, b, d) SELECT * FROM c, (FROM d) d
WITH p AS (PIVOT t ON a IN (7)) FROM p
WITH x AS (FROM t) PIVOT x ON a IN (7)
WITH x AS (FROM t) TABLE x
WITH x AS (FROM t) (FROM x UNION FROM u) UNION FROM x
WITH RECURSIVE t AS (SELECT * FROM t) SELECT * FROM t
WITH RECURSIVE t AS (SELECT * FROM t UNION ALL SELECT 1) SELECT * FROM t
WITH RECURSIVE r(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM r WHERE n < 3) FROM r
WITH RECURSIVE r AS (SELECT a FROM t UNION SELECT u.a FROM u JOIN r ON u.p = r.a) FROM r
WITH RECURSIVE r AS (SELECT 1 a UNION ALL SELECT a + 1 FROM r UNION ALL SELECT 100) FROM r
WITH RECURSIVE r AS (SELECT 1 a UNION ALL (SELECT a + 1 FROM r WHERE a < 3)) FROM r
WITH RECURSIVE r AS ((SELECT 1 a UNION ALL SELECT a + 1 FROM r WHERE a < 3)) FROM r
WITH RECURSIVE r AS (WITH x AS (SELECT a FROM r) SELECT 1 a UNION ALL SELECT x.a FROM x) FROM r
WITH RECURSIVE r AS (SELECT 1 a EXCEPT SELECT * FROM r) FROM r
WITH RECURSIVE r AS (SELECT 1 a UNION ALL SELECT a FROM r INTERSECT SELECT 2) FROM r
WITH RECURSIVE r AS (SELECT 1 a UNION ALL (SELECT a FROM r UNION ALL SELECT a FROM r)) FROM r
WITH RECURSIVE r AS (SELECT 1 a UNION ALL (WITH z AS (FROM r) FROM z)) FROM r
WITH RECURSIVE r AS (FROM u UNION BY NAME SELECT a + 1 a FROM r WHERE a < 10) FROM r
WITH RECURSIVE x AS (SELECT 1), y AS (FROM x), z AS (SELECT 1 UNION FROM z, y, x, t) FROM y, z
WITH RECURSIVE r(a) USING KEY (a) AS (SELECT 1 UNION SELECT a + 1 FROM recurring.r WHERE a < 3) SELECT * FROM r
WITH RECURSIVE r(a) USING KEY (a) AS (SELECT 1 UNION SELECT r.a FROM r JOIN recurring.r x USING (a)) FROM r
WITH RECURSIVE r AS (SELECT 1 UNION SELECT 2 FROM recurring.r) FROM r
WITH RECURSIVE r AS (SELECT a FROM r INTERSECT FROM t UNION FROM r INTERSECT FROM u EXCEPT FROM r) FROM r
WITH RECURSIVE r AS (((SELECT a FROM r INTERSECT FROM t UNION FROM r INTERSECT FROM u))) FROM r
WITH RECURSIVE r AS (SELECT * UNION ALL FROM r) FROM r
(WITH a AS (FROM t) FROM a) ORDER BY (FROM a)

-- PIVOT and UNPIVOT
PIVOT t ON a IN (7) USING sum(a)
PIVOT t ON a IN (7) USING sum(a) GROUP BY b
PIVOT s.t AS x ON a IN (7), b IN (1, 2) USING sum(a) AS s, max(b) AS m GROUP BY c, d ORDER BY c LIMIT 3
PIVOT (FROM t) ON a IN (7)
PIVOT (SELECT * FROM t JOIN u USING (a)) ON a IN (7)
PIVOT t x ON a IN (7)
PIVOT t JOIN u USING (a) ON a IN (7)
PIVOT_WIDER t ON a IN (7) USING count(*)
PIVOT t ON a
PIVOT t ON a IN (7) UNION ALL FROM u
UNPIVOT t ON a
UNPIVOT t ON a, b INTO NAME n VALUE v
UNPIVOT (FROM t) ON columns(*)
UNPIVOT t ON COLUMNS(* EXCLUDE (a)) INTO NAME n VALUE v ORDER BY 1
FROM t PIVOT (sum(a) FOR a IN (7))
FROM t PIVOT (sum(a) FOR a IN (7) GROUP BY a) AS p
FROM t AS x(b) PIVOT (sum(b) FOR b IN (7))
FROM t PIVOT (sum(a) AS s, max(b) FOR a IN (7) b IN ('x')) p JOIN u USING (s)
FROM t UNPIVOT (v FOR n IN (a))
FROM t UNPIVOT INCLUDE NULLS (v FOR n IN (a, b)) x
FROM t JOIN u ON t.a = u.a PIVOT (sum(u.a) FOR t.a IN (7))
FROM t, u PIVOT (sum(a) FOR a IN (7))
FROM (FROM t PIVOT (sum(a) FOR a IN (7))) AS p
FROM (PIVOT t ON a IN (7) USING count(*)) x
FROM (PIVOT t ON a) x
SELECT (SELECT max(x) FROM (UNPIVOT u ON a)) FROM t

-- DESCRIBE, SHOW, SUMMARIZE
DESCRIBE t
DESCRIBE s.t
DESCRIBE SELECT * FROM t
DESCRIBE (SELECT 1 FROM t)
SUMMARIZE t
SUMMARIZE SELECT a FROM t JOIN u USING (a)
SHOW TABLES
SHOW DATABASES
SHOW ALL TABLES
SHOW TABLES FROM main
SHOW t
SHOW "tables"
FROM (DESCRIBE t)
FROM (DESCRIBE)
FROM (DESCRIBE (FROM t))
FROM (DESCRIBE 't.parquet')
FROM (SHOW TABLES) JOIN t USING (a)
FROM (SHOW ALL TABLES)
FROM (SHOW schemas), (SHOW variables), (DESCRIBE tables)
FROM (SUMMARIZE FROM t)
FROM (SUMMARIZE t) WHERE column_name = 'a'
WITH x AS (FROM (DESCRIBE t)) FROM x

-- samples and time travel
FROM t TABLESAMPLE 10%
FROM t TABLESAMPLE 10 PERCENT (bernoulli)
FROM t TABLESAMPLE 10 ROWS
FROM t TABLESAMPLE reservoir(10 ROWS) REPEATABLE (3)
FROM t TABLESAMPLE reservoir(20%), u
FROM t x(b) TABLESAMPLE 10 PERCENT (bernoulli)
FROM t USING SAMPLE 10%
FROM t USING SAMPLE reservoir(50 ROWS) REPEATABLE (100)
FROM t TABLESAMPLE system(10%) JOIN u USING (a)
FROM (FROM t LIMIT 1) USING SAMPLE 1
FROM t AT (VERSION => 1)
FROM s.t AT (TIMESTAMP => now() - INTERVAL 1 DAY) JOIN u AT (VERSION => 2) USING (a)

-- clauses and expressions in the way
SELECT a FROM t WINDOW w AS (ORDER BY a), w2 AS ()
SELECT row_number() OVER w FROM t WHERE 1 = (SELECT 1 FROM u) WINDOW w AS (PARTITION BY a)
FROM t QUALIFY row_number() OVER (PARTITION BY a ORDER BY b) = 1
SELECT a FROM t GROUP BY ALL HAVING max(a) > 0
FROM t GROUP BY GROUPING SETS ((a), ())
SELECT * EXCLUDE (a), * REPLACE (1 AS a), * RENAME (a AS b) FROM t
SELECT * EXCLUDE a FROM t
SELECT t.* EXCLUDE (a), COLUMNS(c -> c LIKE 'a%'), COLUMNS('x.*') FROM t
SELECT COLUMNS(* EXCLUDE (a)) + 1 FROM t
SELECT * LIKE 'a%' FROM t
SELECT #1 FROM t
SELECT a::DECIMAL(1, 2), cast(a AS STRUCT(x INT, y VARCHAR[])), try_cast(a AS int) FROM t
SELECT INTERVAL 1 DAY, INTERVAL '1' day, DATE '2020-01-01', TIMESTAMP '2020-01-01' FROM t
SELECT a COLLATE nocase, a AT TIME ZONE 'utc', a -> 'b' ->> 'c', a ^@ 'b', a && b, @a FROM t
SELECT sum(a ORDER BY b DESC), string_agg(DISTINCT a, ','), first(a IGNORE NULLS) OVER () FROM t
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY a) FROM t
SELECT a FROM t WHERE a LIKE 'x' ESCAPE '!' AND b NOT IN ('a', 'b') AND c SIMILAR TO 'x' AND d GLOB '*'
SELECT sum(a) OVER (ORDER BY b ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE TIES) FROM t
SELECT a.b.c(1).d() FROM t
SELECT $1, $2 FROM t WHERE a = $3
SELECT $name FROM t WHERE a = $from
SELECT * FROM t WHERE a IS NULL AND b ISNULL AND c NOTNULL AND d IS NOT NULL AND e IS UNKNOWN
SELECT {'from': 1, 'select': [1, 2]}['from'] FROM t
SELECT MAP([1], [2])[1], MAP {1: 2} FROM t
SELECT a, b FROM t WHERE (a, b) = (SELECT 1, 2) AND NOT (a OR b)
SELECT current_date, current_timestamp FROM t
SELECT CASE a WHEN 1 THEN 'x' END AS c, if(a, 1, 2) FROM t
SELECT a // 2, a ** 2, a % 2, ~a, a << 1, a | b, a ~ 'x', a !~~ 'y' FROM t
SELECT DISTINCT a FROM t WHERE a BETWEEN 1 AND (SELECT 2 FROM u)
SELECT count(DISTINCT a) FROM t
SELECT a FROM t GROUP BY CUBE (a, b), ROLLUP (c)
