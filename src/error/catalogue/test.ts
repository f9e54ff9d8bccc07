import { define } from '../define.ts';
import { didYouMean } from '../nearest.ts';

export const testErrors = {
  TEST_SYNTAX: define<{ detail: string }>({
    message: (d) => `this file of tests is no valid YAML: ${d.detail}`,
  }),
  TEST_SHAPE: define<{ what: string; expected: string }>({
    message: (d) => `${d.what} must be ${d.expected}`,
  }),
  TEST_KEY_MISSING: define<{ key: string; test: string }>({
    message: (d) => `test ${d.test} has no ${d.key}`,
    hint: (d) =>
      d.key === 'model'
        ? 'name the model under test: `model: schema.table`'
        : 'say what is expected: `outputs: query:`',
  }),
  TEST_KEY_UNKNOWN: define<{ key: string; owner: string; known: readonly string[] }>({
    message: (d) => `${d.owner} has no key ${d.key}`,
    hint: (d) => didYouMean(d.key, d.known) ?? `known: ${d.known.join(', ')}`,
  }),
  TEST_MODEL_UNKNOWN: define<{ name: string; known: readonly string[] }>({
    message: (d) => `there is no model named ${d.name}`,
    hint: (d) => didYouMean(d.name, d.known),
  }),
  TEST_MODEL_KIND: define<{ model: string; kind: string }>({
    message: (d) => `${d.model} is of kind ${d.kind} and has no query to test`,
  }),
  TEST_INPUT_MISSING: define<{ model: string; input: string; given: readonly string[] }>({
    message: (d) => `${d.model} reads ${d.input}, and the test has no rows for it`,
    hint: (d) => didYouMean(d.input, d.given) ?? `add it below inputs: \`${d.input}: []\` for an empty table`,
  }),
  TEST_COLUMN_UNKNOWN: define<{ column: string; table: string; known: readonly string[] }>({
    message: (d) => `${d.table} has no column ${d.column}`,
    hint: (d) => didYouMean(d.column, d.known) ?? `its columns: ${d.known.join(', ')}`,
  }),
  TEST_CTE_UNKNOWN: define<{ cte: string; model: string; known: readonly string[] }>({
    message: (d) => `the query of ${d.model} has no CTE ${d.cte}`,
    hint: (d) =>
      didYouMean(d.cte, d.known) ?? (d.known.length === 0 ? 'it has no WITH' : `it has ${d.known.join(', ')}`),
  }),
  TEST_DATE: define<{ key: string; text: string }>({
    message: (d) => `${d.key} is '${d.text}', which is no date`,
    hint: () => 'write it like 2024-01-31 or 2024-01-31 06:00:00',
  }),
  TEST_FILE: define<{ file: string; detail: string }>({
    message: (d) => `${d.file} cannot be read: ${d.detail}`,
  }),
  TEST_QUERY: define<{ what: string; detail: string }>({
    message: (d) => `${d.what}: ${d.detail}`,
  }),
  TEST_DIFFERENT: define<{ model: string; summary: string }>({
    message: (d) => `${d.model} does not give the expected rows: ${d.summary}`,
  }),
  TEST_NO_MATCH: define<{ patterns: readonly string[]; known: readonly string[] }>({
    message: (d) => `no test matches ${d.patterns.join(', ')}`,
    hint: (d) =>
      d.known.length === 0
        ? 'the project has no tests: they stand in tests/test*.yaml'
        : (didYouMean(d.patterns[0] ?? '', d.known) ?? `\`mesh test\` runs all (${d.known.length})`),
  }),
  TEST_FAILED: define<{ failed: readonly string[]; total: number; environment: string }>({
    message: (d) =>
      `${d.failed.length} of ${d.total} unit ${d.total === 1 ? 'test' : 'tests'} failed (${d.failed.slice(0, 5).join(', ')}${d.failed.length > 5 ? ', …' : ''})`,
    hint: (d) => `nothing was planned for ${d.environment}; --skip-tests plans without them`,
  }),
  TEST_EXISTS: define<{ file: string; test: string }>({
    message: (d) => `${d.file} has a test named ${d.test} already`,
    hint: () => '--overwrite replaces the file, --name gives another name',
  }),
};
