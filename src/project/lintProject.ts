// Runs the linter over a project: its rules, its own rules, and on request the fixes.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { diagnostic, type Diagnostic } from '../error/diagnostic.ts';
import { MeshError } from '../error/meshError.ts';
import { refuse } from '../error/refuse.ts';
import { discoverFiles } from '../load/discover.ts';
import { ignoredFiles } from '../load/ignoredFiles.ts';
import type { LoadedProject } from '../load/loadedProject.ts';
import { applyFixes, type FixedFile } from '../lint/applyFixes.ts';
import { chooseRules, findRule, unknownRules } from '../lint/chooseRules.ts';
import { lintModels, type Finding } from '../lint/lintModels.ts';
import { queryView } from '../lint/queryView.ts';
import { ruleKey, type LintContext, type Rule } from '../lint/rule.ts';
import { builtinRules } from '../lint/rules/index.ts';
import { userRule } from '../lint/userRule.ts';
import type { Model } from '../model/model.ts';
import { describeModels } from './describeModels.ts';
import type { Project } from './openProject.ts';

export interface LintRequest {
  /** Canonical names; all when absent. */
  readonly models?: ReadonlySet<string> | undefined;
}

export interface LintResult {
  readonly findings: readonly Finding[];
  /** The linter is switched off in the configuration: what it finds are warnings. */
  readonly isOff: boolean;
  readonly rules: readonly string[];
}

export async function lintProject(project: Project, request: LintRequest = {}): Promise<LintResult> {
  const loaded = await project.loadValid();
  const { linter } = loaded.config;
  const rules = await projectRules(project);
  refuse(unknownRules(rules, linter, loaded.models.values()));
  const chosen = chooseRules(rules, linter);
  const context = await lintContext(project, loaded, {
    needsTests: chosen.some(({ rule }) => rule.name === 'nomissingunittest'),
  });
  const models = [...loaded.models.values()].filter((model) => request.models?.has(model.name) ?? true);
  const findings = await lintModels(models, chosen, context);
  return { findings, isOff: !linter.enabled, rules: chosen.map(({ rule }) => rule.name) };
}

/** Built-in rules, then those of linter/*.ts. */
async function projectRules(project: Project): Promise<readonly Rule[]> {
  const { root, cacheDir, ignorePatterns } = await project.config();
  const problems: Diagnostic[] = [];
  const report = (problem: Diagnostic): void => void problems.push(problem);
  const ignored = await ignoredFiles(root, ignorePatterns);
  const files = discoverFiles({ root, ignored, report }).byFolder.linter.map(({ path }) => path);
  const modules = files.filter((path) => /\.[cm]?[jt]sx?$/.test(path) && !/\.d\.[cm]?ts$/.test(path));
  if (modules.length === 0) return builtinRules;
  const { loadModules } = await import('../load/typescript/loadModules.ts');
  const { collectRules } = await import('../load/typescript/collectDefinitions.ts');
  const loaded = await loadModules({ root, files: modules, cacheDir, group: 'linter' });
  const found = collectRules(loaded.modules, { root, source: (file) => readText(join(root, file)) });
  problems.push(...loaded.diagnostics, ...found.diagnostics);
  for (const rule of found.found.values()) {
    if (builtinRules.some((own) => ruleKey(own.name) === ruleKey(rule.name))) {
      problems.push(diagnostic('LINT_RULE_NAME', { rule: rule.name }, { at: rule.at }));
    }
  }
  refuse(problems);
  return [...builtinRules, ...[...found.found.values()].map((rule) => userRule(rule, rule.at))];
}

/** Writes what can be fixed; the paths of the files that changed. */
export async function fixFindings(
  project: Project,
  findings: readonly Finding[],
): Promise<{ readonly files: readonly string[]; readonly applied: number }> {
  const { root } = await project.config();
  const fixes = findings.flatMap(({ fix }) => (fix === undefined ? [] : [fix]));
  const { files, applied } = applyFixes(fixes, (file) => readText(join(root, file)));
  for (const fixed of files) write(root, fixed);
  return { files: files.map(({ file }) => file), applied };
}

function write(root: string, { file, text }: FixedFile): void {
  try {
    writeFileSync(join(root, file), text);
  } catch (error) {
    throw new MeshError('CLI_FILE_WRITE', { file, detail: (error as Error).message }, { cause: error });
  }
}

async function lintContext(
  project: Project,
  loaded: LoadedProject,
  { needsTests }: { readonly needsTests: boolean },
): Promise<LintContext> {
  const { root } = loaded.config;
  const bound = await describeModels(project, loaded);
  const views = new Map<Model, ReturnType<typeof queryView>>();
  return {
    models: loaded.models,
    fileText: (file) => loaded.fileText(file) ?? readText(join(root, file)),
    query: (model) => {
      if (!views.has(model)) views.set(model, queryView(model));
      return views.get(model);
    },
    columns: (name) => bound.columns.get(name),
    problem: (name) => bound.problems.get(name),
    unknownBecause: (name) => (loaded.models.get(name)?.columns === undefined ? bound.unknown.get(name) : undefined),
    frontend: await project.frontend(),
    tested: needsTests ? await testedModels(root) : new Set(),
  };
}

/** The models that tests/*.yaml name. Files that do not parse are reported by `mesh test`. */
async function testedModels(root: string): Promise<ReadonlySet<string>> {
  const names = new Set<string>();
  let files: string[];
  try {
    files = readdirSync(join(root, 'tests'), { recursive: true, encoding: 'utf8' }).filter((file) =>
      /\.ya?ml$/i.test(file),
    );
  } catch {
    return names;
  }
  const { parse } = await import('yaml');
  for (const file of files) {
    let content: unknown;
    try {
      content = parse(readFileSync(join(root, 'tests', file), 'utf8'));
    } catch {
      continue;
    }
    for (const test of Object.values((content ?? {}) as Record<string, unknown>)) {
      const model = (test as { model?: unknown } | null)?.model;
      if (typeof model === 'string') names.add(model.toLowerCase());
    }
  }
  return names;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Before a plan: the warnings. Throws LINT_FAILED when a rule that counts as an error is violated. */
export async function lintBeforePlan(project: Project, environment: string): Promise<readonly Diagnostic[]> {
  if (!(await project.config()).linter.enabled) return [];
  const { findings } = await lintProject(project);
  const diagnostics = findings.map((finding) => finding.diagnostic);
  const errors = diagnostics.filter((problem) => problem.severity === 'error');
  if (errors.length === 0) return diagnostics;
  throw new MeshError('LINT_FAILED', { errors: errors.length, environment }, { diagnostics, at: errors[0]?.at });
}

/** The rule of that name, of mesh or of the project. Throws LINT_UNKNOWN_RULE. */
export async function explainRule(
  project: Project,
  name: string,
): Promise<Pick<Rule, 'name' | 'summary' | 'explanation'>> {
  return findRule(name, await projectRules(project));
}
