// The functions of TypeScript models, as executing needs them; the project loads them from what is stored.
import type { SourceLocation } from '../../error/diagnostic.ts';
import type { FunctionModelDefinition } from '../../model/typescript/definition.ts';
import type { MaterializationDefinition } from '../../model/typescript/materialization.ts';
import type { ScalarFunctionDefinition, TableFunctionDefinition } from '../../model/typescript/functions.ts';
import type { CodeUse, Values } from '../../model/model.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

export type SqlFunctionDefinition = ScalarFunctionDefinition | TableFunctionDefinition;

/** What a thread of a model loads. */
export interface ThreadProgram {
  readonly shell: URL;
  /** The model's compiled module, and which of its functions it is. */
  readonly module: string;
  readonly index: number;
}

export interface ModelCode {
  definitionOf(snapshot: Snapshot): Promise<FunctionModelDefinition>;
  /** A function of the project that a model's query calls. */
  functionOf(use: CodeUse): Promise<SqlFunctionDefinition>;
  /** How the tables of a CUSTOM model are written. */
  materializationOf(snapshot: Snapshot): Promise<MaterializationDefinition>;
  /** Where in the project's TypeScript an error was thrown. */
  locate(error: unknown): SourceLocation | undefined;
  /** The `return` of a model's function, where there is only one: an error whose stack tells the place. */
  returnedAt(run: (...args: never[]) => unknown): Promise<Error | undefined>;
  /** Absolute folder for results and objects that may be made again. */
  readonly cacheDir: string;
  readonly variables: Values;
  /** For a model that runs in a thread of its own. */
  thread(snapshot: Snapshot): Promise<ThreadProgram>;
  /** A module of the project compiled for a thread, and the program that runs it there. */
  worker(module: URL): Promise<{ readonly shell: URL; readonly module: string }>;
}
