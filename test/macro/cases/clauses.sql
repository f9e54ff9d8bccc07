-- Conditional clauses.
-- Lines before a case: `--: {…}` options. Behind it: `-->` what mesh makes of it, `--=` what SQLMesh 0.231 renders, `--!` problems.

@WITH(true) a AS (SELECT 1 AS x) SELECT * FROM a
--> WITH a AS (SELECT 1 AS x) SELECT * FROM a
--= WITH "a" AS (SELECT 1 AS "x") SELECT * FROM "a" AS "a"

@WITH(false) a AS (SELECT 1 AS x), b AS (SELECT 2) SELECT * FROM c
--> SELECT * FROM c
--= SELECT * FROM "c" AS "c"

SELECT * FROM a LEFT @JOIN(true) b ON a.x = b.x LEFT OUTER @JOIN(false) c ON a.x = c.x @WHERE(true) a.x > 1 @GROUP_BY(false) y @HAVING(false) z > 1 @ORDER_BY(true) x, y @LIMIT(1 = 1) 10
--> SELECT * FROM a LEFT JOIN b ON a.x = b.x WHERE a.x > 1 ORDER BY x, y LIMIT 10
--= SELECT * FROM "a" AS "a" LEFT JOIN "b" AS "b" ON "a"."x" = "b"."x" WHERE "a"."x" > 1 ORDER BY "x", "y" LIMIT 10

SELECT * FROM a CROSS @JOIN(false) b INNER JOIN c USING (x) @WHERE(false) a = 1 AND b IN (SELECT 1 WHERE 2 = 2) @GROUP_BY(true) x, y @HAVING(true) COUNT(*) > 1 @ORDER_BY(false) x @LIMIT(false) 10
--> SELECT * FROM a INNER JOIN c USING (x) GROUP BY x, y HAVING COUNT(*) > 1
--= SELECT * FROM "a" AS "a" INNER JOIN "c" AS "c" USING ("x") GROUP BY "x", "y" HAVING COUNT(*) > 1

SELECT * FROM (SELECT a FROM b @WHERE(false) x = 1) AS y @WHERE(@start_ds > '2020-01-01') z
--> SELECT * FROM (SELECT a FROM b ) AS y WHERE z
--= SELECT * FROM (SELECT "a" FROM "b" AS "b") AS "y" WHERE "z"

--: {"vars": {"f": true}}
SELECT * FROM t @WHERE(@f) a > 1 @ORDER_BY(@f) a
--> SELECT * FROM t WHERE a > 1 ORDER BY a
--= SELECT * FROM "t" AS "t" WHERE "a" > 1 ORDER BY "a"

--: {"vars": {"f": false}}
SELECT * FROM t @WHERE(@f) a > 1 @ORDER_BY(NOT @f) a
--> SELECT * FROM t ORDER BY a
--= SELECT * FROM "t" AS "t" ORDER BY "a"

WITH x AS (SELECT @EACH([a, b], i -> i) FROM t @WHERE(FALSE) b > 1) SELECT * FROM x @LIMIT(TRUE) 5
--> WITH x AS (SELECT a, b FROM t ) SELECT * FROM x LIMIT 5
--= WITH "x" AS (SELECT "a", "b" FROM "t" AS "t") SELECT * FROM "x" AS "x" LIMIT 5

SELECT t.* FROM t INNER @JOIN(TRUE) u USING (id) @JOIN(FALSE) v USING (id) @JOIN(TRUE) w ON w.id = t.id
--> SELECT t.* FROM t INNER JOIN u USING (id) JOIN w ON w.id = t.id
--= SELECT "t".* FROM "t" AS "t" INNER JOIN "u" AS "u" USING ("id") JOIN "w" AS "w" ON "w"."id" = "t"."id"

SELECT * FROM a LEFT @JOIN(FALSE) b ON LEFT(a.x, 1) = b.y WHERE a.z = 1
--> SELECT * FROM a WHERE a.z = 1
--= SELECT * FROM "a" AS "a" WHERE "a"."z" = 1

@WITH(TRUE) a AS (SELECT 1 AS x), b AS (SELECT 2 AS y) SELECT * FROM a CROSS JOIN b
--> WITH a AS (SELECT 1 AS x), b AS (SELECT 2 AS y) SELECT * FROM a CROSS JOIN b
--= WITH "a" AS (SELECT 1 AS "x"), "b" AS (SELECT 2 AS "y") SELECT * FROM "a" AS "a" CROSS JOIN "b" AS "b"

SELECT a FROM t @WHERE(FALSE) x = 1 QUALIFY ROW_NUMBER() OVER (ORDER BY a) = 1
--> SELECT a FROM t QUALIFY ROW_NUMBER() OVER (ORDER BY a) = 1

SELECT a FROM t @WHERE(FALSE) x = 1 AND y IN (SELECT z FROM u WHERE q GROUP BY z) UNION ALL SELECT b FROM u @WHERE(TRUE) b > 1
--> SELECT a FROM t UNION ALL SELECT b FROM u WHERE b > 1

SELECT a FROM t @GROUP_BY(FALSE) a HAVING COUNT(*) > 1 @ORDER_BY(FALSE) a DESC NULLS LAST LIMIT 3
--> SELECT a FROM t HAVING COUNT(*) > 1 LIMIT 3

SELECT a FROM t @ORDER_BY(TRUE) a @LIMIT(FALSE) 10 OFFSET 5
--> SELECT a FROM t ORDER BY a OFFSET 5

FROM t @WHERE(FALSE) x SELECT a
--> FROM t SELECT a

SELECT a FROM t LEFT @JOIN(FALSE) LATERAL (SELECT 1 AS one) u ON TRUE, v WHERE a
--> SELECT a FROM t , v WHERE a

SELECT * FROM t NATURAL LEFT @JOIN(FALSE) u ASOF JOIN v ON t.a >= v.a ANTI @JOIN(TRUE) w USING (a)
--> SELECT * FROM t ASOF JOIN v ON t.a >= v.a ANTI JOIN w USING (a)

WITH x AS (@WITH(FALSE) y AS (SELECT 1) SELECT 2 AS b) SELECT * FROM x
--> WITH x AS ( SELECT 2 AS b) SELECT * FROM x

@WITH(FALSE) x AS MATERIALIZED (SELECT 1), y(a, b) AS (VALUES (1, 2)) FROM y SELECT 1
--> FROM y SELECT 1

SELECT a FROM t @WHERE(FALSE) t.order = 1 AND t.limit = CASE WHEN b THEN 1 END
--> SELECT a FROM t

SELECT a FROM t @WHERE(@IF(TRUE, FALSE, TRUE)) x = @IF(TRUE, 1, 2) @LIMIT(@EVAL(1 + 1) = 2) @EVAL(1 + 4)
--> SELECT a FROM t LIMIT 5
