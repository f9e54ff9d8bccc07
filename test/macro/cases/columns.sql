-- Macros that need the columns of tables.
-- Lines before a case: `--: {…}` options. Behind it: `-->` what mesh makes of it, `--=` what SQLMesh 0.231 renders, `--!` problems.

SELECT @START_DS, @Start_Ds
--> SELECT '2023-01-01', '2023-01-01'
--= SELECT '2023-01-01' AS "2023-01-01", '2023-01-01' AS "2023-01-01"

SELECT @STAR(unknown) FROM unknown
--> SELECT "unknown".* FROM unknown

--: {"schema": {"x.foo": {"a": "int", "b": "text"}}}
SELECT @STAR(x.foo) FROM x.foo
--> SELECT CAST("foo"."a" AS INT) AS "a", CAST("foo"."b" AS TEXT) AS "b" FROM x.foo
--= SELECT CAST("foo"."a" AS INT) AS "a", CAST("foo"."b" AS TEXT) AS "b" FROM "memory"."x"."foo" AS "foo"

--: {"schema": {"x.foo": {"a": "int", "b": "text", "c": "text"}}}
SELECT @STAR(x.foo, f, exclude := [a], prefix := 'p_', suffix := '_s', quote_identifiers := false) FROM x.foo AS f
--> SELECT CAST(f.b AS TEXT) AS p_b_s, CAST(f.c AS TEXT) AS p_c_s FROM x.foo AS f
--= SELECT CAST("f"."b" AS TEXT) AS "p_b_s", CAST("f"."c" AS TEXT) AS "p_c_s" FROM "memory"."x"."foo" AS "f"

--: {"schema": {"x.foo": {"a": "int", "b": "text", "c": "date"}}}
SELECT @STAR(x.foo, except_ := (b)), @STAR(x.foo, f, [a, c]) FROM x.foo AS f
--> SELECT CAST("foo"."a" AS INT) AS "a", CAST("foo"."c" AS DATE) AS "c", CAST("f"."b" AS TEXT) AS "b" FROM x.foo AS f
--= SELECT CAST("foo"."a" AS INT) AS "a", CAST("foo"."c" AS DATE) AS "c", CAST("f"."b" AS TEXT) AS "b" FROM "memory"."x"."foo" AS "f"

--: {"schema": {"x.foo": {"a": "int", "b": "text", "c": "decimal(10,2)"}}}
SELECT @STAR(x.foo, exclude := ['A', "b"]) FROM x.foo AS f
--> SELECT CAST("foo"."c" AS DECIMAL(10,2)) AS "c" FROM x.foo AS f

--: {"schema": {"x.foo": {"a": "int", "b": "text", "c": "timestamp"}}}
SELECT @STAR(x.foo, exclude := [a, b]), 1 AS one FROM x.foo
--> SELECT CAST("foo"."c" AS TIMESTAMP) AS "c", 1 AS one FROM x.foo
--= SELECT CAST("foo"."c" AS TIMESTAMP) AS "c", 1 AS "one" FROM "memory"."x"."foo" AS "foo"

--: {"schema": {"x.foo": {"a": "int", "b": "text", "c": "int"}, "x.bar": {"c": "int", "b": "int", "a": "int"}}}
@UNION('distinct', x.foo, x.bar)
--> SELECT CAST("a" AS INT) AS "a", CAST("c" AS INT) AS "c" FROM x.foo UNION SELECT CAST("a" AS INT) AS "a", CAST("c" AS INT) AS "c" FROM x.bar
--= SELECT CAST("a" AS INT) AS "a", CAST("c" AS INT) AS "c" FROM "memory"."x"."foo" AS "foo" UNION SELECT CAST("a" AS INT) AS "a", CAST("c" AS INT) AS "c" FROM "memory"."x"."bar" AS "bar"

--: {"schema": {"x.foo": {"a": "int", "b": "text", "c": "int"}, "x.bar": {"c": "int", "b": "int", "a": "int"}, "x.baz": {"a": "int"}}}
@UNION(x.foo, x.bar, x.baz)
--> SELECT CAST("a" AS INT) AS "a" FROM x.foo UNION ALL SELECT CAST("a" AS INT) AS "a" FROM x.bar UNION ALL SELECT CAST("a" AS INT) AS "a" FROM x.baz
--= SELECT CAST("a" AS INT) AS "a" FROM "memory"."x"."foo" AS "foo" UNION ALL SELECT CAST("a" AS INT) AS "a" FROM "memory"."x"."bar" AS "bar" UNION ALL SELECT CAST("a" AS INT) AS "a" FROM "memory"."x"."baz" AS "baz"

--: {"schema": {"x.foo": {"a": "int", "b": "text", "c": "int"}, "x.bar": {"c": "int", "b": "int", "a": "int"}}}
@UNION(1 = 2, 'all', x.foo, x.bar)
--> SELECT CAST("a" AS INT) AS "a", CAST("c" AS INT) AS "c" FROM x.foo

--: {"schema": {"x.foo": {"a": "int", "b": "text", "c": "int"}, "x.bar": {"c": "int", "b": "int", "a": "int"}}}
@UNION(true, x.foo, x.bar)
--> SELECT CAST("a" AS INT) AS "a", CAST("c" AS INT) AS "c" FROM x.foo UNION ALL SELECT CAST("a" AS INT) AS "a", CAST("c" AS INT) AS "c" FROM x.bar
--= SELECT CAST("a" AS INT) AS "a", CAST("c" AS INT) AS "c" FROM "memory"."x"."foo" AS "foo" UNION ALL SELECT CAST("a" AS INT) AS "a", CAST("c" AS INT) AS "c" FROM "memory"."x"."bar" AS "bar"

--: {"schema": {"x.foo": {"a": "int", "b": "text", "c": "int"}}}
@UNION(x.foo)
--> SELECT CAST("a" AS INT) AS "a", CAST("b" AS TEXT) AS "b", CAST("c" AS INT) AS "c" FROM x.foo

--: {"schema": {"x.foo": {"a": "int"}, "x.bar": {"b": "int"}}}
@UNION('all', x.foo, x.bar)
--! MACRO_ARGUMENT

--: {"schema": {"x.foo": {"a": "int", "b": "text"}, "x.bar": {"b": "text", "a": "int"}}}
SELECT * FROM (@UNION('distinct', x.foo, x.bar)) AS u
--> SELECT * FROM (SELECT CAST("a" AS INT) AS "a", CAST("b" AS TEXT) AS "b" FROM x.foo UNION SELECT CAST("a" AS INT) AS "a", CAST("b" AS TEXT) AS "b" FROM x.bar) AS u
--= SELECT * FROM (SELECT CAST("a" AS INT) AS "a", CAST("b" AS TEXT) AS "b" FROM "memory"."x"."foo" AS "foo" UNION SELECT CAST("a" AS INT) AS "a", CAST("b" AS TEXT) AS "b" FROM "memory"."x"."bar" AS "bar") AS "u"

--: {"dialect": "bigquery", "schema": {"x.foo": {"a": "int64"}}}
SELECT @STAR(x.foo), @PIVOT(a, ["u", 'v w']) FROM x.foo
--> SELECT CAST(`foo`.`a` AS INT64) AS `a`, SUM(CASE WHEN a = "u" THEN 1 ELSE 0 END) AS `u`, SUM(CASE WHEN a = 'v w' THEN 1 ELSE 0 END) AS `v w` FROM x.foo
