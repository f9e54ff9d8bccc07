-- Other built-in macros.
-- Lines before a case: `--: {…}` options. Behind it: `-->` what mesh makes of it, `--=` what SQLMesh 0.231 renders, `--!` problems.

SELECT @GENERATE_SURROGATE_KEY(a, b), @GENERATE_SURROGATE_KEY(a, 'x', hash_function := 'SHA256') FROM t
--> SELECT MD5(COALESCE(CAST(a AS TEXT), '_sqlmesh_surrogate_key_null_') || '|' || COALESCE(CAST(b AS TEXT), '_sqlmesh_surrogate_key_null_')), SHA256(COALESCE(CAST(a AS TEXT), '_sqlmesh_surrogate_key_null_') || '|' || COALESCE(CAST('x' AS TEXT), '_sqlmesh_surrogate_key_null_')) FROM t
--= SELECT MD5(COALESCE(CAST("a" AS TEXT), '_sqlmesh_surrogate_key_null_') || '|' || COALESCE(CAST("b" AS TEXT), '_sqlmesh_surrogate_key_null_')), SHA256(COALESCE(CAST("a" AS TEXT), '_sqlmesh_surrogate_key_null_') || '|' || COALESCE(CAST('x' AS TEXT), '_sqlmesh_surrogate_key_null_')) FROM "t" AS "t"

--: {"dialect": "bigquery"}
SELECT @GENERATE_SURROGATE_KEY(a, b), @GENERATE_SURROGATE_KEY(a, hash_function := 'SHA256') FROM t
--> SELECT TO_HEX(MD5(CONCAT(COALESCE(CAST(a AS STRING), '_sqlmesh_surrogate_key_null_'), '|', COALESCE(CAST(b AS STRING), '_sqlmesh_surrogate_key_null_')))), SHA256(CONCAT(COALESCE(CAST(a AS STRING), '_sqlmesh_surrogate_key_null_'))) FROM t
--= SELECT TO_HEX(MD5(CONCAT(COALESCE(CAST(`a` AS STRING), '_sqlmesh_surrogate_key_null_'), '|', COALESCE(CAST(`b` AS STRING), '_sqlmesh_surrogate_key_null_')))), SHA256(CONCAT(COALESCE(CAST(`a` AS STRING), '_sqlmesh_surrogate_key_null_'))) FROM `t` AS `t`

--: {"dialect": "snowflake"}
SELECT @GENERATE_SURROGATE_KEY(a, b), @GENERATE_SURROGATE_KEY(a, hash_function := 'SHA256'), @GENERATE_SURROGATE_KEY(a, hash_function := 'SHA1') FROM t
--> SELECT MD5(CONCAT(COALESCE(CAST(a AS VARCHAR), '_sqlmesh_surrogate_key_null_'), '|', COALESCE(CAST(b AS VARCHAR), '_sqlmesh_surrogate_key_null_'))), SHA256(CONCAT(COALESCE(CAST(a AS VARCHAR), '_sqlmesh_surrogate_key_null_'))), SHA1(CONCAT(COALESCE(CAST(a AS VARCHAR), '_sqlmesh_surrogate_key_null_'))) FROM t
--= SELECT MD5(CONCAT(COALESCE(CAST("A" AS VARCHAR), '_sqlmesh_surrogate_key_null_'), '|', COALESCE(CAST("B" AS VARCHAR), '_sqlmesh_surrogate_key_null_'))), SHA256(CONCAT(COALESCE(CAST("A" AS VARCHAR), '_sqlmesh_surrogate_key_null_'))), SHA1(CONCAT(COALESCE(CAST("A" AS VARCHAR), '_sqlmesh_surrogate_key_null_'))) FROM "T" AS "T"

--: {"dialect": "postgres"}
SELECT @GENERATE_SURROGATE_KEY(a, b), @GENERATE_SURROGATE_KEY(a, hash_function := 'SHA256') FROM t
--> SELECT MD5(COALESCE(CAST(a AS TEXT), '_sqlmesh_surrogate_key_null_') || '|' || COALESCE(CAST(b AS TEXT), '_sqlmesh_surrogate_key_null_')), SHA256(COALESCE(CAST(a AS TEXT), '_sqlmesh_surrogate_key_null_')) FROM t
--= SELECT MD5(COALESCE(CAST("a" AS TEXT), '_sqlmesh_surrogate_key_null_') || '|' || COALESCE(CAST("b" AS TEXT), '_sqlmesh_surrogate_key_null_')), SHA256(COALESCE(CAST("a" AS TEXT), '_sqlmesh_surrogate_key_null_')) FROM "t" AS "t"

SELECT @GENERATE_SURROGATE_KEY(a, 'hash_function' := 'SHA256') FROM t
--> SELECT SHA256(COALESCE(CAST(a AS TEXT), '_sqlmesh_surrogate_key_null_')) FROM t
--= SELECT SHA256(COALESCE(CAST("a" AS TEXT), '_sqlmesh_surrogate_key_null_')) FROM "t" AS "t"

SELECT @SAFE_ADD(a, b), @SAFE_SUB(a, b, c), @SAFE_DIV(a, b), @SAFE_DIV(a + 1, b - 1), @SAFE_ADD(a), @SAFE_SUB(a + 1, b - 1) FROM t
--> SELECT CASE WHEN a IS NULL AND b IS NULL THEN NULL ELSE COALESCE(a, 0) + COALESCE(b, 0) END, CASE WHEN a IS NULL AND b IS NULL AND c IS NULL THEN NULL ELSE COALESCE(a, 0) - COALESCE(b, 0) - COALESCE(c, 0) END, (a / NULLIF(b, 0)), ((a + 1) / NULLIF(b - 1, 0)), CASE WHEN a IS NULL THEN NULL ELSE COALESCE(a, 0) END, CASE WHEN (a + 1) IS NULL AND (b - 1) IS NULL THEN NULL ELSE COALESCE(a + 1, 0) - COALESCE(b - 1, 0) END FROM t
--= SELECT CASE WHEN "a" IS NULL AND "b" IS NULL THEN NULL ELSE COALESCE("a", 0) + COALESCE("b", 0) END, CASE WHEN "a" IS NULL AND "b" IS NULL AND "c" IS NULL THEN NULL ELSE COALESCE("a", 0) - COALESCE("b", 0) - COALESCE("c", 0) END, "a" / NULLIF("b", 0), ("a" + 1) / NULLIF("b" - 1, 0), CASE WHEN "a" IS NULL THEN NULL ELSE COALESCE("a", 0) END, CASE WHEN ("a" + 1) IS NULL AND ("b" - 1) IS NULL THEN NULL ELSE COALESCE("a" + 1, 0) - COALESCE("b" - 1, 0) END FROM "t" AS "t"

SELECT @HAVERSINE_DISTANCE(a, b, c, d), @HAVERSINE_DISTANCE(a, b, c, d, 'km') FROM t
--> SELECT (7922 * ASIN(SQRT(POWER(SIN(RADIANS((c - a) / 2)), 2) + COS(RADIANS(a)) * COS(RADIANS(c)) * POWER(SIN(RADIANS((d - b) / 2)), 2))) * 1.0), (7922 * ASIN(SQRT(POWER(SIN(RADIANS((c - a) / 2)), 2) + COS(RADIANS(a)) * COS(RADIANS(c)) * POWER(SIN(RADIANS((d - b) / 2)), 2))) * 1.60934) FROM t
--= SELECT 7922 * ASIN(SQRT((POWER(SIN(RADIANS(("c" - "a") / 2)), 2)) + (COS(RADIANS("a")) * COS(RADIANS("c")) * POWER(SIN(RADIANS(("d" - "b") / 2)), 2)))) * 1.0, 7922 * ASIN(SQRT((POWER(SIN(RADIANS(("c" - "a") / 2)), 2)) + (COS(RADIANS("a")) * COS(RADIANS("c")) * POWER(SIN(RADIANS(("d" - "b") / 2)), 2)))) * 1.60934 FROM "t" AS "t"

SELECT @PIVOT(status, ['a', 'b']) FROM t
--> SELECT SUM(CASE WHEN status = 'a' THEN 1 ELSE 0 END) AS "a", SUM(CASE WHEN status = 'b' THEN 1 ELSE 0 END) AS "b" FROM t
--= SELECT SUM(CASE WHEN "status" = 'a' THEN 1 ELSE 0 END) AS "a", SUM(CASE WHEN "status" = 'b' THEN 1 ELSE 0 END) AS "b" FROM "t" AS "t"

SELECT @PIVOT(status, ['a', 'b c'], alias := false, agg := MAX, cmp := '>', prefix := 'p_', suffix := '_s', then_value := x, else_value := NULL, quote := false, distinct := true) FROM t
--> SELECT MAX(DISTINCT CASE WHEN status > 'a' THEN x ELSE NULL END), MAX(DISTINCT CASE WHEN status > 'b c' THEN x ELSE NULL END) FROM t

SELECT @PIVOT(status, [1, x], agg := 'COUNT'), @PIVOT(status, ('a')) FROM t
--> SELECT COUNT(CASE WHEN status = 1 THEN 1 ELSE 0 END) AS "1", COUNT(CASE WHEN status = x THEN 1 ELSE 0 END) AS "x", SUM(CASE WHEN status = 'a' THEN 1 ELSE 0 END) AS "a" FROM t

SELECT a FROM t WHERE @AND(TRUE, NULL, a = 1) AND @OR(a = 1, NULL) AND @AND(NULL) AND @OR() AND @AND(a, b OR c)
--> SELECT a FROM t WHERE (TRUE AND a = 1) AND a = 1 AND TRUE AND TRUE AND (a AND (b OR c))
--= SELECT "a" AS "a" FROM "t" AS "t" WHERE TRUE AND "a" = 1 AND "a" = 1 AND TRUE AND TRUE AND "a" AND ("b" OR "c")

SELECT a FROM t WHERE @OR(a = 1, b = 2, c AND d) AND x
--> SELECT a FROM t WHERE (a = 1 OR b = 2 OR (c AND d)) AND x
--= SELECT "a" AS "a" FROM "t" AS "t" WHERE "a" = 1 OR "b" = 2 OR ("c" AND "d") AND "x"

SELECT a FROM t WHERE @AND(@IF(false, a), b = 1, @EACH([a, b], x -> x IS NULL))
--> SELECT a FROM t WHERE (b = 1 AND a IS NULL AND b IS NULL)
--= SELECT "a" AS "a" FROM "t" AS "t" WHERE "b" = 1 AND "a" IS NULL AND "b" IS NULL

@DEDUPLICATE(my_table, [id, CAST(ts AS DATE)], ['ts DESC', 'x ASC NULLS LAST'])
--> SELECT * FROM my_table QUALIFY ROW_NUMBER() OVER (PARTITION BY id, CAST(ts AS DATE) ORDER BY ts DESC, x ASC NULLS LAST) = 1
--= SELECT * FROM "my_table" AS "my_table" QUALIFY ROW_NUMBER() OVER (PARTITION BY "id", CAST("ts" AS DATE) ORDER BY "ts" DESC, "x" ASC) = 1

WITH d AS (@DEDUPLICATE(s.my_table, [id], ['ts'])) SELECT * FROM d
--> WITH d AS (SELECT * FROM s.my_table QUALIFY ROW_NUMBER() OVER (PARTITION BY id ORDER BY ts) = 1) SELECT * FROM d
--= WITH "d" AS (SELECT * FROM "s"."my_table" AS "my_table" QUALIFY ROW_NUMBER() OVER (PARTITION BY "id" ORDER BY "ts") = 1) SELECT * FROM "d" AS "d"

@DATE_SPINE('day', '2024-01-01', '2024-01-16')
--> SELECT date_day FROM UNNEST(CAST(GENERATE_SERIES(CAST('2024-01-01' AS DATE), CAST('2024-01-16' AS DATE), INTERVAL '1' DAY) AS DATE[])) AS _exploded(date_day)
--= SELECT "date_day" AS "date_day" FROM UNNEST(CAST(GENERATE_SERIES(CAST('2024-01-01' AS DATE), CAST('2024-01-16' AS DATE), INTERVAL '1' DAY) AS DATE[])) AS "_exploded"("date_day")

@DATE_SPINE('week', '2024-01-01', '2024-01-16')
--> SELECT date_week FROM UNNEST(CAST(GENERATE_SERIES(CAST('2024-01-01' AS DATE), CAST('2024-01-16' AS DATE), INTERVAL '1' WEEK) AS DATE[])) AS _exploded(date_week)
--= SELECT "date_week" AS "date_week" FROM UNNEST(CAST(GENERATE_SERIES(CAST('2024-01-01' AS DATE), CAST('2024-01-16' AS DATE), INTERVAL '1' WEEK) AS DATE[])) AS "_exploded"("date_week")

@DATE_SPINE('month', @start_ds, @end_ds)
--> SELECT date_month FROM UNNEST(CAST(GENERATE_SERIES(CAST('2023-01-01' AS DATE), CAST('2023-01-03' AS DATE), INTERVAL '1' MONTH) AS DATE[])) AS _exploded(date_month)
--= SELECT "date_month" AS "date_month" FROM UNNEST(CAST(GENERATE_SERIES(CAST('2023-01-01' AS DATE), CAST('2023-01-03' AS DATE), INTERVAL '1' MONTH) AS DATE[])) AS "_exploded"("date_month")

@DATE_SPINE('quarter', a, b)
--> SELECT date_quarter FROM UNNEST(CAST(GENERATE_SERIES(a, b, INTERVAL '1' QUARTER) AS DATE[])) AS _exploded(date_quarter)
--= SELECT "date_quarter" AS "date_quarter" FROM UNNEST(CAST(GENERATE_SERIES("a", "b", INTERVAL '1' QUARTER) AS DATE[])) AS "_exploded"("date_quarter")

--: {"dialect": "bigquery"}
@DATE_SPINE('day', '2024-01-01', '2024-01-16')
--> SELECT date_day FROM UNNEST(GENERATE_DATE_ARRAY(CAST('2024-01-01' AS DATE), CAST('2024-01-16' AS DATE), INTERVAL 1 DAY)) AS date_day
--= SELECT `date_day` AS `date_day` FROM UNNEST(GENERATE_DATE_ARRAY(CAST('2024-01-01' AS DATE), CAST('2024-01-16' AS DATE), INTERVAL '1' DAY)) AS `date_day`

--: {"dialect": "postgres"}
@DATE_SPINE('quarter', '2024-01-01', '2024-01-16')
--> SELECT date_quarter FROM (SELECT CAST(value AS DATE) AS date_quarter FROM GENERATE_SERIES(CAST('2024-01-01' AS DATE), CAST('2024-01-16' AS DATE), INTERVAL '3 MONTH') AS _t(value)) AS _exploded

--: {"dialect": "snowflake"}
@DATE_SPINE('year', '2024-01-01', '2024-01-16')
--> SELECT date_year FROM (SELECT DATEADD(YEAR, CAST(value AS INT), CAST('2024-01-01' AS DATE)) AS date_year FROM TABLE(FLATTEN(INPUT => ARRAY_GENERATE_RANGE(0, DATEDIFF(YEAR, CAST('2024-01-01' AS DATE), CAST('2024-01-16' AS DATE)) + 1)))) AS _exploded WHERE date_year <= CAST('2024-01-16' AS DATE)

WITH d AS (@DATE_SPINE('day', '2024-01-01', '2024-01-16')) SELECT date_day FROM d
--> WITH d AS (SELECT date_day FROM UNNEST(CAST(GENERATE_SERIES(CAST('2024-01-01' AS DATE), CAST('2024-01-16' AS DATE), INTERVAL '1' DAY) AS DATE[])) AS _exploded(date_day)) SELECT date_day FROM d
--= WITH "d" AS (SELECT "date_day" FROM UNNEST(CAST(GENERATE_SERIES(CAST('2024-01-01' AS DATE), CAST('2024-01-16' AS DATE), INTERVAL '1' DAY) AS DATE[])) AS "_exploded"("date_day")) SELECT "date_day" AS "date_day" FROM "d" AS "d"

SELECT @RESOLVE_TEMPLATE('@{catalog_name}.@{schema_name}.@{table_name}'), a FROM @RESOLVE_TEMPLATE('@{catalog_name}.@{schema_name}.@{table_name}$parts', mode := 'table')
--> SELECT '.s.m', a FROM s.m$parts
--= SELECT '.s.m' AS ".s.m", "a" AS "a" FROM "s"."m$parts" AS "m$parts"

SELECT @PIVOT(status, ['a', 'b c'], alias := false) FROM t
--> SELECT SUM(CASE WHEN status = 'a' THEN 1 ELSE 0 END), SUM(CASE WHEN status = 'b c' THEN 1 ELSE 0 END) FROM t
--= SELECT SUM(CASE WHEN "status" = 'a' THEN 1 ELSE 0 END), SUM(CASE WHEN "status" = 'b c' THEN 1 ELSE 0 END) FROM "t" AS "t"

SELECT @PIVOT(status, ['a', 'b c'], agg := MAX, cmp := '>', prefix := 'p_', suffix := '_s', then_value := x, else_value := NULL) FROM t
--> SELECT MAX(CASE WHEN status > 'a' THEN x ELSE NULL END) AS "p_a_s", MAX(CASE WHEN status > 'b c' THEN x ELSE NULL END) AS "p_b c_s" FROM t
--= SELECT MAX(CASE WHEN "status" > 'a' THEN "x" ELSE NULL END) AS "p_a_s", MAX(CASE WHEN "status" > 'b c' THEN "x" ELSE NULL END) AS "p_b c_s" FROM "t" AS "t"

SELECT @PIVOT(status, ['a', 'b c'], quote := false) FROM t
--> SELECT SUM(CASE WHEN status = 'a' THEN 1 ELSE 0 END) AS a, SUM(CASE WHEN status = 'b c' THEN 1 ELSE 0 END) AS "b c" FROM t

SELECT @PIVOT(status, [1, x], agg := 'COUNT') FROM t
--> SELECT COUNT(CASE WHEN status = 1 THEN 1 ELSE 0 END) AS "1", COUNT(CASE WHEN status = x THEN 1 ELSE 0 END) AS "x" FROM t
--= SELECT COUNT(CASE WHEN "status" = 1 THEN 1 ELSE 0 END) AS "1", COUNT(CASE WHEN "status" = "x" THEN 1 ELSE 0 END) AS "x" FROM "t" AS "t"

SELECT @PIVOT(a + 1, @EACH(['a', 'b'], x -> x)), @PIVOT(t.status, ['Open', 'Closed'], true, 'SUM', '=', '', '', '1', '0', true, true) FROM t
--! MACRO_ARGUMENT

SELECT @PIVOT(status, @l) FROM t
--! MACRO_VARIABLE

--: {"vars": {"l": ["x", "y"]}}
SELECT @PIVOT(status, @l) FROM t
--> SELECT SUM(CASE WHEN status = 'x' THEN 1 ELSE 0 END) AS "x", SUM(CASE WHEN status = 'y' THEN 1 ELSE 0 END) AS "y" FROM t
--= SELECT SUM(CASE WHEN "status" = 'x' THEN 1 ELSE 0 END) AS "x", SUM(CASE WHEN "status" = 'y' THEN 1 ELSE 0 END) AS "y" FROM "t" AS "t"

@DEDUPLICATE(my_table, [id, CAST(ts AS DATE)], ['ts DESC', 'x ASC NULLS LAST', 'y DESC NULLS FIRST'])
--> SELECT * FROM my_table QUALIFY ROW_NUMBER() OVER (PARTITION BY id, CAST(ts AS DATE) ORDER BY ts DESC, x ASC NULLS LAST, y DESC NULLS FIRST) = 1
--= SELECT * FROM "my_table" AS "my_table" QUALIFY ROW_NUMBER() OVER (PARTITION BY "id", CAST("ts" AS DATE) ORDER BY "ts" DESC, "x" ASC, "y" DESC NULLS FIRST) = 1

@DEDUPLICATE(my_table, [], ['ts DESC'])
--> SELECT * FROM my_table QUALIFY ROW_NUMBER() OVER (ORDER BY ts DESC) = 1
--= SELECT * FROM "my_table" AS "my_table" QUALIFY ROW_NUMBER() OVER (ORDER BY "ts" DESC) = 1

@DEDUPLICATE(my_table, (id), ['ts'])
--> SELECT * FROM my_table QUALIFY ROW_NUMBER() OVER (PARTITION BY id ORDER BY ts) = 1

--: {"dialect": "postgres"}
@DEDUPLICATE(my_table, [id], ['ts'])
--> SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY id ORDER BY ts) AS _w FROM my_table) AS _t WHERE _w = 1
--= SELECT * FROM (SELECT *, ROW_NUMBER() OVER (PARTITION BY "id" ORDER BY "ts") AS "_w" FROM "my_table" AS "my_table") AS "_t" WHERE "_w" = 1

--: {"dialect": "bigquery"}
@DEDUPLICATE(my_table, [id], ['ts'])
--> SELECT * FROM my_table QUALIFY ROW_NUMBER() OVER (PARTITION BY id ORDER BY ts) = 1
--= SELECT * FROM `my_table` AS `my_table` QUALIFY ROW_NUMBER() OVER (PARTITION BY `id` ORDER BY `ts`) = 1

@DATE_SPINE('hour', '2024-01-01', '2024-01-02')
--! MACRO_ARGUMENT

@DATE_SPINE('day', '2024-01-01', '2024-02-30')
--! MACRO_ARGUMENT

@DATE_SPINE('day', 'monday', '2024-02-01')
--! MACRO_ARGUMENT

@DATE_SPINE('day', '2024-' || month, '2024-02-01 10:00:00')
--> SELECT date_day FROM UNNEST(CAST(GENERATE_SERIES(CAST('2024-' || month AS DATE), CAST('2024-02-01 10:00:00' AS DATE), INTERVAL '1' DAY) AS DATE[])) AS _exploded(date_day)

--: {"schema": {"s.t": {"id": "int", "b": "int"}}}
SELECT @STAR(s.t, NULL, [id]) FROM s.t
--> SELECT CAST("t"."b" AS INT) AS "b" FROM s.t

@DATE_SPINE(day, '2024-01-01', CURRENT_DATE)
--> SELECT date_day FROM UNNEST(CAST(GENERATE_SERIES(CAST('2024-01-01' AS DATE), CURRENT_DATE, INTERVAL '1' DAY) AS DATE[])) AS _exploded(date_day)
--= SELECT "date_day" AS "date_day" FROM UNNEST(CAST(GENERATE_SERIES(CAST('2024-01-01' AS DATE), CURRENT_DATE, INTERVAL '1' DAY) AS DATE[])) AS "_exploded"("date_day")

--: {"dialect": "spark"}
@DATE_SPINE('day', '2024-01-01', '2024-01-16')
--> SELECT date_day FROM EXPLODE(SEQUENCE(CAST('2024-01-01' AS DATE), CAST('2024-01-16' AS DATE), INTERVAL '1' DAY)) AS _exploded(date_day)
--= SELECT `date_day` AS `date_day` FROM EXPLODE(SEQUENCE(CAST('2024-01-01' AS DATE), CAST('2024-01-16' AS DATE), INTERVAL '1' DAY)) AS `_exploded`(`date_day`)

--: {"dialect": "trino"}
@DATE_SPINE('day', '2024-01-01', '2024-01-16')
--> SELECT date_day FROM UNNEST(SEQUENCE(CAST('2024-01-01' AS DATE), CAST('2024-01-16' AS DATE), INTERVAL '1' DAY)) AS _exploded(date_day)
--= SELECT "date_day" AS "date_day" FROM UNNEST(SEQUENCE(CAST('2024-01-01' AS DATE), CAST('2024-01-16' AS DATE), INTERVAL '1' DAY)) AS "_exploded"("date_day")

SELECT @SAFE_DIV(a, b) * 2, @SAFE_ADD(a, 1, b * 2), @SAFE_SUB(f(a), b) FROM t
--> SELECT (a / NULLIF(b, 0)) * 2, CASE WHEN a IS NULL AND 1 IS NULL AND (b * 2) IS NULL THEN NULL ELSE COALESCE(a, 0) + COALESCE(1, 0) + COALESCE(b * 2, 0) END, CASE WHEN f(a) IS NULL AND b IS NULL THEN NULL ELSE COALESCE(f(a), 0) - COALESCE(b, 0) END FROM t
--= SELECT "a" / NULLIF("b", 0) * 2, CASE WHEN "a" IS NULL AND 1 IS NULL AND ("b" * 2) IS NULL THEN NULL ELSE COALESCE("a", 0) + COALESCE(1, 0) + COALESCE("b" * 2, 0) END, CASE WHEN F("a") IS NULL AND "b" IS NULL THEN NULL ELSE COALESCE(F("a"), 0) - COALESCE("b", 0) END FROM "t" AS "t"

SELECT @SAFE_DIV(a, b), @SAFE_DIV(CAST(a AS DOUBLE), COALESCE(b, 0)), @SAFE_DIV(a, 0), @SAFE_DIV(-a, b::int) FROM t
--> SELECT (a / NULLIF(b, 0)), (CAST(a AS DOUBLE) / NULLIF(COALESCE(b, 0), 0)), (a / NULLIF(0, 0)), (-a / NULLIF(b::int, 0)) FROM t
--= SELECT "a" / NULLIF("b", 0), CAST("a" AS DOUBLE) / NULLIF(COALESCE("b", 0), 0), "a" / NULLIF(0, 0), -"a" / NULLIF(CAST("b" AS INT), 0) FROM "t" AS "t"

SELECT @GENERATE_SURROGATE_KEY(a || 'x', CAST(b AS DATE), c::int), @GENERATE_SURROGATE_KEY(a), @GENERATE_SURROGATE_KEY(CASE WHEN a THEN b END, COALESCE(a, b)) FROM t
--> SELECT MD5(COALESCE(CAST(a || 'x' AS TEXT), '_sqlmesh_surrogate_key_null_') || '|' || COALESCE(CAST(CAST(b AS DATE) AS TEXT), '_sqlmesh_surrogate_key_null_') || '|' || COALESCE(CAST(c::int AS TEXT), '_sqlmesh_surrogate_key_null_')), MD5(COALESCE(CAST(a AS TEXT), '_sqlmesh_surrogate_key_null_')), MD5(COALESCE(CAST(CASE WHEN a THEN b END AS TEXT), '_sqlmesh_surrogate_key_null_') || '|' || COALESCE(CAST(COALESCE(a, b) AS TEXT), '_sqlmesh_surrogate_key_null_')) FROM t
--= SELECT MD5(COALESCE(CAST("a" || 'x' AS TEXT), '_sqlmesh_surrogate_key_null_') || '|' || COALESCE(CAST(CAST("b" AS DATE) AS TEXT), '_sqlmesh_surrogate_key_null_') || '|' || COALESCE(CAST(CAST("c" AS INT) AS TEXT), '_sqlmesh_surrogate_key_null_')), MD5(COALESCE(CAST("a" AS TEXT), '_sqlmesh_surrogate_key_null_')), MD5(COALESCE(CAST(CASE WHEN "a" THEN "b" END AS TEXT), '_sqlmesh_surrogate_key_null_') || '|' || COALESCE(CAST(COALESCE("a", "b") AS TEXT), '_sqlmesh_surrogate_key_null_')) FROM "t" AS "t"

SELECT @HAVERSINE_DISTANCE(t.a, b + 1, c, d, 'km') FROM t
--> SELECT (7922 * ASIN(SQRT(POWER(SIN(RADIANS((c - t.a) / 2)), 2) + COS(RADIANS(t.a)) * COS(RADIANS(c)) * POWER(SIN(RADIANS((d - (b + 1)) / 2)), 2))) * 1.60934) FROM t
--= SELECT 7922 * ASIN(SQRT((POWER(SIN(RADIANS(("c" - "t"."a") / 2)), 2)) + (COS(RADIANS("t"."a")) * COS(RADIANS("c")) * POWER(SIN(RADIANS(("d" - ("b" + 1)) / 2)), 2)))) * 1.60934 FROM "t" AS "t"

SELECT @EACH([x, y], c -> @SAFE_DIV(c, z) AS ratio_@c), @EACH(['x'], c -> @GENERATE_SURROGATE_KEY(@c, c)) FROM t
--> SELECT (x / NULLIF(z, 0)) AS ratio_x, (y / NULLIF(z, 0)) AS ratio_y, MD5(COALESCE(CAST('x' AS TEXT), '_sqlmesh_surrogate_key_null_') || '|' || COALESCE(CAST('x' AS TEXT), '_sqlmesh_surrogate_key_null_')) FROM t

SELECT CASE WHEN @OR(a = 1, b = 2) THEN 1 END, @AND(a, b) AS both_ FROM t
--> SELECT CASE WHEN (a = 1 OR b = 2) THEN 1 END, (a AND b) AS both_ FROM t
--= SELECT CASE WHEN "a" = 1 OR "b" = 2 THEN 1 END, "a" AND "b" AS "both_" FROM "t" AS "t"

SELECT @GENERATE_SURROGATE_KEY(@EACH([a, b], x -> x)) AS k FROM t
--> SELECT MD5(COALESCE(CAST(a AS TEXT), '_sqlmesh_surrogate_key_null_') || '|' || COALESCE(CAST(b AS TEXT), '_sqlmesh_surrogate_key_null_')) AS k FROM t
--= SELECT MD5(COALESCE(CAST("a" AS TEXT), '_sqlmesh_surrogate_key_null_') || '|' || COALESCE(CAST("b" AS TEXT), '_sqlmesh_surrogate_key_null_')) AS "k" FROM "t" AS "t"

SELECT @SAFE_ADD(@EACH([a, b, c], x -> x)) FROM t
--> SELECT CASE WHEN a IS NULL AND b IS NULL AND c IS NULL THEN NULL ELSE COALESCE(a, 0) + COALESCE(b, 0) + COALESCE(c, 0) END FROM t
--= SELECT CASE WHEN "a" IS NULL AND "b" IS NULL AND "c" IS NULL THEN NULL ELSE COALESCE("a", 0) + COALESCE("b", 0) + COALESCE("c", 0) END FROM "t" AS "t"

SELECT @PIVOT(s, ['a'], then_value := amount, else_value := 0, suffix := '_amount') FROM t GROUP BY id
--> SELECT SUM(CASE WHEN s = 'a' THEN amount ELSE 0 END) AS "a_amount" FROM t GROUP BY id
--= SELECT SUM(CASE WHEN "s" = 'a' THEN "amount" ELSE 0 END) AS "a_amount" FROM "t" AS "t" GROUP BY "id"
