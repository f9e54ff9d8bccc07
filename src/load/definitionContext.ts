// What reading one definition needs to know of its project; the same for all of them.
import type { Diagnostic } from '../error/diagnostic.ts';
import type { MacroLibrary } from '../jinja/library.ts';
import type { MacroDefinition } from '../macro/definition.ts';
import { createExpander, type Expander } from '../macro/expand.ts';
import type { Values } from '../model/model.ts';
import type { ModelDefaultsRead } from '../model/modelDefaults.ts';
import { usualTimeFormat } from '../model/kind.ts';
import type { ProjectConfig } from './config/config.ts';

export interface DefinitionContext {
  readonly config: ProjectConfig;
  readonly defaults: ModelDefaultsRead;
  readonly defaultCatalog: string;
  readonly physicalSchemaMapping: readonly (readonly [RegExp, string])[];
  readonly macros: ReadonlyMap<string, MacroDefinition>;
  readonly jinjaMacros: MacroLibrary;
  readonly report: (problem: Diagnostic) => void;
}

/** Undefined where it is the usual one, which no model needs to say. */
export function projectTimeFormat({ timeColumnFormat }: ProjectConfig): string | undefined {
  return timeColumnFormat === usualTimeFormat ? undefined : timeColumnFormat;
}

/** Expands macros inside properties, where only variables and blueprint values matter. */
export function propertyExpander(context: DefinitionContext, dialect: string, blueprint: Values): Expander {
  return createExpander({
    dialect,
    stage: 'loading',
    variables: context.config.variables,
    blueprint,
    gateway: context.config.gateway.name,
    hasIntervals: true,
    macros: context.macros,
  });
}
