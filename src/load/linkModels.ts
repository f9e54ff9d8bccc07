// Gives every model its parents: macros are expanded, tables read by query, statements and audits are looked up.
import { diagnostic, type Diagnostic } from '../error/diagnostic.ts';
import { builtinAudit, builtinAuditNames } from '../model/audits/index.ts';
import {
  expandModel,
  modelExpander,
  placeInFile,
  type ExpandContext,
  type ExpandedModel,
  type ExpandedText,
} from '../model/expandModel.ts';
import type { AuditDefinition, Model, Statement } from '../model/model.ts';
import type { SqlFrontend, TableReference } from '../sql/frontend.ts';
import { canonicalName, type TableName } from '../sql/tableName.ts';
import { askFrontend, type OpenQuestions } from './references.ts';
import { tableQuery } from './statementTables.ts';

export interface LinkOptions {
  readonly defaultCatalog: string;
  readonly expandContext: (model: Model) => ExpandContext;
  /** Audits of the project by name. */
  readonly audits: ReadonlyMap<string, AuditDefinition>;
  readonly frontend: (() => Promise<SqlFrontend>) | undefined;
  readonly report: (problem: Diagnostic) => void;
}

/** A model on its way to being linked. */
interface Linking {
  readonly model: Model;
  readonly expanded: ExpandedModel;
  readonly auditDefinitions: readonly AuditDefinition[];
  /** Canonical names, the model's own included. */
  readonly reads: Set<string>;
}

export async function linkModels(models: readonly Model[], options: LinkOptions): Promise<Model[]> {
  const open: OpenQuestions = [];
  const linkings = models.map((model) => link(model, open, options));
  await askFrontend(open, options.frontend);
  return linkings.map((linking) => linked(linking));
}

function link(model: Model, open: OpenQuestions, options: LinkOptions): Linking {
  const context = options.expandContext(model);
  const expanded = expandModel(model, context);
  for (const problem of expanded.diagnostics) options.report(problem);
  const auditDefinitions = auditsOf(model, options);
  const reads = new Set<string>();
  const linking: Linking = { model, expanded, auditDefinitions, reads };
  if (expanded.query !== undefined) ask(linking, expanded.query, open, options);
  for (const statement of [...expanded.preStatements, ...expanded.postStatements]) {
    const query = tableQuery(statement, model.dialect);
    if (query !== undefined) ask(linking, query, open, options);
  }
  for (const text of auditTexts(model, auditDefinitions, context)) ask(linking, text, open, options);
  return linking;
}

function ask(linking: Linking, expanded: ExpandedText, open: OpenQuestions, options: LinkOptions): void {
  const { model } = linking;
  open.push({
    text: expanded.text,
    dialect: model.dialect,
    answer: (tables) => {
      for (const table of tables) if (!table.file) linking.reads.add(nameOf(table, options));
    },
    problem: (problem) => {
      const at = placeInFile(expanded, problem.start ?? 0);
      options.report(diagnostic('SQL_SYNTAX', { detail: problem.message }, { at }));
    },
  });
}

function nameOf({ name }: TableReference, { defaultCatalog }: LinkOptions): string {
  return canonicalName(name satisfies TableName, defaultCatalog);
}

/** Definitions of the audits a model names, its own before the project's; unknown ones are reported. */
function auditsOf(model: Model, options: LinkOptions): readonly AuditDefinition[] {
  if (model.audits.length === 0) return noAudits;
  const found: AuditDefinition[] = [];
  const own = new Map(model.auditDefinitions.map((audit) => [audit.name, audit]));
  for (const call of model.audits) {
    const definition = own.get(call.name) ?? options.audits.get(call.name);
    if (definition !== undefined) {
      if (!found.includes(definition)) found.push(definition);
    } else if (builtinAudit(call.name) === undefined) {
      const known = [...own.keys(), ...options.audits.keys(), ...builtinAuditNames()];
      const at = call.at ?? model.positions['audits'] ?? model.at;
      options.report(diagnostic('MODEL_AUDIT_UNKNOWN', { name: call.name, known }, { at }));
    }
  }
  return found;
}

const noAudits: readonly AuditDefinition[] = [];

/** Queries of a model's own audits, with the arguments of each use. */
function auditTexts(model: Model, definitions: readonly AuditDefinition[], context: ExpandContext): ExpandedText[] {
  const found: ExpandedText[] = [];
  for (const call of definitions.length === 0 ? [] : model.audits) {
    const definition = definitions.find((audit) => audit.name === call.name);
    if (definition === undefined) continue;
    const predefined = { ...context.predefined, ...definition.defaults, ...call.arguments };
    const expander = modelExpander({ ...model, dialect: definition.dialect }, { ...context, predefined });
    const expansion = expander.expand(definition.query.sql, { at: definition.query.at });
    if (expansion.diagnostics.length > 0) continue;
    found.push({ text: expansion.text, statement: definition.query satisfies Statement, map: expansion.map });
  }
  return found;
}

function linked({ model, expanded, auditDefinitions, reads }: Linking): Model {
  const selfReference = reads.delete(model.name);
  for (const name of model.dependsOn) if (name !== model.name) reads.add(name);
  const parents = reads.size === 0 ? [] : [...reads].sort();
  return {
    ...model,
    parents,
    selfReference: selfReference || model.dependsOn.includes(model.name),
    auditDefinitions,
    rendered: {
      ...(expanded.query === undefined ? {} : { query: expanded.query.text }),
      preStatements: expanded.preStatements.map(textOf),
      postStatements: expanded.postStatements.map(textOf),
      onVirtualUpdate: expanded.onVirtualUpdate.map(textOf),
    },
  };
}

function textOf({ text }: ExpandedText): string {
  return text;
}
