// What loading a project's files gives: models and everything around them, and every problem found, never thrown.
import type { Diagnostic } from '../error/diagnostic.ts';
import type { Columns } from '../model/columns.ts';
import type { AuditDefinition, Model } from '../model/model.ts';
import type { Dag } from '../graph/dag.ts';
import type { MacroDefinition } from '../macro/definition.ts';
import type { SignalDefinition } from '../model/typescript/definition.ts';
import type { ProjectConfig } from './config/config.ts';
import type { CodeModule } from './projectCode.ts';
import type { FunctionShape } from '../sql/frontend.ts';

export interface LoadedProject {
  readonly config: ProjectConfig;
  /** Sorted by name; disabled models are left out. */
  readonly models: ReadonlyMap<string, Model>;
  readonly standaloneAudits: ReadonlyMap<string, AuditDefinition>;
  /** Over models and the external tables they read. */
  readonly dag: Dag;
  readonly diagnostics: readonly Diagnostic[];
  /** Counts for `mesh info`. */
  readonly counts: {
    readonly macros: number;
    readonly audits: number;
    readonly tests: number;
    readonly signals: number;
    readonly seeds: number;
    readonly metrics: number;
  };
  /** Of the project, by lower-case name: rendering and running need them again. */
  readonly macros: ReadonlyMap<string, MacroDefinition>;
  /** The `{% macro %}` definitions that a template calls, as one template. */
  readonly jinjaMacrosFor: (template: string) => string;
  /** Functions of TypeScript that SQL calls. */
  readonly functions: readonly FunctionShape[];
  readonly signals: ReadonlyMap<string, SignalDefinition>;
  /** Compiled modules of the project's code by hash. */
  readonly codeModules: ReadonlyMap<string, CodeModule>;
  /**
   * Columns of a model or external table, as written in a text: declared ones, those of seeds, and those that were found
   * out because a macro asked for them. By the default dialect's rules unless a model is given.
   */
  readonly columnsOf: (table: string, model?: Pick<Model, 'dialect' | 'normalization'>) => Columns | undefined;
  /** Text of a project file as it was read, for carets and diffs. */
  readonly fileText: (file: string) => string | undefined;
  /** By file: a text that is equal for as long as the models of the file are the same, for caches of what follows from them. */
  readonly contentKeys: () => ReadonlyMap<string, string>;
}
