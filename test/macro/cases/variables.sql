-- Variables: time, project and blueprint variables, @DEF, templates, names.
-- Lines before a case: `--: {…}` options. Behind it: `-->` what mesh makes of it, `--=` what SQLMesh 0.231 renders, `--!` problems.

SELECT @start_ds, @end_ds, @start_ts, @end_ts, @start_dt, @end_dt, @start_dtntz, @end_dtntz, @start_date, @end_date, @start_tstz, @end_tstz, @start_hour, @end_hour, @start_epoch, @end_epoch, @start_millis, @end_millis
--> SELECT '2023-01-01', '2023-01-03', '2023-01-01 00:00:00', '2023-01-03 23:59:59.999999', CAST('2023-01-01 00:00:00+00:00' AS TIMESTAMPTZ), CAST('2023-01-03 23:59:59.999999+00:00' AS TIMESTAMPTZ), CAST('2023-01-01 00:00:00' AS TIMESTAMP), CAST('2023-01-03 23:59:59.999999' AS TIMESTAMP), CAST('2023-01-01' AS DATE), CAST('2023-01-03' AS DATE), '2023-01-01 00:00:00+00:00', '2023-01-03 23:59:59.999999+00:00', 0, 23, 1672531200.0, 1672790399.999, 1672531200000, 1672790399999
--= SELECT '2023-01-01' AS "2023-01-01", '2023-01-03' AS "2023-01-03", '2023-01-01 00:00:00' AS "2023-01-01 00:00:00", '2023-01-03 23:59:59.999999' AS "2023-01-03 23:59:59.999999", CAST('2023-01-01 00:00:00+00:00' AS TIMESTAMPTZ) AS "2023-01-01 00:00:00+00:00", CAST('2023-01-03 23:59:59.999999+00:00' AS TIMESTAMPTZ) AS "2023-01-03 23:59:59.999999+00:00", CAST('2023-01-01 00:00:00' AS TIMESTAMP) AS "2023-01-01 00:00:00", CAST('2023-01-03 23:59:59.999999' AS TIMESTAMP) AS "2023-01-03 23:59:59.999999", CAST('2023-01-01' AS DATE) AS "2023-01-01", CAST('2023-01-03' AS DATE) AS "2023-01-03", '2023-01-01 00:00:00+00:00' AS "2023-01-01 00:00:00+00:00", '2023-01-03 23:59:59.999999+00:00' AS "2023-01-03 23:59:59.999999+00:00", 0 AS "0", 23 AS "23", 1672531200.0 AS "1672531200.0", 1672790399.999 AS "1672790399.999", 1672531200000 AS "1672531200000", 1672790399999 AS "1672790399999"

SELECT @execution_ds, @execution_ts, @execution_dt, @execution_dtntz, @execution_date, @execution_tstz, @execution_hour, @execution_epoch, @execution_millis, @latest_ds
--> SELECT '2023-01-05', '2023-01-05 10:11:12.345000', CAST('2023-01-05 10:11:12.345000+00:00' AS TIMESTAMPTZ), CAST('2023-01-05 10:11:12.345000' AS TIMESTAMP), CAST('2023-01-05' AS DATE), '2023-01-05 10:11:12.345000+00:00', 10, 1672913472.345, 1672913472345, '2023-01-05'

--: {"vars": {"x": "abc"}}
SELECT @x, @{x}, pre_@x, pre_@{x}_suf, @x AS @x, '@x', @'t @x @{x}y', "q_@x" FROM @x.t
--> SELECT 'abc', abc, pre_abc, pre_abc_suf, 'abc' AS abc, '@x', 't abc abcy', "q_abc" FROM abc.t
--= SELECT 'abc' AS "abc", "abc" AS "abc", "pre_abc" AS "pre_abc", "pre_abc_suf" AS "pre_abc_suf", 'abc' AS "abc", '@x' AS "@x", 't abc abcy' AS "t abc abcy", "q_abc" AS "q_abc" FROM "abc"."t" AS "t"

--: {"vars": {"x": "abc"}}
SELECT @X, t.@x, @x.c, @{x}.c FROM @x AS t JOIN @{x} ON @x = 1
--> SELECT 'abc', t.abc, abc.c, abc.c FROM abc AS t JOIN abc ON 'abc' = 1

--: {"vars": {"n": 3, "f": 1.5, "b": true, "l": ["a", "b", 1], "m": {"k": 1, "j": "x"}}}
SELECT @n, @f, @b, @l, @m, c_@n, @{n}_c, @'n @n b @b l @l'
--> SELECT 3, 1.5, TRUE, ('a', 'b', 1), MAP(['k', 'j'], [1, 'x']), c_3, "3_c", 'n 3 b TRUE l [''a'', ''b'', 1]'
--= SELECT 3 AS "3", 1.5 AS "1.5", TRUE, ('a', 'b', 1), MAP(['k', 'j'], [1, 'x']), "c_3" AS "c_3", "3_c" AS "3_c", 'n 3 b TRUE l [''a'', ''b'', 1]' AS "n 3 b TRUE l ['a', 'b', 1]"

--: {"vars": {"x": "a b"}}
SELECT @{x}, @{x}_c FROM @{x}
--> SELECT "a b", "a b_c" FROM "a b"
--= SELECT "a b" AS "a b", "a b_c" AS "a b_c" FROM "a b" AS "a b"

--: {"vars": {"x": "a.b"}}
SELECT @{x}, @{x}_c FROM @{x}
--> SELECT "a.b", "a.b_c" FROM "a.b"
--= SELECT "a.b" AS "a.b", "a.b_c" AS "a.b_c" FROM "a.b" AS "a.b"

--: {"vars": {"x": "a.b"}}
SELECT * FROM @x
--> SELECT * FROM "a.b"
--= SELECT * FROM "a.b" AS "a.b"

--: {"vars": {"x": "abc"}}
SELECT * FROM t, @x AS u WHERE a IN (@x) GROUP BY @x ORDER BY @x
--> SELECT * FROM t, abc AS u WHERE a IN ('abc') GROUP BY 'abc' ORDER BY 'abc'
--= SELECT * FROM "t" AS "t", "abc" AS "u" WHERE "a" IN ('abc') GROUP BY 'abc' ORDER BY 'abc'

--: {"vars": {"x": "abc"}}
SELECT @VAR('x'), @VAR('y'), @VAR('y', 5), @VAR('X'), @VAR('z', 'd')
--> SELECT 'abc', NULL, 5, 'abc', 'd'
--= SELECT 'abc' AS "abc", NULL, 5 AS "5", 'abc' AS "abc", 'd' AS "d"

--: {"blueprint": {"a": "abc", "b": 2}}
SELECT @a, @b, @{a}_x, @BLUEPRINT_VAR('a'), @BLUEPRINT_VAR('b'), @BLUEPRINT_VAR('zz', 3), @BLUEPRINT_VAR('zz')
--> SELECT 'abc', 2, abc_x, 'abc', 2, 3, NULL
--= SELECT 'abc' AS "abc", 2 AS "2", "abc_x" AS "abc_x", 'abc' AS "abc", 2 AS "2", 3 AS "3", NULL

@DEF(x, 1); @DEF(y, 'abc'); @DEF(z, @x + 2); @DEF(f, a -> a + @x); @DEF(g, (p, q) -> p || q); SELECT @x, @y, @z, @f(3), @g('a', b), @{y}_c, @Z
--> SELECT 1, 'abc', 1 + 2, 3 + 1, 'a' || b, abc_c, 1 + 2
--= SELECT 1 AS "1", 'abc' AS "abc", 1 + 2, 3 + 1, 'a' || "b", "abc_c" AS "abc_c", 1 + 2

SELECT @SQL('a + 1'), @SQL(@'@x + 1') FROM t
--! MACRO_VARIABLE

--: {"vars": {"x": "abc"}}
SELECT @SQL('@x + 1'), @SQL(@x), @SQL('c_@x AS d')
--> SELECT abc + 1, abc, c_abc AS d
--= SELECT "abc" + 1, "abc" AS "abc", "c_abc" AS "d"

@DEF(g, (p, q) -> p * q); SELECT @g(1 + 2, a OR b), NOT @g(a, b)
--> SELECT 1 + 2 * a OR b, NOT a * b
--= SELECT 1 + 2 * "a" OR "b", NOT "a" * "b"

--: {"vars": {"n": 3}}
SELECT @{n}, @{n} + 1 FROM t LIMIT @n
--> SELECT 3, 3 + 1 FROM t LIMIT 3
--= SELECT "3" AS "3", "3" + 1 FROM "t" AS "t" LIMIT 3

--: {"vars": {"c": "abc"}}
SELECT @c.x, s.@{c} FROM @c.t, @{c}.u, pre_@c.v, x.@c
--> SELECT abc.x, s.abc FROM abc.t, abc.u, pre_abc.v, x.abc

--: {"vars": {"l": ["a", "b"]}}
SELECT * FROM t WHERE x IN @l AND y IN (@l)
--> SELECT * FROM t WHERE x IN ('a', 'b') AND y IN ('a', 'b')
--= SELECT * FROM "t" AS "t" WHERE "x" IN ('a', 'b') AND "y" IN (('a', 'b'))

--: {"vars": {"x": "cte"}}
WITH @x AS (SELECT 1 AS a) SELECT @x.a FROM @x
--> WITH cte AS (SELECT 1 AS a) SELECT cte.a FROM cte

--: {"vars": {"x": "cte"}}
SELECT EXTRACT(year FROM @start_date), a IS DISTINCT FROM @x
--> SELECT EXTRACT(year FROM CAST('2023-01-01' AS DATE)), a IS DISTINCT FROM 'cte'
--= SELECT EXTRACT(YEAR FROM CAST('2023-01-01' AS DATE)), "a" IS DISTINCT FROM 'cte'

--: {"vars": {"x": "day"}}
SELECT DATE_TRUNC(@x, a), INTERVAL 1 @x, INTERVAL @x DAY, INTERVAL '@x' DAY, a <= @x + INTERVAL 1 DAY
--> SELECT DATE_TRUNC('day', a), INTERVAL 1 'day', INTERVAL 'day' DAY, INTERVAL '@x' DAY, a <= 'day' + INTERVAL 1 DAY

SELECT @'x @start_date @start_dt @end_hour @start_epoch', @{start_ds}, x_@start_ds, x_@end_hour, @'@{start_ds}'
--> SELECT 'x CAST(''2023-01-01'' AS DATE) CAST(''2023-01-01 00:00:00+00:00'' AS TIMESTAMPTZ) 23 1672531200.0', "2023-01-01", "x_2023-01-01", x_23, '2023-01-01'
--= SELECT 'x CAST(''2023-01-01'' AS DATE) CAST(''2023-01-01 00:00:00+00:00'' AS TIMESTAMPTZ) 23 1672531200.0' AS "x CAST('2023-01-01' AS DATE) CAST('2023-01-01 00:00:00+00:00' AS TIMESTAMPTZ) 23 1672531200.0", "2023-01-01" AS "2023-01-01", "x_2023-01-01" AS "x_2023-01-01", "x_23" AS "x_23", '2023-01-01' AS "2023-01-01"

SELECT @start_ds::date, @start_ds || 'x', @start_date - INTERVAL 3 DAY, @start_dt - 1
--> SELECT '2023-01-01'::date, '2023-01-01' || 'x', CAST('2023-01-01' AS DATE) - INTERVAL 3 DAY, CAST('2023-01-01 00:00:00+00:00' AS TIMESTAMPTZ) - 1

SELECT @VAR('a' || 'b'), @VAR(x)
--! MACRO_ARGUMENT

--: {"vars": {"x": "abc"}}
SELECT @x AS a FROM t WHERE b = @{x}
--> SELECT 'abc' AS a FROM t WHERE b = abc
--= SELECT 'abc' AS "a" FROM "t" AS "t" WHERE "b" = "abc"

--: {"vars": {"s": "raw", "n": 2, "c": "id"}}
SELECT a FROM @{s}.t_@{n} AS t JOIN @s.u ON t.@c = u.@c
--> SELECT a FROM raw.t_2 AS t JOIN raw.u ON t.id = u.id

--: {"blueprint": {"bp": "north"}}
SELECT @bp FROM t_@bp WHERE c = '@bp'
--> SELECT 'north' FROM t_north WHERE c = '@bp'
--= SELECT 'north' AS "north" FROM "t_north" AS "t_north" WHERE "c" = '@bp'

--: {"vars": {"x": "root"}, "blueprint": {"x": "bp", "y": "by"}}
SELECT @VAR('x'), @VAR('y', 1), @BLUEPRINT_VAR('x'), @BLUEPRINT_VAR('y')
--> SELECT 'root', 1, 'bp', 'by'
--= SELECT 'root' AS "root", 1 AS "1", 'bp' AS "bp", 'by' AS "by"

--: {"vars": {"x": "root"}, "blueprint": {"x": "bp"}}
SELECT @x
--> SELECT 'bp'
--= SELECT 'bp' AS "bp"

--: {"vars": {"x": "root"}, "blueprint": {"x": "bp"}}
@DEF(x, 'def'); SELECT @x
--> SELECT 'def'
--= SELECT 'def' AS "def"

SELECT * FROM t WHERE ds BETWEEN @start_ds AND @end_ds
--> SELECT * FROM t WHERE ds BETWEEN '2023-01-01' AND '2023-01-03'
--= SELECT * FROM "t" AS "t" WHERE "ds" BETWEEN '2023-01-01' AND '2023-01-03'

SELECT * FROM t WHERE ts >= @start_ts AND ts <= @end_ts AND d = @execution_date
--> SELECT * FROM t WHERE ts >= '2023-01-01 00:00:00' AND ts <= '2023-01-03 23:59:59.999999' AND d = CAST('2023-01-05' AS DATE)
--= SELECT * FROM "t" AS "t" WHERE "ts" >= '2023-01-01 00:00:00' AND "ts" <= '2023-01-03 23:59:59.999999' AND "d" = CAST('2023-01-05' AS DATE)

@DEF(area, r -> 3.14 * r * r); SELECT @area(x), @area(y + 1) FROM t
--> SELECT 3.14 * x * x, 3.14 * y + 1 * y + 1 FROM t
--= SELECT 3.14 * "x" * "x", 3.14 * "y" + 1 * "y" + 1 FROM "t" AS "t"

@DEF(is_new, x -> x > @start_ds); SELECT a FROM t WHERE @is_new(created)
--> SELECT a FROM t WHERE created > '2023-01-01'
--= SELECT "a" AS "a" FROM "t" AS "t" WHERE "created" > '2023-01-01'

SELECT @SQL('COUNT(*)') FROM t
--> SELECT COUNT(*) FROM t
--= SELECT COUNT(*) FROM "t" AS "t"

SELECT @'hello @x', @'@{x}_y', '@x' FROM t
--> SELECT 'hello @x', '@{x}_y', '@x' FROM t
--= SELECT 'hello @x' AS "hello @x", '@{x}_y' AS "@{x}_y", '@x' AS "@x" FROM "t" AS "t"

--: {"vars": {"x": "abc"}}
SELECT @'hello @x', @'@{x}_y', '@x', @'it''s @x' FROM t
--> SELECT 'hello abc', 'abc_y', '@x', 'it''s abc' FROM t
--= SELECT 'hello abc' AS "hello abc", 'abc_y' AS "abc_y", '@x' AS "@x", 'it''s abc' AS "it's abc" FROM "t" AS "t"

--: {"vars": {"x": "abc"}}
SELECT 1 AS "col_@{x}", "@x"."b" FROM "@{x}"
--> SELECT 1 AS "col_abc", "abc"."b" FROM "abc"
--= SELECT 1 AS "col_abc", "abc"."b" AS "b" FROM "abc" AS "abc"

--: {"vars": {"x": "abc"}}
INSERT INTO @x(a, b) SELECT * FROM t JOIN u USING (id), @x, LATERAL (SELECT @x) WHERE a = @x
--> INSERT INTO abc(a, b) SELECT * FROM t JOIN u USING (id), abc, LATERAL (SELECT 'abc') WHERE a = 'abc'

--: {"vars": {"x": "abc", "role": "reader"}}
GRANT SELECT ON VIEW @x TO ROLE @role
--> GRANT SELECT ON VIEW abc TO ROLE reader

--: {"vars": {"a": "x", "b": "y", "c": "z"}}
SELECT @a.@b.@c, @{a}.@{b}_@{c}, @a@b FROM @a.@b.@c
--> SELECT x.y.z, x.y_z, xy FROM x.y.z

SELECT '{{ x }}', {{ start_ds }}, a @> b, @@session, 'mail@start_ds.com', $$ @x $$, E'\'@x' FROM t -- @x
--> SELECT '{{ x }}', {{ start_ds }}, a @> b, @@session, 'mail@start_ds.com', $$ @x $$, E'\'@x' FROM t -- @x

--: {"dialect": "bigquery", "vars": {"x": "it's a \\ b", "y": "a b"}}
SELECT @x, @'@x', @{y}, "@y" FROM @y
--> SELECT 'it\'s a \\ b', 'it\'s a \\ b', `a b`, "@y" FROM `a b`

--: {"vars": {"x": "it's a \\ b", "y": "a b"}}
SELECT @x, @'@x', @{y}, "@y" FROM @y
--> SELECT 'it''s a \ b', 'it''s a \ b', "a b", "a b" FROM "a b"

--: {"vars": {"x": "a\"b"}}
SELECT "q""_@{x}", "plain""@unknown" FROM t
--> SELECT "q""_a""b", "plain""@unknown" FROM t

--: {"blueprint": {"c": {"sqlText": "north"}, "e": {"sqlText": "a + 1"}, "q": {"sqlText": "\"q x\""}}}
SELECT @c, x_@c, @'@c', @{c}, @BLUEPRINT_VAR('c'), @e * 2, @q, x_@q, @{q} FROM @c.t AS @c
--> SELECT north, x_north, 'north', north, north, a + 1 * 2, "q x", "x_q x", "q x" FROM north.t AS north
