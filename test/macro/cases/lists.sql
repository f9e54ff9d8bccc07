-- @EACH, @REDUCE, @FILTER and lambdas.
-- Lines before a case: `--: {…}` options. Behind it: `-->` what mesh makes of it, `--=` what SQLMesh 0.231 renders, `--!` problems.

SELECT @EACH([a, b], x -> x), c
--> SELECT a, b, c
--= SELECT "a" AS "a", "b" AS "b", "c" AS "c"

SELECT @EACH((a, b), x -> x + 1 AS @{x}_c), c
--> SELECT a + 1 AS a_c, b + 1 AS b_c, c
--= SELECT "a" + 1 AS "a_c", "b" + 1 AS "b_c", "c" AS "c"

SELECT @EACH(['a', 'b'], x -> x AS @x), @EACH(['a','b'], x -> c_@x), @EACH(['a','b'], x -> @{x}_z)
--> SELECT 'a' AS a, 'b' AS b, c_a, c_b, a_z, b_z
--= SELECT 'a' AS "a", 'b' AS "b", "c_a" AS "c_a", "c_b" AS "c_b", "a_z" AS "a_z", "b_z" AS "b_z"

SELECT @EACH([a, b], x -> x AS x), @EACH([a], x -> t.x), @EACH([a], x -> x.y), @EACH([a], x -> 'x @x'), @EACH([a], x -> @'x @x')
--> SELECT a AS x, b AS x, t.x, a.y, 'x @x', 'x a'
--= SELECT "a" AS "a", "b" AS "b", "t"."x" AS "x", "a"."y" AS "y", 'x @x' AS "x @x", 'x a' AS "x a"

SELECT @EACH(a, x -> x), @EACH('q', x -> x)
--> SELECT a, 'q'
--= SELECT "a" AS "a", 'q' AS "q"

SELECT c FROM t WHERE @EACH([a, b], x -> x > 1)
--> SELECT c FROM t WHERE (a > 1) AND (b > 1)

SELECT c FROM t WHERE d AND @EACH([a, b], x -> x > 1)
--> SELECT c FROM t WHERE d AND (a > 1) AND (b > 1)

SELECT c FROM t GROUP BY @EACH([a, b], x -> x) ORDER BY @EACH([a, b], x -> x DESC)
--> SELECT c FROM t GROUP BY a, b ORDER BY a DESC, b DESC

SELECT f(@EACH([a, b], x -> x)), a IN (@EACH([1, 2], x -> x)), [@EACH([1, 2], x -> x)]
--> SELECT f(a, b), a IN (1, 2), [1, 2]
--= SELECT F("a", "b"), "a" IN (1, 2), [1, 2]

SELECT @EACH([], x -> x), c
--> SELECT c
--= SELECT "c" AS "c"

SELECT c, @EACH([], x -> x)
--> SELECT c
--= SELECT "c" AS "c"

SELECT @REDUCE([1, 2, 3], (x, y) -> x + y), @REDUCE(@EACH([a, b], x -> x > 1), (x, y) -> x AND y)
--> SELECT 1 + 2 + 3, a > 1 AND b > 1
--= SELECT 1 + 2 + 3, "a" > 1 AND "b" > 1

SELECT @FILTER([1, 2, 3], x -> x > 1), @FILTER([a, b], x -> x = 'a'), @FILTER(['a', 'b'], x -> x = 'a')
--! MACRO_CONDITION

SELECT @EACH(@FILTER([1, 2, 3], x -> x > 1), x -> c_@x)
--> SELECT c_2, c_3
--= SELECT "c_2" AS "c_2", "c_3" AS "c_3"

@DEF(z, 1 + 2); SELECT @z * 2, @EACH([1 + 2], x -> x * 3), @REDUCE([1, 2, 3], (x, y) -> x * (y)), @REDUCE([1+1, 2, 3], (x, y) -> x * y)
--> SELECT 1 + 2 * 2, 1 + 2 * 3, 1 * (2) * (3), 1+1 * 2 * 3
--= SELECT 1 + 2 * 2, 1 + 2 * 3, 1 * (2) * (3), 1 + 1 * 2 * 3

SELECT @EACH([(a, b), (c, d)], (x, y) -> x + y AS @{x}_@{y}), @EACH([(a, b)], x -> x)
--> SELECT a + b AS a_b, c + d AS c_d, a
--= SELECT "a" + "b" AS "a_b", "c" + "d" AS "c_d", "a" AS "a"

SELECT @EACH([a, b], x -> @EACH([c, d], y -> x + y AS @{x}_@{y}))
--> SELECT a + c AS a_c, a + d AS a_d, b + c AS b_c, b + d AS b_d

SELECT @EACH(['a', 'b'], x -> CASE WHEN col = x THEN 1 ELSE 0 END AS is_@x)
--> SELECT CASE WHEN col = 'a' THEN 1 ELSE 0 END AS is_a, CASE WHEN col = 'b' THEN 1 ELSE 0 END AS is_b
--= SELECT CASE WHEN "col" = 'a' THEN 1 ELSE 0 END AS "is_a", CASE WHEN "col" = 'b' THEN 1 ELSE 0 END AS "is_b"

SELECT @EACH([a, b], x -> SUM(t.x) AS x_total), @EACH([a, b], X -> x + 1), @EACH([a], x -> x(x))
--> SELECT SUM(t.x) AS x_total, SUM(t.x) AS x_total, a + 1, b + 1, x(a)

--: {"vars": {"l": ["a", "b", 1], "m": {"k": 1, "j": "x"}}}
SELECT @EACH(@l, x -> x AS c_@x), @EACH(@m, x -> x)
--> SELECT 'a' AS c_a, 'b' AS c_b, 1 AS c_1, MAP(['k', 'j'], [1, 'x'])
--= SELECT 'a' AS "c_a", 'b' AS "c_b", 1 AS "c_1", MAP(['k', 'j'], [1, 'x'])

SELECT @EACH([a,b], x -> x) AS y
--> SELECT a, b
--= SELECT "a" AS "a", "b" AS "b"

SELECT a + @EACH([b, c], x -> x)
--> SELECT a + b, c

--: {"blueprint": {"l": ["a", "b"], "c": "abc"}}
SELECT @EACH(@BLUEPRINT_VAR('l'), x -> c_@x), @{c}, @c, x_@c
--> SELECT c_a, c_b, abc, 'abc', x_abc
--= SELECT "c_a" AS "c_a", "c_b" AS "c_b", "abc" AS "abc", 'abc' AS "abc", "x_abc" AS "x_abc"

SELECT @REDUCE([a], (x, y) -> x + y), @REDUCE(['a', 'b'], (x, y) -> CONCAT(x, y))
--> SELECT a, CONCAT('a', 'b')
--= SELECT "a" AS "a", CONCAT('a', 'b')

SELECT a, @EACH([1, 2, 3], i -> a * @i AS a_@i), @EACH([1, 2], i -> LAG(a, @i) OVER (ORDER BY b) AS lag_@{i}_days)
--> SELECT a, a * 1 AS a_1, a * 2 AS a_2, a * 3 AS a_3, LAG(a, 1) OVER (ORDER BY b) AS lag_1_days, LAG(a, 2) OVER (ORDER BY b) AS lag_2_days
--= SELECT "a" AS "a", "a" * 1 AS "a_1", "a" * 2 AS "a_2", "a" * 3 AS "a_3", LAG("a", 1) OVER (ORDER BY "b") AS "lag_1_days", LAG("a", 2) OVER (ORDER BY "b") AS "lag_2_days"

SELECT * FROM @EACH([a, b], x -> x)
--> SELECT * FROM a, b

SELECT * FROM t WHERE @REDUCE(@EACH([a, b, c], x -> x IS NOT NULL), (x, y) -> x OR y)
--> SELECT * FROM t WHERE a IS NOT NULL OR b IS NOT NULL OR c IS NOT NULL
--= SELECT * FROM "t" AS "t" WHERE NOT "a" IS NULL OR NOT "b" IS NULL OR NOT "c" IS NULL

SELECT @EACH([a, b], x -> x), @EACH([c], x -> x || '_' AS @{x}_s) FROM t GROUP BY @EACH([a, b], x -> x)
--> SELECT a, b, c || '_' AS c_s FROM t GROUP BY a, b
--= SELECT "a" AS "a", "b" AS "b", "c" || '_' AS "c_s" FROM "t" AS "t" GROUP BY "a", "b"

SELECT @EACH(['x', 'y'], v -> COUNT(*) FILTER (WHERE k = v) AS cnt_@{v}) FROM t
--> SELECT COUNT(*) FILTER (WHERE k = 'x') AS cnt_x, COUNT(*) FILTER (WHERE k = 'y') AS cnt_y FROM t
--= SELECT COUNT(*) FILTER(WHERE "k" = 'x') AS "cnt_x", COUNT(*) FILTER(WHERE "k" = 'y') AS "cnt_y" FROM "t" AS "t"

@DEF(cols, [a, b]); SELECT @EACH(@cols, x -> SUM(x) AS @{x}_sum) FROM t
--> SELECT SUM(a) AS a_sum, SUM(b) AS b_sum FROM t
--= SELECT SUM("a") AS "a_sum", SUM("b") AS "b_sum" FROM "t" AS "t"

SELECT COALESCE(@EACH([a, b], x -> NULLIF(x, '')))
--> SELECT COALESCE(NULLIF(a, ''), NULLIF(b, ''))

SELECT a FROM t ORDER BY @EACH([a, b], x -> x)
--> SELECT a FROM t ORDER BY a, b
--= SELECT "a" AS "a" FROM "t" AS "t" ORDER BY "a", "b"

SELECT * FROM (VALUES (1), (2)) AS t(a) WHERE a IN (@EACH([1, 2, 3], x -> x * 2))
--> SELECT * FROM (VALUES (1), (2)) AS t(a) WHERE a IN (1 * 2, 2 * 2, 3 * 2)
--= SELECT * FROM (VALUES (1), (2)) AS "t"("a") WHERE "a" IN (1 * 2, 2 * 2, 3 * 2)

@DEF(numbers, [1, 2.50]); SELECT LIST_SUM(@numbers), 1 IN @tuple, 'a' FROM t WHERE c IN (@EACH(@numbers, x -> x))
--! MACRO_VARIABLE

@DEF(numbers, [1, 2.50]); SELECT LIST_SUM(@numbers) FROM t WHERE c IN (@EACH(@numbers, x -> x))
--> SELECT LIST_SUM([1, 2.50]) FROM t WHERE c IN (1, 2.50)

SELECT CASE @EACH([1, 2], x -> WHEN a = x THEN 'is @x') ELSE 'none' END FROM t @EACH([b, c], x -> LEFT OUTER JOIN @{x} USING (id))
--> SELECT CASE WHEN a = 1 THEN 'is @x' WHEN a = 2 THEN 'is @x' ELSE 'none' END FROM t LEFT OUTER JOIN b USING (id) LEFT OUTER JOIN c USING (id)

@DEF(area, r -> pi() * r * r); @DEF(container_volume, (r, h) -> @area(@r) * h); SELECT container_id, @container_volume((cont_di / 2), cont_hi) AS volume
--> SELECT container_id, pi() * (cont_di / 2) * (cont_di / 2) * cont_hi AS volume
--= SELECT "container_id" AS "container_id", PI() * ("cont_di" / 2) * ("cont_di" / 2) * "cont_hi" AS "volume"

@DEF(rank_to_int, x -> case when left(x, 1) = 'A' then 1 when left(x, 1) = 'B' then 2 end); SELECT @rank_to_int(cust_rank_1) as cust_rank_1_int, FROM some.model
--> SELECT case when left(cust_rank_1, 1) = 'A' then 1 when left(cust_rank_1, 1) = 'B' then 2 end as cust_rank_1_int, FROM some.model

SELECT a, @IF(FALSE, b), FROM t
--> SELECT a, FROM t

SELECT @EACH([a, b], x -> STRUCT_PACK(x := x, y => x)), @EACH([a], x -> {x: x}), @EACH([a], x -> l[x:2])
--> SELECT STRUCT_PACK(x := a, y => a), STRUCT_PACK(x := b, y => b), {x: a}, l[a:2]

SELECT @EACH([a.id, a.amount], x -> MAX(x) AS max_@x), @EACH([a."B c"], x -> x AS "q @x"), @EACH([a.id], x -> @{x}), @EACH([a.id], x -> @'t @x') FROM s.orders AS a
--> SELECT MAX(a.id) AS max_id, MAX(a.amount) AS max_amount, a."B c" AS "q B c", id, 't a.id' FROM s.orders AS a
--= SELECT MAX("a"."id") AS "max_id", MAX("a"."amount") AS "max_amount", "a"."B c" AS "q B c", "id" AS "id", 't a.id' AS "t a.id" FROM "s"."orders" AS "a"

@DEF(d, 7 + 5); @DEF(f, x -> x + 1); SELECT @d::DATE, @f(2)::TEXT, @OR(@d, NULL)::INT, @SQL('1 + 2') :: INT, @EACH([a + b], x -> x::DATE), @d * 2, @EVAL(1 + 2)::INT
--> SELECT (7 + 5)::DATE, (2 + 1)::TEXT, (7 + 5)::INT, (1 + 2) :: INT, (a + b)::DATE, 7 + 5 * 2, 3::INT

SELECT @EACH(ARRAY(1, 2), x -> x AS c_@x), @EACH(ARRAY['a'], x -> x)
--> SELECT 1 AS c_1, 2 AS c_2, 'a'
--= SELECT 1 AS "c_1", 2 AS "c_2", 'a' AS "a"
