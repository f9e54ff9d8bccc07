// A model's texts with their macros expanded for one stage and time. Table names stay as they are written.
import type { Diagnostic, SourceLocation } from '../error/diagnostic.ts';
import type { MacroDefinition } from '../macro/definition.ts';
import {
  createExpander,
  type Expander,
  type Expansion,
  type MacroColumn,
  type MacroTimes,
  type RuntimeStage,
} from '../macro/expand.ts';
import { quoteBareKeywords } from '../sql/bareKeywords.ts';
import { engineNames } from '../sql/borrowedNames.ts';
import { createdMacros } from '../sql/createdMacros.ts';
import { withoutDoubledCommas } from '../sql/doubledCommas.ts';
import { composeMaps, identityMap, originalOffset, type Edited, type SourceMap } from '../sql/edit.ts';
import { nameColumns } from '../sql/nameColumns.ts';
import { quotedName } from '../sql/tableName.ts';
import { quoteString } from '../sql/literal.ts';
import { environmentAtLoad, environmentText, type EnvironmentNames } from './environmentNames.ts';
import { renderJinja } from './jinjaText.ts';
import { kindFacts } from './kinds/index.ts';
import type { Model, Statement, Value, Values } from './model.ts';
import { placeInStatement } from './placeInStatement.ts';

export interface ExpandContext {
  readonly stage: RuntimeStage;
  readonly time?: MacroTimes | undefined;
  /** The project's, at load; a stored model carries its own. */
  readonly variables: Values;
  readonly gateway?: string | undefined;
  readonly defaultCatalog: string;
  readonly macros?: ReadonlyMap<string, MacroDefinition> | undefined;
  /** Functions of the project, at load, by lower-case name; a stored model carries its own. */
  readonly functions?: ReadonlyMap<string, unknown> | undefined;
  /** Macros of the database that `before_all` creates, by lower-case name. */
  readonly createdBefore?: ReadonlySet<string> | undefined;
  readonly columnsOf?: ((table: string) => readonly MacroColumn[] | undefined) | undefined;
  readonly outputOf?: ((model: string, variable: string) => Value | undefined) | undefined;
  readonly resolveTable?: ((name: string) => string) | undefined;
  readonly sourceOfMacro?: ((frame: SourceLocation) => SourceLocation | undefined) | undefined;
  /** SQL texts of predefined variables: `this_model`, an audit's arguments. */
  readonly predefined?: Readonly<Record<string, string>> | undefined;
  readonly environment?: EnvironmentNames | undefined;
}

export interface ExpandedText {
  readonly text: string;
  /** What it was made from, and the way back into it. */
  readonly statement: Statement;
  readonly map: SourceMap;
}

export interface ExpandedModel {
  readonly query?: ExpandedText | undefined;
  readonly preStatements: readonly ExpandedText[];
  readonly postStatements: readonly ExpandedText[];
  readonly onVirtualUpdate: readonly ExpandedText[];
  readonly diagnostics: readonly Diagnostic[];
  readonly uses: ModelUses;
}

export interface ModelUses {
  readonly variables: ReadonlySet<string>;
  readonly macros: ReadonlySet<string>;
  readonly tables: ReadonlySet<string>;
  readonly runtime: boolean;
}

const noUses: ModelUses = { variables: new Set(), macros: new Set(), tables: new Set(), runtime: false };

export function expandModel(model: Model, context: ExpandContext): ExpandedModel {
  if (!hasMacros(model)) {
    return {
      ...(model.query === undefined ? {} : { query: withNames(unchanged(model.query), model, context) }),
      preStatements: model.preStatements.map(unchanged),
      postStatements: model.postStatements.map(unchanged),
      onVirtualUpdate: model.onVirtualUpdate.map(unchanged),
      diagnostics: [],
      uses: noUses,
    };
  }
  const collected = newCollection();
  const expander = definedExpander(model, context, collected);
  const statements = (list: readonly Statement[], made: Made = { context, expander }) =>
    list.flatMap((statement) =>
      sourcesOf(statement, made.context).flatMap((source) =>
        made.expander
          .expandStatement(source.text, { at: statement.at })
          .map((expansion) =>
            collect(collected, statement, { ...expansion, map: composeMaps(source.map, expansion.map) }),
          ),
      ),
    );
  const sourcesOf = (statement: Statement, scene = context): readonly Edited[] => {
    const { jinja, sql } = statement;
    if (jinja === undefined) return [{ text: sql, map: identityMap }];
    const { statements: made, ...rest } = renderJinja(statement, jinja, { model, context: scene });
    for (const problem of rest.diagnostics) collected.diagnostics.push(problem);
    for (const name of rest.variables) collected.variables.add(name);
    collected.runtime ||= rest.runtime;
    return made;
  };
  const expandQuery = (statement: Statement): ExpandedText | undefined => {
    const [source] = sourcesOf(statement);
    if (source === undefined) return undefined;
    const expansion = expander.expand(source.text, { at: statement.at });
    return collect(collected, statement, { ...expansion, map: composeMaps(source.map, expansion.map) });
  };
  const preStatements = statements(model.preStatements);
  const query = model.query === undefined ? undefined : expandQuery(model.query);
  return {
    preStatements,
    ...(query === undefined ? {} : { query: withNames(query, model, context) }),
    postStatements: statements(model.postStatements),
    onVirtualUpdate: statements(model.onVirtualUpdate, updating(model, { context, expander })),
    diagnostics: collected.diagnostics,
    uses: collected,
  };
}

interface Made {
  readonly context: ExpandContext;
  readonly expander: Expander;
}

function definedExpander(model: Model, context: ExpandContext, collected: { diagnostics: Diagnostic[] }): Expander {
  const expander = modelExpander(model, context);
  for (const definition of model.definitions) {
    for (const problem of expander.define(definition.sql, definition.at)) collected.diagnostics.push(problem);
  }
  return expander;
}

/** Statements of a virtual update know the environment, which nobody has chosen when the project is loaded. */
function updating(model: Model, made: Made): Made {
  if (model.onVirtualUpdate.length === 0 || made.context.environment !== undefined) return made;
  const context = { ...made.context, environment: environmentAtLoad };
  return { context, expander: definedExpander(model, context, { diagnostics: [] }) };
}

/** DuckDB's dialect, with what SQLMesh reads in it beyond DuckDB. */
function readAsSqlMesh(text: string, isOwn: (name: string) => boolean): Edited {
  const commas = withoutDoubledCommas(text);
  const keywords = quoteBareKeywords(commas.text);
  const named = engineNames(keywords.text, isOwn);
  return { text: named.text, map: composeMaps(composeMaps(commas.map, keywords.map), named.map) };
}

function withNames(
  query: ExpandedText,
  { dialect, normalization, code, preStatements }: Model,
  { functions, createdBefore }: ExpandContext,
): ExpandedText {
  const isOwn = (name: string): boolean =>
    functions?.has(name) === true ||
    createdBefore?.has(name) === true ||
    createdMacros(preStatements.map(({ sql }) => sql)).has(name) ||
    code.some((use) => /^(?:scalar|table)Function$/.test(use.type) && use.name.toLowerCase() === name);
  const read = dialect === 'duckdb' ? readAsSqlMesh(query.text, isOwn) : { text: query.text, map: identityMap };
  const { text, map } = nameColumns(read.text, { dialect, strategy: normalization });
  return text === query.text ? query : { ...query, text, map: composeMaps(composeMaps(query.map, read.map), map) };
}

/** An expander with everything a model's texts may name. */
export function modelExpander(model: Model, context: ExpandContext): Expander {
  return createExpander({
    dialect: model.dialect,
    stage: context.stage,
    time: context.time,
    variables: context.variables,
    blueprint: model.blueprint,
    gateway: model.gateway ?? context.gateway,
    hasIntervals: kindFacts(model.kind).timeVariables,
    macros: context.macros,
    columnsOf: context.columnsOf,
    resolveTable: context.resolveTable,
    outputOf: context.outputOf,
    sourceOfMacro: context.sourceOfMacro,
    predefined: {
      this_model: quotedName(
        model.table.catalog === context.defaultCatalog ? { ...model.table, catalog: undefined } : model.table,
        model.dialect,
      ),
      model_kind_name: quoteString(model.kind.name),
      default_catalog: quoteString(context.defaultCatalog),
      ...(context.environment === undefined ? {} : environmentText(context.environment)),
      ...context.predefined,
    },
  });
}

/** Where an offset of an expanded text stands in the file. */
export function placeInFile(expanded: ExpandedText, offset: number): SourceLocation {
  return placeInStatement(expanded.statement, originalOffset(expanded.map, offset));
}

export function hasMacros(model: Model): boolean {
  const lists = [model.definitions, model.preStatements, model.postStatements, model.onVirtualUpdate];
  const isMade = ({ sql, jinja }: Statement): boolean => jinja !== undefined || sql.includes('@');
  return (model.query !== undefined && isMade(model.query)) || lists.some((list) => list.some(isMade));
}

function unchanged(statement: Statement): ExpandedText {
  return { text: statement.sql, statement, map: identityMap };
}

interface Collection {
  readonly diagnostics: Diagnostic[];
  readonly variables: Set<string>;
  readonly macros: Set<string>;
  readonly tables: Set<string>;
  runtime: boolean;
}

function newCollection(): Collection {
  return { diagnostics: [], variables: new Set(), macros: new Set(), tables: new Set(), runtime: false };
}

function collect(collected: Collection, statement: Statement, expansion: Expansion): ExpandedText {
  collected.diagnostics.push(...expansion.diagnostics);
  for (const name of expansion.uses.variables) collected.variables.add(name);
  for (const name of expansion.uses.macros) collected.macros.add(name);
  for (const name of expansion.uses.tables) collected.tables.add(name);
  collected.runtime ||= expansion.uses.runtime;
  return { text: expansion.text, statement, map: expansion.map };
}
