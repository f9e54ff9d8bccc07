-- Conditional clauses.
-- Lines before a case: `--: {…}` options. Behind it: `-->` what mesh makes of it, `--=` what SQLMesh 0.231 renders, `--!` problems.

@WITH(true) a AS (SELECT 1 AS x) SELECT * FROM a
--> WITH a AS (SELECT 1 AS x) SELECT * FROM a
--= WITH "a" AS (SELECT 1 AS "x") SELECT * FROM "a" AS "a"

@WITH(false) a AS (SELECT 1 AS x), b AS (SELECT 2) SELECT * FROM c
--> SELECT * FROM c
--= SELECT * FROM "c" AS "c"

SELECT * FROM a LEFT @JOIN(true) b ON a.x = b.x LEFT OUTER @JOIN(false) c ON a.x = c.x @WHERE(true) a.x > 1 @GROUP_BY(false) y @HAVING(false) z > 1 @ORDER_BY(true) x, y @LIMIT(1 = 1) 10
--> SELECT * FROM a LEFT JOIN b ON a.x = b.x  WHERE a.x > 1   ORDER BY x, y LIMIT 10
--= SELECT * FROM "a" AS "a" LEFT JOIN "b" AS "b" ON "a"."x" = "b"."x" WHERE "a"."x" > 1 ORDER BY "x", "y" LIMIT 10

SELECT * FROM a CROSS @JOIN(false) b INNER JOIN c USING (x) @WHERE(false) a = 1 AND b IN (SELECT 1 WHERE 2 = 2) @GROUP_BY(true) x, y @HAVING(true) COUNT(*) > 1 @ORDER_BY(false) x @LIMIT(false) 10
--> SELECT * FROM a  INNER JOIN c USING (x)  GROUP BY x, y HAVING COUNT(*) > 1
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
--> SELECT * FROM t  ORDER BY a
--= SELECT * FROM "t" AS "t" ORDER BY "a"

WITH x AS (SELECT @EACH([a, b], i -> i) FROM t @WHERE(FALSE) b > 1) SELECT * FROM x @LIMIT(TRUE) 5
--> WITH x AS (SELECT a, b FROM t ) SELECT * FROM x LIMIT 5
--= WITH "x" AS (SELECT "a", "b" FROM "t" AS "t") SELECT * FROM "x" AS "x" LIMIT 5

SELECT t.* FROM t INNER @JOIN(TRUE) u USING (id) @JOIN(FALSE) v USING (id) @JOIN(TRUE) w ON w.id = t.id
--> SELECT t.* FROM t INNER JOIN u USING (id)  JOIN w ON w.id = t.id
--= SELECT "t".* FROM "t" AS "t" INNER JOIN "u" AS "u" USING ("id") JOIN "w" AS "w" ON "w"."id" = "t"."id"

SELECT * FROM a LEFT @JOIN(FALSE) b ON LEFT(a.x, 1) = b.y WHERE a.z = 1
--> SELECT * FROM a  WHERE a.z = 1
--= SELECT * FROM "a" AS "a" WHERE "a"."z" = 1

@WITH(TRUE) a AS (SELECT 1 AS x), b AS (SELECT 2 AS y) SELECT * FROM a CROSS JOIN b
--> WITH a AS (SELECT 1 AS x), b AS (SELECT 2 AS y) SELECT * FROM a CROSS JOIN b
--= WITH "a" AS (SELECT 1 AS "x"), "b" AS (SELECT 2 AS "y") SELECT * FROM "a" AS "a" CROSS JOIN "b" AS "b"
