// Parts of docs/ that the program knows better: tables of commands, errors, audits, rules. UPDATE_DOCS=1 writes them.
import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import { globalOptions } from '../../src/cli/settings.ts';
import type { OptionSpec } from '../../src/cli/option.ts';
import { catalogue } from '../../src/error/catalogue.ts';
import { builtinRules } from '../../src/lint/rules/index.ts';
import { builtinAudits } from '../../src/model/audits/index.ts';
import type { AuditParameter } from '../../src/model/audits/audit.ts';
import { templateOf } from './templateOf.ts';

/** Tags are text, but not within code. */
const cell = (text: string): string => {
  const parts = text.replaceAll('|', '\\|').replaceAll('\n', ' ').split('`');
  return parts.map((part, i) => (i % 2 === 0 ? part.replaceAll('<', '&lt;') : part)).join('`');
};
const code = (text: string): string => `\`${text.replaceAll('|', '\\|')}\``;
const row = (...cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
const table = (head: readonly string[], rows: readonly string[]): string[] =>
  rows.length === 0 ? [] : [row(...head), row(...head.map(() => '---')), ...rows];

function commandsPart(): string[] {
  const groups = [...new Set(commands.map(({ group }) => group))];
  return groups.flatMap((group) => [
    `## ${group}`,
    '',
    ...commands.filter((c) => c.group === group).flatMap(commandPart),
  ]);
}

function commandPart({
  name,
  aliases = [],
  summary,
  description,
  examples = [],
  arguments: args = [],
  options,
}: (typeof commands)[number]): string[] {
  const text = description ?? `${summary[0]!.toUpperCase()}${summary.slice(1)}.`;
  const also =
    aliases.length === 0 ? [] : ['', `Also called ${aliases.map((alias) => code(`mesh ${alias}`)).join(', ')}.`];
  const argumentRows = args.map(({ name: argument, help }) => row(code(argument), cell(help)));
  const optionRows = Object.values(options).map(optionRow);
  return [
    `### mesh ${name}`,
    '',
    cell(text),
    ...also,
    '',
    ...(examples.length === 0 ? [] : ['```console', ...examples.map((line) => `$ ${line}`), '```', '']),
    ...table(['argument or option', ''], [...argumentRows, ...optionRows]),
    '',
  ];
}

function optionRow({ flags, help, also }: OptionSpec): string {
  const others = also.length === 0 ? '' : ` (also ${also.map(code).join(', ')})`;
  return row(code(flags), `${cell(help)}${others}`);
}

function errorsPart(): string[] {
  const prefixes = [...new Set(Object.keys(catalogue).map((name) => name.split('_')[0]!))].sort();
  return prefixes.flatMap((prefix) => {
    const entries = Object.entries(catalogue)
      .filter(([name]) => name.startsWith(`${prefix}_`))
      .sort(([a], [b]) => (a < b ? -1 : 1));
    return [
      `## ${prefix}`,
      '',
      ...table(
        ['code', 'what it says', 'what to do'],
        entries.map(([name, entry]) => errorRow(name, entry)),
      ),
      '',
    ];
  });
}

function errorRow(name: string, entry: (typeof catalogue)[keyof typeof catalogue]): string {
  const texts = entry as { message: (data: never) => string; hint?: (data: never) => string | undefined };
  const shown = (text: string): string => cell(text.replaceAll('undefined', '‹…›'));
  const nearest = String(texts.hint).includes('didYouMean')
    ? 'it names the nearest known name, where there is one'
    : '';
  const written = texts.hint === undefined ? undefined : templateOf(texts.hint);
  const hint =
    written === 'known: ‹known›' ? 'it names the nearest known name, or those that are known' : (written ?? nearest);
  return row(code(name), shown(templateOf(texts.message)!), shown(hint));
}

function auditsPart(): string[] {
  const argument = ([name, parameter]: [string, AuditParameter]): string =>
    code(
      `${name}${parameter.default === undefined ? '' : ` := ${parameter.default}`}${parameter.optional === true ? '?' : ''}`,
    );
  const audits = [...builtinAudits.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const rows = audits.map(({ name, summary, parameters }) =>
    row(code(name), Object.entries(parameters).map(argument).join(', '), cell(summary)),
  );
  return table(['audit', 'arguments', 'what must hold'], rows);
}

function rulesPart(): string[] {
  return table(
    ['rule', 'what it asks for'],
    builtinRules.map(({ name, summary }) => row(code(name), cell(summary))),
  );
}

const parts = [
  ['cli.md', 'global options', () => table(['option', ''], Object.values(globalOptions).map(optionRow))],
  ['cli.md', 'commands', commandsPart],
  ['errors.md', 'errors', errorsPart],
  ['models.md', 'audits', auditsPart],
  ['tests.md', 'rules', rulesPart],
] as const;

test.each(parts)('docs/%s: the %s are those of the program', (file, part, make) => {
  const url = new URL(`../../docs/${file}`, import.meta.url);
  const page = readFileSync(url, 'utf8');
  const [begin, end] = [`<!-- ${part}: written by the tests -->\n`, `<!-- end of the ${part} -->`];
  const from = page.indexOf(begin) + begin.length;
  const to = page.indexOf(end);
  expect([from >= begin.length, to >= from]).toEqual([true, true]);
  const made = `\n${make().join('\n').trim()}\n\n`;
  if (process.env['UPDATE_DOCS'] !== undefined) writeFileSync(url, page.slice(0, from) + made + page.slice(to));
  else expect(page.slice(from, to), 'UPDATE_DOCS=1 npx vitest run test/docs/generated.test.ts writes it').toBe(made);
});
