// What a model kind tells the rest of mesh: its options, how they become a `ModelKind`, and facts that later layers ask for.
import type { Diagnostic, SourceLocation } from '../../error/diagnostic.ts';
import type { KindName, ModelKind, SchemaChangePolicy } from '../kind.ts';
import type { PropertiesOf, Specifications } from '../property/specification.ts';

export type KindOf<N extends KindName> = Extract<ModelKind, { name: N }>;

/** Options that `model_defaults` gives to every kind that has them. */
export interface KindDefaults {
  readonly onDestructiveChange?: SchemaChangePolicy | undefined;
  readonly onAdditiveChange?: SchemaChangePolicy | undefined;
  readonly batchConcurrency?: number | undefined;
}

export interface KindContext {
  readonly defaults: KindDefaults;
  readonly report: (problem: Diagnostic) => void;
  /** Where an option stands, by its snake_case name; the kind itself for one that was not given. */
  readonly at: (option: string) => SourceLocation | undefined;
}

export interface KindFacts {
  /** What stands in the database for a version of the model. */
  readonly object: 'table' | 'view' | 'none';
  /** New rows join the old ones; otherwise every load makes the object anew. */
  readonly incremental: boolean;
  /** mesh records which intervals are filled. */
  readonly hasIntervals: boolean;
  /** `@start_…` and `@end_…` may be used. */
  readonly timeVariables: boolean;
  /** A load needs the ones before it: intervals run one after the other. */
  readonly dependsOnPast: boolean;
  /** Restating any interval rebuilds everything. */
  readonly fullHistoryRestatementOnly: boolean;
  /** May be restated at all. */
  readonly restatable: boolean;
  /** A TypeScript function may produce its rows. */
  readonly functionModels: boolean;
  /** Needs an SQL query (or a function); seeds and external tables have none. */
  readonly hasQuery: boolean;
}

export interface KindDefinition<N extends KindName = KindName> {
  readonly name: N;
  /** Other spellings, upper case. */
  readonly otherNames: readonly string[];
  readonly options: Specifications;
  readonly required: readonly string[];
  readonly facts: KindFacts;
  readonly build: (values: PropertiesOf<Specifications>, context: KindContext) => ModelKind | undefined;
  /** Options that decide which rows the table holds, by snake_case name: a change makes a new version and is breaking. */
  readonly dataProperties: (kind: ModelKind) => Readonly<Record<string, unknown>>;
  /** All other options. */
  readonly metadataProperties: (kind: ModelKind) => Readonly<Record<string, unknown>>;
}

interface KindInput<N extends KindName, S extends Specifications> {
  readonly name: N;
  readonly otherNames?: readonly string[];
  readonly options: S;
  readonly required?: readonly (keyof S & string)[];
  readonly facts: KindFacts;
  readonly build: (values: PropertiesOf<S>, context: KindContext) => KindOf<N> | undefined;
  readonly dataProperties?: (kind: KindOf<N>) => Readonly<Record<string, unknown>>;
  readonly metadataProperties?: (kind: KindOf<N>) => Readonly<Record<string, unknown>>;
}

/** Declares a kind with its own types; the list of all kinds then forgets them. */
export function defineKind<N extends KindName, const S extends Specifications>(
  input: KindInput<N, S>,
): KindDefinition<N> {
  const none = () => ({});
  return {
    name: input.name,
    otherNames: input.otherNames ?? [],
    options: input.options,
    required: input.required ?? [],
    facts: input.facts,
    build: (values, context) => input.build(values as PropertiesOf<S>, context),
    dataProperties: (kind) => (input.dataProperties ?? none)(kind as KindOf<N>),
    metadataProperties: (kind) => (input.metadataProperties ?? none)(kind as KindOf<N>),
  };
}
