// The models that a project's modules define: exported definitions, arrays and records of them, exported marked classes.
import { diagnostic, type Diagnostic, type SourceLocation } from '../../error/diagnostic.ts';
import type {
  FunctionModelDefinition,
  ModelDefinition,
  SqlModelDefinition,
} from '../../model/typescript/definition.ts';
import { modelsOfClass } from '../../model/typescript/modelsOfClass.ts';
import type { CodeReads } from './codeReads.ts';
import { definitionPlace, type DefinitionPlace } from './definitionPlace.ts';
import type { LoadedModule } from './loadModules.ts';
import { RememberedReads } from './rememberedReads.ts';
import { compiledLocation, sourceLocation } from './sourceLocation.ts';

interface Found extends DefinitionPlace {
  /** Project-relative file whose export leads to it. */
  readonly file: string;
  /** Of the file and all of the project that it imports. */
  readonly hash: string;
  /** MODEL properties in camelCase, and those of code models. */
  readonly options: Readonly<Record<string, unknown>>;
}

export interface FoundFunctionModel extends Found {
  readonly type: 'function';
  readonly run: FunctionModelDefinition['run'];
  readonly reads: CodeReads;
}

export interface FoundSqlModel extends Found {
  readonly type: 'sql';
  readonly text: string;
}

export type FoundModel = FoundFunctionModel | FoundSqlModel;

export interface CollectOptions {
  readonly root: string;
  readonly source: (file: string) => string | undefined;
  readonly reads?: RememberedReads | undefined;
}

export function collectModels(
  modules: readonly LoadedModule[],
  options: CollectOptions,
): { models: readonly FoundModel[]; diagnostics: readonly Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const models: FoundModel[] = [];
  const seen = new Set<ModelDefinition>();
  const reads = options.reads ?? new RememberedReads();
  for (const module of modules) {
    for (const definition of Object.values(module.exports).flatMap((value) => definitionsIn(value))) {
      // Exported twice (by name and as default, or again by an index file) it is still one model.
      if (seen.has(definition)) continue;
      seen.add(definition);
      const model = foundModel(definition, module, {
        ...options,
        reads,
        report: (problem) => diagnostics.push(problem),
      });
      if (model !== undefined) models.push(model);
    }
  }
  diagnostics.push(...forgotten(modules, seen, options.root));
  return { models, diagnostics };
}

function definitionsIn(value: unknown, depth = 0): readonly ModelDefinition[] {
  if (isModelDefinition(value)) return [value];
  if (typeof value === 'function') return modelsOfClass(value);
  if (Array.isArray(value) && depth < 4) return value.flatMap((item) => definitionsIn(item, depth + 1));
  return [];
}

function isModelDefinition(value: unknown): value is ModelDefinition {
  if (value === null || typeof value !== 'object' || !('type' in value)) return false;
  return (value.type === 'model' && 'run' in value) || (value.type === 'sqlModel' && 'text' in value);
}

interface FoundContext extends CollectOptions {
  readonly reads: RememberedReads;
  readonly report: (problem: Diagnostic) => void;
}

function foundModel(definition: ModelDefinition, module: LoadedModule, context: FoundContext): FoundModel | undefined {
  const place = definitionPlace(definition.stack, { ...context, fallback: module.file });
  const mistake = mistakeIn(definition);
  if (mistake !== undefined) {
    context.report(diagnostic('MODULE_DEFINITION', { what: 'model', detail: mistake }, { at: place.at }));
    return undefined;
  }
  const shared = { ...place, file: module.file, hash: module.hash, options: { ...definition.options } };
  if (definition.type === 'sqlModel') {
    const text = textOf(definition, place.at, context);
    return text === undefined ? undefined : { type: 'sql', ...shared, text };
  }
  const reads = context.reads.of(definition.run.toString(), module.output);
  const [computed] = reads.computed;
  if (computed !== undefined && definition.options.dependsOn === undefined) {
    const at = compiledLocation(computed.at, context.root) ?? place.at;
    context.report(diagnostic('MODULE_COMPUTED_NAME', { name: nameOf(definition), call: computed.call }, { at }));
  }
  return { type: 'function', ...shared, run: definition.run, reads };
}

/** What the types would have told, for those who write JavaScript. */
function mistakeIn(definition: ModelDefinition): string | undefined {
  const options: unknown = definition.options;
  if (options === null || typeof options !== 'object' || Array.isArray(options)) return 'its options must be an object';
  if (definition.type === 'model' && typeof definition.run !== 'function') {
    return 'its second argument must be a function; for SQL take sqlModel()';
  }
  return undefined;
}

function textOf(
  definition: SqlModelDefinition,
  at: SourceLocation,
  { report, root }: FoundContext,
): string | undefined {
  try {
    const text: unknown =
      typeof definition.text === 'function' ? definition.text.call(definition.owner) : definition.text;
    if (typeof text === 'string') return text;
    if (text !== null && typeof text === 'object' && 'sqlText' in text) return String(text.sqlText);
    const got = text instanceof Promise ? 'a promise' : text === null ? 'null' : typeof text;
    report(
      diagnostic(
        'MODULE_DEFINITION',
        { what: 'SQL model', detail: `its text must be a string or sql\`…\`, not ${got}` },
        { at },
      ),
    );
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const thrownAt = sourceLocation(error instanceof Error ? error.stack : undefined, root) ?? at;
    report(diagnostic('MODULE_DEFINITION', { what: 'SQL model', detail }, { at: thrownAt }));
  }
  return undefined;
}

function nameOf(definition: ModelDefinition): string {
  return (definition.options as { name?: string } | null)?.name ?? '(without a name)';
}

/** Definitions made in these modules that no export leads to. */
function forgotten(modules: readonly LoadedModule[], seen: ReadonlySet<ModelDefinition>, root: string): Diagnostic[] {
  const defined = new Set(modules.flatMap((module) => module.defined));
  return [...defined].flatMap(({ definition, form, method = '' }) => {
    if (seen.has(definition)) return [];
    const at = sourceLocation(definition.stack, root);
    const name = nameOf(definition);
    if (form === 'call') return [diagnostic('MODULE_MODEL_NOT_EXPORTED', { name }, { at, severity: 'warning' })];
    const code = form === 'static' ? 'MODULE_CLASS_NOT_EXPORTED' : 'MODULE_INSTANCE_METHOD';
    return [diagnostic(code, { name, method }, { at })];
  });
}
