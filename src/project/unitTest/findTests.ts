// The unit tests of a project: tests/test*.yaml read into cases, and those that a person asked for.
import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve } from 'node:path';
import { MeshError } from '../../error/meshError.ts';
import { compilePattern, hasWildcard } from '../../graph/wildcard.ts';
import type { ProjectConfig } from '../../load/config/config.ts';
import { discoverFiles } from '../../load/discover.ts';
import { ignoredFiles } from '../../load/ignoredFiles.ts';
import { csvRows } from '../../load/seed/csvRows.ts';
import { nullTexts } from '../../load/seed/seedTypes.ts';
import type { CsvSettings } from '../../model/kind.ts';
import type { TestFiles } from '../../modelTest/readFixture.ts';
import { readTests, type ReadTest } from '../../modelTest/readTests.ts';

/** Project-relative paths, sorted. */
export async function testFilePaths({ root, ignorePatterns }: ProjectConfig): Promise<string[]> {
  if (!existsSync(join(root, 'tests'))) return [];
  const ignored = await ignoredFiles(root, ignorePatterns);
  const { byFolder } = discoverFiles({ root, ignored, report: () => undefined });
  return byFolder.tests
    .map(({ path }) => path)
    .filter((path) => /^test.*\.ya?ml$/i.test(basename(path)))
    .sort();
}

export async function findTests(config: ProjectConfig, files: readonly string[]): Promise<ReadTest[]> {
  const found: ReadTest[] = [];
  for (const file of files) {
    const text = readFileSync(join(config.root, file), 'utf8');
    found.push(...(await readTests(text, file, filesAround(config.root, file))));
  }
  return found;
}

/** Paths in a test count from its own folder, or from the project's as in SQLMesh. */
export function filesAround(root: string, testFile: string): TestFiles {
  return {
    read(path) {
      const places = isAbsolute(path) ? [path] : [join(root, path), join(root, dirname(testFile), path)];
      const found = places.find((place) => existsSync(place));
      return found === undefined ? undefined : readFileSync(found, 'utf8');
    },
    csv: readCsv,
  };
}

/** pandas' words for what `csv_settings` of a seed calls otherwise. */
function readCsv(text: string, given: unknown): (string | null)[][] {
  const options = (given ?? {}) as Readonly<Record<string, unknown>>;
  const delimiter = options['sep'] ?? options['delimiter'];
  const settings: CsvSettings = {
    ...options,
    ...(typeof delimiter === 'string' ? { delimiter } : {}),
    ...(Array.isArray(options['na_values']) ? { naValues: options['na_values'].map(String) } : {}),
    ...(typeof options['keep_default_na'] === 'boolean' ? { keepDefaultNa: options['keep_default_na'] } : {}),
  };
  const [header, ...rows] = [...csvRows(text.replace(/^\uFEFF/, ''), settings)].map(({ values }) => values);
  if (header === undefined) return [];
  const names = header.map((name) => name.trim());
  const nulls = names.map((name) => nullTexts(name, settings));
  return [names, ...rows.map((values) => names.map((_, i) => (nulls[i]!.has(values[i] ?? '') ? null : values[i]!)))];
}

export interface TestSelection {
  /** `tests/test_a.yaml`, `tests/test_a.yaml::name`, or a part of a name, with wildcards if need be. */
  readonly patterns: readonly string[];
  /** `-k`: parts of names, one of which must occur. */
  readonly substrings: readonly string[];
  /** What relative paths count from. */
  readonly cwd: string;
  /** Only tests of these models; undefined: of all. */
  readonly models?: ReadonlySet<string> | undefined;
  /** Nobody asked for certain tests: that there are none is no mistake. */
  readonly mayBeEmpty?: boolean | undefined;
}

/** The model that a test is about, as the project has it. */
export type TestedModel = (test: ReadTest) => { readonly name: string; readonly file: string } | undefined;

interface TestPlaces {
  readonly root: string;
  readonly modelOf: TestedModel;
}

/** Throws TEST_NO_MATCH when something was asked for and nothing fits. */
export function selectTests(
  tests: readonly ReadTest[],
  selection: TestSelection,
  { root, modelOf }: TestPlaces,
): readonly ReadTest[] {
  const { patterns, substrings, cwd, models } = selection;
  if (patterns.length === 0 && substrings.length === 0 && models === undefined) return tests;
  const ids = new Set(tests.map((test) => `${test.file}::${test.name}`));
  const chosen = tests.filter((test) => {
    const id = `${test.file}::${test.name}`;
    if (substrings.length > 0 && !substrings.some((part) => id.toLowerCase().includes(part.toLowerCase())))
      return false;
    const model = modelOf(test);
    if (models !== undefined && (model === undefined || !models.has(model.name))) return false;
    return patterns.length === 0 || patterns.some((pattern) => matches(test, pattern, { root, cwd, model, ids }));
  });
  if (chosen.length > 0 || selection.mayBeEmpty === true) return chosen;
  throw new MeshError('TEST_NO_MATCH', {
    patterns: [...patterns, ...substrings.map((part) => `-k ${part}`), ...(models === undefined ? [] : [...models])],
    known: tests.map((test) => test.name),
  });
}

interface TestMatch {
  readonly root: string;
  readonly cwd: string;
  readonly model: ReturnType<TestedModel>;
  /** `file::name` of all tests. */
  readonly ids: ReadonlySet<string>;
}

/** By its own name, by the file it stands in, or by the file of the model that it is about. */
function matches(test: ReadTest, pattern: string, { root, cwd, model, ids }: TestMatch): boolean {
  const [path, name] = pattern.split('::') as [string, string | undefined];
  if (name === undefined && nameMatches(test.name, pattern)) return true;
  const places = [relative(root, resolve(cwd, path)), path].map((place) =>
    place.replaceAll('\\', '/').replace(/\/$/, ''),
  );
  if (places.includes(test.file)) {
    if (name === undefined || test.name === name) return true;
    return !ids.has(`${test.file}::${name}`) && nameMatches(test.name, name);
  }
  if (name === undefined && model !== undefined && places.includes(model.file)) return true;
  return name === undefined && places.some((place) => place === '' || test.file.startsWith(`${place}/`));
}

function nameMatches(name: string, pattern: string): boolean {
  return hasWildcard(pattern) ? compilePattern(pattern)(name) : name.toLowerCase().includes(pattern.toLowerCase());
}
