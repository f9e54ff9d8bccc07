// Macros, signals and linter rules of a project's modules: exported by any name, alone or in arrays.
import { diagnostic, type Diagnostic, type SourceLocation } from '../../error/diagnostic.ts';
import type { MacroDefinition } from '../../macro/definition.ts';
import type { RuleDefinition, SignalDefinition } from '../../model/typescript/definition.ts';
import type { MaterializationDefinition } from '../../model/typescript/materialization.ts';
import { lineAndColumn } from '../config/position.ts';
import { codeTokens, literalText } from './codeTokens.ts';
import type { CollectOptions } from './collectModels.ts';
import type { LoadedModule } from './loadModules.ts';
import { sourceLocation } from './sourceLocation.ts';

export interface Collected<T> {
  readonly found: ReadonlyMap<string, T & FoundIn>;
  readonly diagnostics: readonly Diagnostic[];
}

export interface FoundIn {
  /** Project-relative. */
  readonly file: string;
  /** Of the file and all of the project that it imports. */
  readonly hash: string;
  readonly at: SourceLocation;
}

type Named = { readonly name: string };
type Place<T> = (definition: T, module: LoadedModule) => SourceLocation;

export function collectMacros(
  modules: readonly LoadedModule[],
  { source }: CollectOptions,
): Collected<MacroDefinition> {
  const place: Place<MacroDefinition> = ({ name }, { file }) => macroPlace(name, file, source);
  return collect(modules, { what: 'macro', is: isMacro, place });
}

export function collectSignals(
  modules: readonly LoadedModule[],
  { root }: CollectOptions,
): Collected<SignalDefinition> {
  return collect(modules, { what: 'signal', is: isSignal, place: stackPlace(root) });
}

export function collectMaterializations(
  modules: readonly LoadedModule[],
  { root }: Pick<CollectOptions, 'root'>,
): Collected<MaterializationDefinition> {
  return collect(modules, { what: 'materialization', is: isMaterialization, place: stackPlace(root) });
}

export function collectRules(modules: readonly LoadedModule[], { root }: CollectOptions): Collected<RuleDefinition> {
  return collect(modules, { what: 'rule', is: isRule, place: stackPlace(root) });
}

interface Sort<T> {
  readonly what: string;
  readonly is: (value: unknown) => value is T;
  readonly place: Place<T>;
}

function collect<T extends Named>(modules: readonly LoadedModule[], { what, is, place }: Sort<T>): Collected<T> {
  const found = new Map<string, T & FoundIn>();
  const origin = new Map<T, string>();
  const diagnostics: Diagnostic[] = [];
  for (const module of modules) {
    for (const definition of Object.values(module.exports).flatMap((value) => within(value, is))) {
      if (origin.has(definition)) continue;
      origin.set(definition, module.file);
      const at = place(definition, module);
      const first = found.get(definition.name);
      if (first === undefined) found.set(definition.name, { ...definition, file: module.file, hash: module.hash, at });
      else {
        const related = [{ message: 'the first one', at: first.at }];
        diagnostics.push(
          diagnostic('MODULE_DUPLICATE', { what, name: definition.name, file: first.file }, { at, related }),
        );
      }
    }
  }
  return { found, diagnostics };
}

function within<T>(value: unknown, is: (value: unknown) => value is T): readonly T[] {
  if (is(value)) return [value];
  return Array.isArray(value) ? value.flatMap((item) => within(item, is)) : [];
}

function isDefinition(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && 'name' in value && typeof value.name === 'string';
}

function isMacro(value: unknown): value is MacroDefinition {
  return isDefinition(value) && typeof value['run'] === 'function' && typeof value['metadataOnly'] === 'boolean';
}

function isSignal(value: unknown): value is SignalDefinition {
  return isDefinition(value) && value['type'] === 'signal' && typeof value['run'] === 'function';
}

function isMaterialization(value: unknown): value is MaterializationDefinition {
  return isDefinition(value) && value['type'] === 'materialization' && typeof value['run'] === 'function';
}

function isRule(value: unknown): value is RuleDefinition {
  return isDefinition(value) && value['type'] === 'rule' && typeof value['check'] === 'function';
}

function stackPlace(root: string): Place<{ readonly stack: string }> {
  return ({ stack }, { file }) => sourceLocation(stack, root) ?? { file, line: 1, column: 1 };
}

/** The call `macro('name'`; the top of the file when the name is computed. */
function macroPlace(name: string, file: string, source: CollectOptions['source']): SourceLocation {
  const text = source(file) ?? '';
  const tokens = codeTokens(text);
  const call = tokens.findIndex(
    (token, i) =>
      token.text === 'macro' && tokens[i + 1]?.text === '(' && literalText(tokens[i + 2])?.toLowerCase() === name,
  );
  return { file, ...lineAndColumn(text, tokens[call]?.start ?? 0) };
}
