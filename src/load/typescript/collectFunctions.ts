// Scalar and table functions of a project: exported by any name, in arrays, or marked static methods of exported classes.
import { diagnostic, type Diagnostic } from '../../error/diagnostic.ts';
import {
  tableFunctionsOfClass,
  type ScalarFunctionDefinition,
  type TableFunctionDefinition,
} from '../../model/typescript/functions.ts';
import type { Collected, FoundIn } from './collectDefinitions.ts';
import type { CodeReads } from './codeReads.ts';
import type { LoadedModule } from './loadModules.ts';
import { RememberedReads } from './rememberedReads.ts';
import { sourceLocation } from './sourceLocation.ts';

export type SqlFunctionDefinition = ScalarFunctionDefinition | TableFunctionDefinition;

/** By lower-case name, with what it was defined as. */
export type FoundFunction = FoundIn & {
  readonly name: string;
  readonly definition: SqlFunctionDefinition;
  /** What its code reads. */
  readonly follow: () => CodeReads;
};

export function collectFunctions(
  modules: readonly LoadedModule[],
  { root, reads = new RememberedReads() }: { readonly root: string; readonly reads?: RememberedReads | undefined },
): Collected<FoundFunction> {
  const found = new Map<string, FoundFunction>();
  const seen = new Set<SqlFunctionDefinition>();
  const diagnostics: Diagnostic[] = [];
  for (const { exports, file, hash, output } of modules) {
    for (const definition of Object.values(exports).flatMap((value) => functionsIn(value))) {
      if (seen.has(definition)) continue;
      seen.add(definition);
      const at = sourceLocation(definition.stack, root) ?? { file, line: 1, column: 1 };
      const mistake = mistakeIn(definition);
      if (mistake !== undefined) {
        diagnostics.push(diagnostic('MODULE_DEFINITION', { what: 'function', detail: mistake }, { at }));
        continue;
      }
      const name = definition.options.name.toLowerCase();
      const first = found.get(name);
      const follow = (): CodeReads => reads.of(definition.run.toString(), output);
      if (first === undefined) found.set(name, { name, definition, file, hash, follow, at });
      else {
        const related = [{ message: 'the first one', at: first.at }];
        diagnostics.push(diagnostic('MODULE_DUPLICATE', { what: 'function', name, file: first.file }, { at, related }));
      }
    }
  }
  return { found, diagnostics };
}

function functionsIn(value: unknown, depth = 0): readonly SqlFunctionDefinition[] {
  if (typeof value === 'function') return tableFunctionsOfClass(value);
  if (Array.isArray(value) && depth < 4) return value.flatMap((item) => functionsIn(item, depth + 1));
  return isDefinition(value) ? [value] : [];
}

function isDefinition(value: unknown): value is SqlFunctionDefinition {
  if (value === null || typeof value !== 'object' || !('type' in value) || !('run' in value)) return false;
  return value.type === 'scalarFunction' || value.type === 'tableFunction';
}

/** What the types would have told, for those who write JavaScript. */
function mistakeIn({ type, options, run }: SqlFunctionDefinition): string | undefined {
  const given = options as unknown as Partial<Record<string, unknown>> | null | undefined;
  if (given === null || typeof given !== 'object') return 'its options must be an object';
  if (typeof given['name'] !== 'string' || !/^[A-Za-z_]\w*$/.test(given['name']))
    return 'its name must be a plain word, as SQL calls it';
  if (typeof run !== 'function') return 'its second argument must be a function';
  if (given['parameters'] !== undefined && !isTypes(given['parameters']))
    return 'its parameters must be SQL types by name';
  if (type === 'tableFunction' && !isTypes(given['columns'])) return 'its columns must be SQL types by name';
  if (type === 'scalarFunction' && typeof given['returns'] !== 'string')
    return 'it must say the SQL type that it returns';
  if (type === 'scalarFunction' && run.constructor.name === 'AsyncFunction')
    return 'a scalar function must not be async: the engine waits for each value';
  return undefined;
}

function isTypes(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.values(value).every((type) => typeof type === 'string');
}
