import { expect, test } from 'vitest';
import { selectLists } from '../../src/lint/selectList.ts';
import { lex } from '../../src/sql/lexer.ts';

/** Names as they are, `-` where there is none, stars with their qualifier; lists divided by `|`. */
function outline(sql: string): string {
  return selectLists(lex(sql))
    .map((list) =>
      list.isImplicitStar
        ? 'FROM'
        : list.projections
            .map((p) => (p.star === undefined ? (p.name ?? '-') : `${p.star.qualifier}*${p.star.modifier ?? ''}`))
            .join(' '),
    )
    .join(' | ');
}

test.each([
  ['select a, t.b, c as d, e f, "G h" from t', 'a b d f G h'],
  ['select *, t.*, s.t.* exclude (a), * replace (1 as a) from t', '* t.* s.t.*EXCLUDE *REPLACE'],
  ['select count(*), a + 1, a * b, a::int, cast(a as int), -a, not a, null, 1 from t', '- - - - - - - - -'],
  ['select count(*) n, a + 1 as b, a * b c, a::int d, f(x) "e" from t', 'n b c d e'],
  ["select 'x' y, 1 z, interval '1' day, interval '1' day as w, date '2020-01-01' v from t", 'y z - w v'],
  ['select case when a then b end, case when a then b end c, a is null, a between 1 and b from t', '- c - -'],
  ['select sum(a) over w, sum(a) over (order by b) s, x collate nocase from t', '- s -'],
  ['select n: a + 1, m: b from t', 'n m'],
  ['select distinct a from t', 'a'],
  ['select distinct on (a, b) a, c from t', 'a c'],
  ['select a, b, from t', 'a b'],
  ['with x as (select * from t), y as (select 1) select a from x', 'a'],
  ['with recursive x(n) as (select 1 union all select n from x) select n from x', 'n'],
  ['select a from t union all select * from u except select b from v', 'a | * | b'],
  ['(select a from t) union (select b from u)', 'a | b'],
  ['((select * from t))', '*'],
  ['from t', 'FROM'],
  ['from t select a', 'a'],
  ['from t where a', 'FROM'],
  ['select a is distinct from b as c from t', 'c'],
  ['select extract(year from d) y from t', 'y'],
  ['select (select max(x) from u) m, exists (select * from v) from t', 'm -'],
  ['select t.order, 1 as limit, {select: 1} s from t', 'order limit s'],
  ['select list_transform(l, x -> x + 1) l, [x for x in y] z, a[1] from t', 'l z -'],
  ['select a @WHERE(@x) b', 'a'],
  ['values (1, 2)', ''],
  ['@my_macro(1)', ''],
  ['', ''],
])('%s', (sql, expected) => {
  expect(outline(sql)).toBe(expected);
});
