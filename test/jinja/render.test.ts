// What templates make; the expected texts are those of Jinja 3.
import { describe, expect, it } from 'vitest';
import { macroSources, macrosFor, parsedMacros } from '../../src/jinja/library.ts';
import { renderTemplate } from '../../src/jinja/render.ts';
import { originalOffset } from '../../src/sql/edit.ts';

const nothing = { lookup: () => undefined, macros: new Map() };
const made = (template: string): string => renderTemplate(template, nothing).text;

describe('templates', () => {
  const cases: readonly [template: string, text: string][] = [
    ['a {{ 1 + 2 }} b', 'a 3 b'],
    ["{{ 'x' ~ 1 ~ none }} {{ true }} {{ [1, 'a', none] }}", "x1None True [1, 'a', None]"],
    ["{% for x in ['a', 'b'] %}{{ x }}{% if not loop.last %}, {% endif %}{% endfor %}", 'a, b'],
    ["{%- set cols = ['a', 'b'] -%}\n{% for c in cols -%}\n  {{ c }}{{ ',' if not loop.last }}\n{%- endfor %}", 'a,b'],
    ['{% set n = namespace(x=0) %}{% for i in range(3) %}{% set n.x = n.x + i %}{% endfor %}{{ n.x }}', '3'],
    ['{% set x = 1 %}{% for i in [1] %}{% set x = 2 %}{% endfor %}{{ x }}', '1'],
    ["{% for k, v in {'a': 1, 'b': 'x'}.items() %}{{ k }}={{ v }};{% endfor %}", 'a=1;b=x;'],
    ["{% macro m(a, b='q') %}[{{ a }}-{{ b }}]{% endmacro %}{{ m(1) }}{{ m('x', b=2) }}", '[1-q][x-2]'],
    ['{% macro w() %}<{{ caller() }}>{% endmacro %}{% call w() %}in{% endcall %}', '<in>'],
    ['x{# gone #}y{#- and its space -#} z', 'xyz'],
    ['{% raw %}{{ x }}{% endraw %}', '{{ x }}'],
    ['{{ 7 / 2 }} {{ 4 / 2 }} {{ 7 // 2 }} {{ 7 % 3 }} {{ 2 ** 3 }} {{ (1 + 2) * 3 }}', '3.5 2.0 3 1 8 9'],
    ["{% if x is defined %}d{% elif none is none %}n{% else %}e{% endif %}{{ x }}{{ x | default('z') }}", 'nz'],
    ['{% for i in [1, 2, 3, 4] if i is odd %}{{ i }}{{ loop.index }}{% endfor %}', '1132'],
    ['{% for i in [] %}x{% else %}none{% endfor %}', 'none'],
    [
      '{% for i in range(5) %}{% if i == 1 %}{% continue %}{% endif %}{% if i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}',
      '02',
    ],
    ['{% set b %}x{{ 1 }}{% endset %}[{{ b }}]{% filter upper %}ab{% endfilter %}', '[x1]AB'],
    ["{{ ['b', 'a'] | sort | map('upper') | join(',') }} {{ 'a b' | replace(' ', '_') }}", 'A,B a_b'],
    ["{{ 'A-b'.split('-')[0].lower() }} {{ 'abc'[-1] }} {{ [1, 2, 3][1:] }} {{ 'x' in 'xyz' }}", 'a c [2, 3] True'],
    ["{{ '}}' }} {{ \"it's\" }} {{ 'a' 'b' }}", "}} it's ab"],
    ["{{ ['a', 'b'] | tojson }}", '["a", "b"]'],
  ];
  it.each(cases)('%s', (template, text) => expect(made(template)).toBe(text));
});

describe('a template that is wrong says where', () => {
  const cases: readonly [template: string, message: string, offset: number][] = [
    ['SELECT {{ a', '`{{` is never closed', 7],
    ['{% if a %}x', '`{% if %}` is never closed with `{% endif %}`', 0],
    ['x{% endfor %}', '`{% endfor %}` closes nothing', 1],
    ['{% for x in y %}{% endif %}', 'expected `{% endfor %}`, found `{% endif %}`', 16],
    ['{{ a b }}', 'expected the end, found `b`', 5],
    ['{{ nope(1) }}', 'there is no function or macro nope', 7],
    ['{{ x.y }}', 'x is not defined', 4],
    ["{{ 'a' | shout }}", 'there is no filter named shout', 7],
    ["{% include 'x' %}", 'the statement `{% include %}` is not supported', 0],
    ["{{ 1 + 'a' }}", '`+` does not work on these values', 5],
    ['{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}', 'the macro m calls itself without end', 0],
  ];
  it.each(cases)('%s', (template, message, offset) => {
    expect(() => made(template)).toThrow(expect.objectContaining({ message, offset }));
  });
});

it('finds the way back to what a text was made from', () => {
  const template = '{% set x = 1 %}SELECT {{ x }} AS a, b FROM t';
  const { text, map } = renderTemplate(template, nothing);
  expect(text).toBe('SELECT 1 AS a, b FROM t');
  expect(originalOffset(map, text.indexOf('b FROM'))).toBe(template.indexOf('b FROM'));
});

it('gives a template the macros that it names, and those that they name', () => {
  const library = macroSources(
    '{# all #}{% macro inner(x) %}<{{ x }}>{% endmacro %}\n{% macro outer(x) %}{{ inner(x) }}{% endmacro %}{% macro other() %}{% endmacro %}',
  );
  const source = macrosFor("{{ outer('a') }}", library);
  expect([...parsedMacros(source).keys()]).toEqual(['inner', 'outer']);
  expect(renderTemplate("{{ outer('a') }}", { ...nothing, macros: parsedMacros(source) }).text).toBe('<a>');
});
