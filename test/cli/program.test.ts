import { expect, test } from 'vitest';
import { command, type Command } from '../../src/cli/command.ts';
import { commands } from '../../src/cli/commands/index.ts';
import { choice, commaList, count, flag, integer, list, optionKey, value } from '../../src/cli/option.ts';
import { parseCommandLine, type ParsedLine } from '../../src/cli/program.ts';
import { globalOptions } from '../../src/cli/settings.ts';
import { isMeshError } from '../../src/error/meshError.ts';

const paint = command({
  name: 'paint-house',
  aliases: ['paint_house'],
  group: 'Build',
  summary: 'paint it',
  arguments: [
    { name: '<colour>', help: 'which' },
    { name: '[walls...]', help: 'where' },
  ],
  options: {
    start: value('-s, --start <date>', 'from'),
    noGaps: flag('--no-gaps', 'all of it'),
    selectModel: list('--select-model <pattern>', 'which'),
    failOn: commaList('--fail-on <gate>', 'what fails'),
    limit: integer('--limit <n>', 'how many', { also: ['--max-rows <n>'] }),
    format: choice('--format <name>', ['text', 'html'], 'how'),
    verbose: count('-v, --verbose', 'more'),
  },
  run: async () => undefined,
});
const save = command({
  name: 'state save',
  group: 'State',
  summary: 'save it',
  options: {},
  run: async () => undefined,
});
const parse = (...argv: string[]): ParsedLine => parseCommandLine(argv, { commands: [paint, save], version: '1.2.3' });

function parsed(...argv: string[]): Extract<ParsedLine, { type: 'command' }> {
  const line = parse(...argv);
  if (line.type !== 'command') throw new Error(line.text);
  return line;
}

function problem(...argv: string[]): string {
  try {
    parse(...argv);
  } catch (error) {
    if (isMeshError(error)) return `${error.code}: ${error.message} (${error.hint ?? ''})`;
    throw error;
  }
  return 'no problem';
}

test('options that are not given have the empty value of their type', () => {
  expect(parsed('paint-house', 'red').options).toEqual({
    start: undefined,
    noGaps: false,
    selectModel: [],
    failOn: [],
    limit: undefined,
    format: undefined,
    verbose: 0,
  });
});

test('every type of option reads its value', () => {
  const words = 'paint-house red north south -s 2024-01-01 --no-gaps --select-model a --select-model=+b --max-rows 7';
  const line = parsed(...words.split(' '), '--fail-on', 'x, y', '--fail-on', 'z', '--format', 'HTML', '-vv');
  expect(line.args).toEqual(['red', ['north', 'south']]);
  expect(line.options).toEqual({
    start: '2024-01-01',
    noGaps: true,
    selectModel: ['a', '+b'],
    failOn: ['x', 'y', 'z'],
    limit: 7,
    format: 'html',
    verbose: 2,
  });
});

test('global options count before and behind the command, and the later one wins', () => {
  expect(parsed('--json', '-p', 'one', 'paint-house', 'red').globals).toMatchObject({ json: true, project: 'one' });
  expect(parsed('-p', 'one', 'paint-house', 'red', '--paths', 'two', '--json').globals).toMatchObject({
    json: true,
    project: 'two',
  });
  expect(parsed('--no-color', 'state', '--gateway', 'g', 'save').globals).toMatchObject({
    noColor: true,
    gateway: 'g',
  });
});

test('a global option keeps its long form where a command has its short one', () => {
  const line = parseCommandLine(
    ['create-test', 'a.b', '--query', 'x', 'SELECT 1', '-p', 'here.yaml', '--project', 'shop', '--json'],
    { commands, version: '1' },
  );
  expect(line).toMatchObject({ globals: { project: 'shop', json: true }, options: { path: 'here.yaml' } });
  const before = parseCommandLine(['-p', 'shop', 'create-test', 'a.b', '--query', 'x', 'SELECT 1', '-p', 'here.yaml'], {
    commands,
    version: '1',
  });
  expect(before).toMatchObject({ globals: { project: 'shop' }, options: { path: 'here.yaml' } });
});

test('the name of a command behind the command and as the value of a global option is a text', () => {
  const query = ['--query', 's.a', 'SELECT 1 AS id'];
  const line = (...argv: string[]): ParsedLine => parseCommandLine(argv, { commands, version: '1' });
  const made = { command: { name: 'create-test' }, options: { query: ['s.a=SELECT 1 AS id'] } };
  expect(line('create-test', 's.test', ...query, '--name', 'test')).toMatchObject(made);
  expect(line('create_test', 'plan', ...query, '--name', 'plan')).toMatchObject(made);
  expect(line('--gateway', 'test', '-p', 'plan', '--json', 'create-test', 's.test', ...query)).toMatchObject(made);
});

test('a negative number is the text of a pair', () => {
  const words = ['create-test', 's.a', '--query', 's.b', 'SELECT 1', '--var', 'off', '-1', '--var', 'part', '-.5'];
  expect(parseCommandLine(words, { commands, version: '1' })).toMatchObject({
    options: { var: ['off=-1', 'part=-.5'] },
  });
});

test('an underscore spelling reaches the command', () => {
  expect(parsed('paint_house', 'red').command).toBe(paint);
  expect(parsed('state', 'save').command).toBe(save);
});

test('a command of SQLMesh or dbt that mesh has not names what does its work', () => {
  expect([problem('compile'), problem('ui')]).toEqual([
    'CLI_UNKNOWN_COMMAND: there is no command `mesh compile` (`mesh render <model>` prints the SQL of a model)',
    'CLI_UNKNOWN_COMMAND: there is no command `mesh ui` (`mesh dag graph.html` draws the graph, `mesh lineage` shows columns)',
  ]);
});

test('an option that has no value does not swallow the next option', () => {
  const forgot = 'CLI_OPTION_WITHOUT_VALUE: --start needs a value (`mesh paint-house --help` shows what it takes)';
  expect(problem('paint-house', 'red', '--start', '--json')).toBe(forgot);
  expect(problem('paint-house', 'red', '-s', '--no-gaps')).toBe(forgot);
  expect(parsed('paint-house', 'red', '--start', '--jsn').options).toMatchObject({ start: '--jsn' });
});

test('a line that cannot be read is refused with the near name', () => {
  expect([
    problem('paint-hose', 'red'),
    problem('state', 'sve'),
    problem('state'),
    problem('paint-house', 'red', '--strat', '2024'),
    problem('--jsn', 'paint-house', 'red'),
    problem('paint-house'),
    problem('paint-house', 'red', '--start'),
    problem('paint-house', 'red', '--limit', '-3'),
    problem('paint-house', 'red', '--format', 'htm'),
    problem('state', 'save', 'it'),
    problem('paint-house', 'red', '--strat=2024'),
    problem('paint-house', 'red', '--no-gaps=true'),
    problem('paint-hose', '--help'),
    problem('help', 'paint-hose'),
    problem('help', 'state', 'sve'),
    problem('state', 'sve', '-h'),
  ]).toEqual([
    'CLI_UNKNOWN_COMMAND: there is no command `mesh paint-hose` (did you mean paint-house?)',
    'CLI_UNKNOWN_COMMAND: there is no command `mesh state sve` (did you mean save?)',
    'CLI_MISSING_SUBCOMMAND: `mesh state` needs to know what to do: save ()',
    'CLI_UNKNOWN_OPTION: `mesh paint-house` has no option --strat (did you mean --start?)',
    'CLI_UNKNOWN_OPTION: `mesh paint-house` has no option --jsn (did you mean --json?)',
    'CLI_MISSING_ARGUMENT: `mesh paint-house` needs <colour> (`mesh paint-house --help` shows how it is called)',
    'CLI_OPTION_WITHOUT_VALUE: --start needs a value (`mesh paint-house --help` shows what it takes)',
    "CLI_OPTION_VALUE: --limit must be a whole number, not '-3' ()",
    "CLI_OPTION_CHOICE: --format must be one of text, html, not 'htm' (did you mean html?)",
    'CLI_TOO_MANY_ARGUMENTS: `mesh state save` got more arguments than it takes: expected 0 arguments but got 1 (put quotes around an argument that contains spaces)',
    'CLI_UNKNOWN_OPTION: `mesh paint-house` has no option --strat (did you mean --start?)',
    'CLI_OPTION_TAKES_NO_VALUE: --no-gaps takes no value (write --no-gaps alone, or leave it out; `mesh paint-house --help` shows it)',
    'CLI_UNKNOWN_COMMAND: there is no command `mesh paint-hose` (did you mean paint-house?)',
    'CLI_UNKNOWN_COMMAND: there is no command `mesh paint-hose` (did you mean paint-house?)',
    'CLI_UNKNOWN_COMMAND: there is no command `mesh state sve` (did you mean save?)',
    'CLI_UNKNOWN_COMMAND: there is no command `mesh state sve` (did you mean save?)',
  ]);
});

test('options of other tools are answered with what does their work here', () => {
  const hint = (line: string): string | undefined => {
    try {
      parseCommandLine(line.split(' '), { commands, version: '0' });
    } catch (error) {
      return isMeshError(error) ? error.hint : String(error);
    }
    return 'no error';
  };
  expect(hint('run --select shop.orders')).toBe('write --select-model <selection>');
  expect(hint('plan --exclude shop.orders')).toBe("`^` leaves models out: --select-model '^shop.orders'");
  expect(hint('run --full-refresh')).toBe('`mesh plan --restate-model <selection>` computes models again');
  expect(hint('plan --target dev')).toContain('the environment is an argument: `mesh plan dev`');
  expect(hint('info --target dev')).toBe('`mesh info --help` lists its options');
  expect(hint('plan -y')).toBe('write --auto-apply');
  expect(hint('run --yes')).toBe('this command asks nothing');
  expect(hint('run --vars a')).toContain('MESH__VARIABLES__NAME=value');
});

test('a text that begins like an option is an argument, and the value of an option', () => {
  const sql = '-- all of them\nSELECT 1';
  expect(parsed('paint-house', sql, '--limit', '1', '--comment\n', '-1').args).toEqual([sql, ['--comment\n', '-1']]);
  expect(parsed('paint-house', 'red', '--start', sql, '--select-model', '-1').options).toMatchObject({
    start: sql,
    selectModel: ['-1'],
  });
  expect(problem('paint-house', 'red', '--limit', '-- one\n')).toContain("not '-- one\n'");
});

test('the help of a command below another one is reached by both ways', () => {
  const line = parse('state', 'save', '--help');
  expect(line).toMatchObject({ type: 'text', text: expect.stringContaining('mesh state save') });
  expect([parse('help', 'state', 'save'), parse('help', '--json', 'state', 'save')]).toEqual([line, line]);
  expect([
    parse('help', '-p', 'shop', 'state', '--log-file', 'log', 'save'),
    parse('--project', 'shop', 'help', 'state', 'save'),
  ]).toEqual([line, line]);
});

test('help lists commands by group without their other spellings', () => {
  const line = parse('--help');
  expect(line.type === 'text' && line.text).toMatch(/Build:\n {2}paint-house <colour> \[walls\.\.\.\] {2}paint it\n/);
  expect(parse()).toEqual(line);
});

test('an argument of two parts stands in the help as it is written', () => {
  const pair = { ...paint, name: 'pair', aliases: [], arguments: [{ name: '<one>:<other>', help: 'two things' }] };
  const line = parseCommandLine(['pair', '--help'], { commands: [pair], version: '1.2.3' });
  expect(line.type === 'text' && line.text).toMatch(/Arguments:\n {2}<one>:<other> +two things\n/);
});

test('the version is printed alone', () => {
  expect(parse('--version')).toEqual({ type: 'text', text: '1.2.3' });
});

test('every option of every command is declared under its own key, and every command explains itself', () => {
  const wrong: string[] = [];
  const all: readonly Pick<Command, 'name' | 'options'>[] = [...commands, { name: 'global', options: globalOptions }];
  for (const { name, options } of all) {
    for (const [key, spec] of Object.entries(options)) if (optionKey(spec) !== key) wrong.push(`${name}: ${key}`);
  }
  for (const { name, summary, options } of commands) {
    if (/^[A-Z]|\.$/.test(summary)) wrong.push(`${name}: '${summary}'`);
    const help = Object.values(options).map((o) => o.help);
    if (help.includes('')) wrong.push(`${name}: an option without help`);
  }
  expect(wrong).toEqual([]);
  expect(new Set(commands.map((c) => c.name)).size).toBe(commands.length);
});
