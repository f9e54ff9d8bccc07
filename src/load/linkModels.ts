// Gives every model its parents: macros are expanded, tables read by query, statements and audits are looked up.
import { diagnostic, type Diagnostic } from '../error/diagnostic.ts';
import {
  expandModel,
  modelExpander,
  placeInFile,
  type ExpandContext,
  type ExpandedModel,
  type ExpandedText,
} from '../model/expandModel.ts';
import { expandAudit } from '../model/audits/expandAudit.ts';
import { relationsOf } from '../model/audits/auditArguments.ts';
import { builtinAudit } from '../model/audits/index.ts';
import type { AuditDefinition, CodeUse, Model, Values } from '../model/model.ts';
import type { SqlFrontend } from '../sql/frontend.ts';
import { canonicalName } from '../sql/tableName.ts';
import { auditsOf, reportMissing, withExpandedArguments } from './modelAudits.ts';
import { outputCall } from '../model/outputCall.ts';
import { checkFunctionArguments, type PlacedCalls } from './functionArguments.ts';
import { calledFunctions, readsOf, type FunctionReads } from './functionCalls.ts';
import type { FoundFunction } from './typescript/collectFunctions.ts';
import type { KnownColumns } from './knownColumns.ts';
import type { CodeModel } from './modelsFromCode.ts';
import { askFrontend, scanOrAsk, type OpenQuestions } from './references.ts';
import { codeOf, variablesOf, wordsOf, type UsableCode } from './modelUses.ts';

export interface LinkOptions {
  readonly defaultCatalog: string;
  readonly expandContext: ExpandContext;
  readonly known: KnownColumns;
  /** Audits of the project by name. */
  readonly audits: ReadonlyMap<string, AuditDefinition>;
  readonly code: UsableCode;
  readonly variables: Values;
  readonly frontend: (() => Promise<SqlFrontend>) | undefined;
  readonly report: (problem: Diagnostic) => void;
}

export interface LinkedModels {
  readonly models: Model[];
  /** Those whose macros asked for columns of tables that were not known yet: they are linked again later. */
  readonly waiting: Map<string, ReadonlySet<string>>;
  /** Those whose text depends on columns of others, known or not. */
  readonly dependent: ReadonlySet<string>;
}

/** A model on its way to being linked. */
interface Linking {
  readonly model: Model;
  readonly expanded: ExpandedModel;
  readonly auditDefinitions: readonly AuditDefinition[];
  readonly variables: Values;
  readonly code: readonly CodeUse[];
  /** Canonical names, the model's own included. */
  readonly reads: Set<string>;
  /** Made by its own statements, so nobody else's. */
  readonly writes: Set<string>;
}

export async function linkModels(models: readonly CodeModel[], options: LinkOptions): Promise<LinkedModels> {
  const open: OpenQuestions = [];
  const waiting = new Map<string, ReadonlySet<string>>();
  const dependent = new Set<string>();
  const done = models.filter(({ linked: already }) => already === true).map(({ model }) => model);
  const linkings = models
    .filter(({ linked: already }) => already !== true)
    .map((input) => {
      const problems: Diagnostic[] = [];
      const missing = new Set<string>();
      const linking = link(input, missing, { ...options, open, report: (problem) => void problems.push(problem) });
      if (linking.expanded.uses.tables.size > 0) dependent.add(input.model.name);
      if (missing.size > 0 && options.frontend !== undefined) waiting.set(input.model.name, missing);
      return { linking, problems };
    });
  await askFrontend(open, options.frontend);
  for (const { linking, problems } of linkings) {
    // What waits is judged when its columns are known; until then its parents are what could be seen without them.
    if (!waiting.has(linking.model.name)) for (const problem of problems) options.report(problem);
  }
  return { models: [...done, ...linkings.map(({ linking }) => linked(linking, options.known))], waiting, dependent };
}

/** The same for one model, when the columns of its parents are known as well as they ever will be. */
export async function linkAgain(input: CodeModel, options: LinkOptions): Promise<Model> {
  const open: OpenQuestions = [];
  const linking = link(input, new Set(), { ...options, open });
  await askFrontend(open, options.frontend);
  return linked(linking, options.known);
}

interface LinkingOptions extends LinkOptions {
  readonly open: OpenQuestions;
}

function link({ model, reads: functionReads }: CodeModel, missing: Set<string>, options: LinkingOptions): Linking {
  const context = { ...options.expandContext, columnsOf: options.known.lookup(model, missing) };
  const expanded = expandModel(model, context);
  for (const problem of expanded.diagnostics) options.report(problem);
  const auditDefinitions = auditsOf(model, options.audits, options.report);
  const { queries: audited, given } = auditTexts(model, auditDefinitions, { context, report: options.report });
  const called = calledFunctions([expanded.query?.text ?? ''], options.code.functions);
  for (const use of called) refuseInView(model, use, options.report);
  const statements = [...expanded.preStatements, ...expanded.postStatements, ...audited];
  const placed = (text: ExpandedText): PlacedCalls => ({
    text: text.text,
    place: (offset) => placeInFile(text, offset),
  });
  checkFunctionArguments({
    texts: [...(expanded.query === undefined ? [] : [expanded.query]), ...statements].map(placed).concat(given),
    dialect: model.dialect,
    functions: options.code.functions,
    report: options.report,
  });
  const elsewhere = calledFunctions(
    [
      ...[...statements, ...given].map(textOf),
      ...(functionReads?.queries ?? []),
      ...called.flatMap((each) => readsOf(each).queries),
    ],
    options.code.functions,
  );
  const functions = [...new Set([...called, ...elsewhere])];
  const uses = functions.map(useOf);
  const read = [...functions.map(readsOf), ...(functionReads === undefined ? [] : [functionReads])];
  const using = {
    definitions: auditDefinitions,
    ...options,
    uses: {
      ...expanded.uses,
      variables: new Set([...expanded.uses.variables, ...variablesIn(read, options.variables)]),
    },
  };
  const linking: Linking = {
    model,
    expanded,
    auditDefinitions,
    variables: variablesOf(model, using),
    code: [...codeOf(model, using), ...uses],
    reads: new Set(),
    writes: new Set(),
  };
  const asking: Asking = { linking, options };
  if (expanded.query !== undefined) ask(asking, expanded.query, 'query');
  for (const statement of [...expanded.preStatements, ...expanded.postStatements]) ask(asking, statement, 'statement');
  for (const text of audited) ask(asking, text, 'audit');
  for (const name of auditedAgainst(model)) askText(asking, `SELECT * FROM ${name}`);
  for (const { tables, queries, registered } of [
    ...called.map(readsOf),
    ...(functionReads === undefined ? [] : [functionReads]),
  ]) {
    for (const name of registered) askText(asking, `CREATE TABLE ${name} AS SELECT 1`);
    for (const name of tables) askText(asking, `SELECT * FROM ${name}`);
    for (const query of queries) askText(asking, query);
  }
  for (const name of outputsOf(model)) askText(asking, `SELECT * FROM ${name}`);
  return linking;
}

/** Variables of the project that functions read, by name or by macros in their queries; lower case. */
function variablesIn(read: readonly FunctionReads[], variables: Values): string[] {
  const all = Object.keys(variables).map((name) => name.toLowerCase());
  return read.flatMap(({ queries, variables: names }) =>
    names === undefined ? all : [...names.map((name) => name.toLowerCase()), ...wordsOf(queries)],
  );
}

function useOf({ name, definition, file, hash }: FoundFunction): CodeUse {
  return { name, type: definition.type, file, hash, metadataOnly: false };
}

/** A view is computed by whoever reads it, without mesh. */
function refuseInView({ kind, name, query, at }: Model, use: FoundFunction, report: LinkOptions['report']): void {
  if (kind.name !== 'VIEW' && kind.name !== 'EMBEDDED') return;
  report(diagnostic('MODEL_FUNCTION_VIEW', { name, kind: kind.name, function: use.name }, { at: query?.at ?? at }));
}

/** Models whose variables the texts ask for: `@OUTPUT(shop.scores, best)`. */
function outputsOf({ query, preStatements, postStatements, definitions }: Model): string[] {
  const statements = [...(query === undefined ? [] : [query]), ...preStatements, ...postStatements, ...definitions];
  return statements.flatMap(({ sql }) =>
    sql.includes('@') ? [...sql.matchAll(outputCall)].map(([, quoted, plain]) => quoted ?? plain!) : [],
  );
}

interface Asking {
  readonly linking: Linking;
  readonly options: LinkingOptions;
}

const systemSchemas = new Set(['information_schema', 'pg_catalog']);

function ask({ linking, options }: Asking, text: ExpandedText, role: 'query' | 'statement' | 'audit'): void {
  const { model, reads, writes } = linking;
  scanOrAsk(
    {
      text: text.text,
      dialect: model.dialect,
      normalization: model.normalization,
      reads: (table) => {
        // What the database says of itself is no table that an audit waits for.
        if (role === 'audit' && systemSchemas.has(table.schema?.toLowerCase() ?? '')) return;
        const name = canonicalName(table, options.defaultCatalog);
        // Every audit reads its own model; only a query that does so reads its earlier rows.
        if (role !== 'audit' || name !== model.name) reads.add(name);
      },
      writes: (table) => writes.add(canonicalName(table, options.defaultCatalog)),
      // A text whose macros are still in it says nothing of its own.
      ...(role === 'query' && linking.expanded.diagnostics.length === 0
        ? {
            problem: (problem) => {
              const at = placeInFile(text, problem.start ?? 0);
              options.report(diagnostic('SQL_SYNTAX', { detail: problem.message }, { at, hint: problem.hint }));
            },
          }
        : {}),
    },
    options.open,
  );
}

/** A text of a function, whose macros may only be expanded when it runs. */
function askText(asking: Asking, text: string): void {
  const { model } = asking.linking;
  const statement = { sql: text, at: model.at };
  const expander = modelExpander(model, asking.options.expandContext);
  const expansion = expander.expand(text, { at: model.at });
  if (expansion.diagnostics.length > 0) return;
  ask(asking, { text: expansion.text, statement, map: expansion.map }, 'statement');
}

/** Models that built-in audits compare this one with. */
function auditedAgainst({ audits }: Model): string[] {
  return audits.flatMap((call) => {
    const builtin = builtinAudit(call.name);
    return builtin === undefined ? [] : relationsOf(builtin.audit, call);
  });
}

interface AuditTexts {
  readonly queries: readonly ExpandedText[];
  /** Arguments of built-in ones. */
  readonly given: readonly PlacedCalls[];
}

/** Queries of audits that the project defines, with the arguments of each use. */
function auditTexts(
  model: Model,
  definitions: readonly AuditDefinition[],
  { context, report }: { readonly context: ExpandContext; readonly report: LinkOptions['report'] },
): AuditTexts {
  const queries: ExpandedText[] = [];
  const callArguments: PlacedCalls[] = [];
  const using = { expander: () => modelExpander(model, context), report };
  for (const signal of model.signals) withExpandedArguments(signal, using);
  for (const given of model.audits) {
    const call = withExpandedArguments(given, using);
    const definition = definitions.find((audit) => audit.name === call.name);
    if (definition === undefined) {
      callArguments.push(...Object.values(call.arguments).map((text) => ({ text, place: () => call.at })));
      continue;
    }
    const predefined = { ...context.predefined, ...definition.defaults, ...call.arguments };
    const scene = { model: { ...model, dialect: definition.dialect }, context: { ...context, predefined } };
    const expansion = expandAudit(modelExpander(scene.model, scene.context), definition, scene);
    if (!definition.skip) reportMissing(expansion.diagnostics, { call, at: call.at ?? definition.at, report });
    if (expansion.diagnostics.length > 0) continue;
    queries.push({ text: expansion.text, statement: definition.query, map: expansion.map });
  }
  return { queries, given: callArguments };
}

function linked({ model, expanded, reads, writes, ...found }: Linking, known: KnownColumns): Model {
  // What somebody declared is a table of the project, whoever fills it.
  for (const name of writes) if (!known.byName.has(name)) reads.delete(name);
  const selfReference = reads.delete(model.name);
  for (const name of model.dependsOn) if (name !== model.name) reads.add(name);
  return {
    ...model,
    ...found,
    parents: reads.size === 0 ? noNames : [...reads].sort(),
    selfReference: selfReference || model.dependsOn.includes(model.name),
    rendered: {
      ...(expanded.query === undefined ? {} : { query: expanded.query.text }),
      preStatements: expanded.preStatements.map(textOf),
      postStatements: expanded.postStatements.map(textOf),
      onVirtualUpdate: expanded.onVirtualUpdate.map(textOf),
    },
  };
}

const noNames: readonly string[] = [];

function textOf({ text }: Pick<ExpandedText, 'text'>): string {
  return text;
}
