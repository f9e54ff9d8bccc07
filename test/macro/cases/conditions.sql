-- @IF, @EVAL and what conditions may say.
-- Lines before a case: `--: {…}` options. Behind it: `-->` what mesh makes of it, `--=` what SQLMesh 0.231 renders, `--!` problems.

SELECT a, @IF(false, b), c
--> SELECT a, c
--= SELECT "a" AS "a", "c" AS "c"

SELECT a, @IF(false, b) AS x, c
--> SELECT a, c

SELECT @IF(false, a)
--> SELECT
--= SELECT

SELECT @IF(true, a) AS x, @IF(false, a, b), @IF(false, a, b) AS y
--> SELECT a AS x, b, b AS y
--= SELECT "a" AS "x", "b" AS "b", "b" AS "y"

SELECT a FROM t WHERE @IF(false, a > 1)
--! MACRO_EMPTY

SELECT a FROM t WHERE b = 1 AND @IF(false, a > 1)
--! MACRO_EMPTY

SELECT a FROM t WHERE @IF(false, a > 1) OR b = 1
--! MACRO_EMPTY

SELECT a FROM t GROUP BY a, @IF(false, b)
--> SELECT a FROM t GROUP BY a
--= SELECT "a" AS "a" FROM "t" AS "t" GROUP BY "a"

SELECT a FROM t ORDER BY @IF(false, b)
--! MACRO_EMPTY

SELECT f(a, @IF(false, b)), a + @IF(false, b)
--! MACRO_EMPTY

SELECT CASE WHEN @IF(false, a) THEN 1 END
--! MACRO_EMPTY

SELECT @EVAL(1 + 2), @EVAL('a' || 'b'), @EVAL(5 > 3), @EVAL(5 / 2), @EVAL(NULL), @EVAL(UPPER('a'))
--> SELECT 3, 'ab', TRUE, 2.5, NULL, 'A'

SELECT @EACH([a, b], x -> @IF(x = 'a', x, NULL)), @EACH([a, b], x -> @IF(x = 'a', x))
--! MACRO_CONDITION MACRO_CONDITION

--: {"vars": {"x": "abc", "n": 3, "b": true, "l": ["abc"], "nul": null}}
SELECT @IF(@n > 2, a, b), @IF(@x = 'abc', a, b), @IF(@b, a, b), @IF(@b AND NOT @n = 3, a, b), @IF(@x IN ('abc', 'd'), a, b), @IF(@x IN @l, a, b), @IF(@x LIKE 'a%', 1, 2), @IF(@n BETWEEN 1 AND 3, 1, 2), @IF(@nul IS NULL, 1, 2), @IF(@nul = 1, 1, 2)
--> SELECT a, a, a, b, a, a, 1, 1, 1, 2

--: {"vars": {"x": "abc"}}
SELECT @IF(LENGTH(@x) = 3, a, b)
--> SELECT a

--: {"vars": {"x": "abc"}}
SELECT @IF(UPPER(@x) = 'ABC', a, b)
--> SELECT a
--= SELECT "a" AS "a"

--: {"vars": {"nul": null}}
SELECT @IF(COALESCE(@nul, 1) = 1, a, b)
--> SELECT a
--= SELECT "a" AS "a"

SELECT @IF(@start_date > '2022-01-01'::DATE, a, b)
--> SELECT a
--= SELECT "a" AS "a"

SELECT @IF(@start_ds > '2022-01-01', a, b), @IF(@runtime_stage = 'creating', 1, 2), @IF(@runtime_stage IN ('loading'), 1, 2)
--> SELECT a, 2, 1
--= SELECT "a" AS "a", 2 AS "2", 1 AS "1"

SELECT @IF(foo = 'foo', 1, 2), @IF(foo = bar, 1, 2), @IF(a.b, 1, 2)
--! MACRO_CONDITION MACRO_CONDITION MACRO_CONDITION

SELECT @EVAL(1 + 2), @EVAL(5 > 3), @EVAL(5 / 2), @EVAL(7 % 4), @EVAL(NULL)
--> SELECT 3, TRUE, 2.5, 3, NULL

SELECT @EVAL('a' || 'b')
--> SELECT 'ab'

SELECT @EVAL(UPPER('a')), @EVAL(CONCAT('a', 'b'))
--> SELECT 'A', 'ab'

--: {"vars": {"l": ["a", "b", 1], "m": {"k": 1, "j": "x"}}}
SELECT @m['k'], @l[1], @IF(@l[1] = 'b', 1, 2)
--> SELECT MAP(['k', 'j'], [1, 'x'])['k'], ('a', 'b', 1)[1], 2
--= SELECT MAP(['k', 'j'], [1, 'x'])['k'] AS "k", ('a', 'b', 1)[1] AS "0", 2 AS "2"

--: {"vars": {"x": "abc", "y": "x", "l": [1, 2], "n": 3}}
SELECT @VAR(x), @VAR(@y), @VAR('l'), @VAR('n') + 1, @IF(@VAR('b', false), 1, 2), @EACH(@VAR('l'), x -> x)
--> SELECT 'abc', 'abc', (1, 2), 3 + 1, 2, 1, 2

SELECT @IF(true, (SELECT 1)), @IF(false, 1, (SELECT 2 WHERE @IF(true, x, y)))
--> SELECT (SELECT 1), (SELECT 2 WHERE x)
--= SELECT (SELECT 1), (SELECT 2 WHERE "x")

--: {"vars": {"x": "a", "y": false}}
SELECT @IF(@x = 'a', 1, 2), @IF(@y, 1, 2)
--> SELECT 1, 2
--= SELECT 1 AS "1", 2 AS "2"

@DEF(n, 3); SELECT @EVAL(@n + 1), @IF(@n >= 3, big, small)
--> SELECT 4, big
--= SELECT 4 AS "4", "big" AS "big"

SELECT @IF(TRUE AND FALSE, a, b), @IF(TRUE OR FALSE, a, b), @IF(1 + 1 = 2, a, b), @IF(NOT FALSE, a, b)
--> SELECT b, a, a, a
--= SELECT "b" AS "b", "a" AS "a", "a" AS "a", "a" AS "a"

SELECT @IF('a' < 'b', 1, 2), @IF(1 <> 1, 1, 2), @IF(NULL IS NULL, 1, 2), @IF(2 IN (1, 2), 1, 2)
--> SELECT 1, 2, 1, 1
--= SELECT 1 AS "1", 2 AS "2", 1 AS "1", 1 AS "1"

SELECT a FROM t WHERE @IF(TRUE, a = 1, b = 2) AND c
--> SELECT a FROM t WHERE a = 1 AND c
--= SELECT "a" AS "a" FROM "t" AS "t" WHERE "a" = 1 AND "c"
