// A Jinja block of a model → the SQL it makes. Macros of the form @name in it are expanded afterwards, as in SQLMesh.
import { diagnostic, type Diagnostic } from '../error/diagnostic.ts';
import { timeVariables } from '../interval/timeVariables.ts';
import { parsedMacros } from '../jinja/library.ts';
import { JinjaProblem } from '../jinja/problem.ts';
import { renderTemplate } from '../jinja/render.ts';
import { Float, fromPlain, printed, type JinjaFunction } from '../jinja/value.ts';
import { applyEdits, composeMaps, type Edited } from '../sql/edit.ts';
import { lex } from '../sql/lexer.ts';
import { splitStatements } from '../sql/splitStatements.ts';
import { quotedName } from '../sql/tableName.ts';
import { environmentValue } from './environmentNames.ts';
import type { ExpandContext } from './expandModel.ts';
import { kindFacts } from './kinds/index.ts';
import { placeInStatement } from './placeInStatement.ts';
import type { JinjaBlock, Model, Statement, Values } from './model.ts';

export interface JinjaText {
  /** The statements it makes; one for a query, unless there is a problem. */
  readonly statements: readonly Edited[];
  readonly diagnostics: readonly Diagnostic[];
  /** Variables it may read, lower case. */
  readonly variables: ReadonlySet<string>;
  /** It differs between runs. */
  readonly runtime: boolean;
  /** Names that nothing stands for. */
  readonly unknown: ReadonlySet<string>;
}

export function renderJinja(statement: Statement, jinja: JinjaBlock, of: JinjaModel): JinjaText {
  const scope = new ModelScope(of);
  const variables = mentioned(`${statement.sql}\n${jinja.macros}`, [of.context.variables, of.model.blueprint]);
  const problem = (detail: string, offset: number): JinjaText => ({
    statements: [],
    diagnostics: [diagnostic('MODEL_JINJA', { detail }, { at: placeInStatement(statement, offset) })],
    variables,
    runtime: scope.runtime,
    unknown: scope.unknown,
  });
  try {
    const macros = parsedMacros(jinja.macros);
    const rendered = renderTemplate(statement.sql, { lookup: (name) => scope.lookup(name), macros });
    const statements = statementsOf(rendered, of.model.dialect);
    if (jinja.type === 'query' && statements.length !== 1)
      return problem(`it makes ${statements.length} statements where one query is expected`, 0);
    return { statements, diagnostics: [], variables, runtime: scope.runtime, unknown: scope.unknown };
  } catch (error) {
    if (error instanceof JinjaProblem) return problem(error.message, error.offset);
    throw error;
  }
}

export interface JinjaModel {
  /** A standalone audit has a dialect alone. */
  readonly model: Pick<Model, 'dialect'> & Partial<Pick<Model, 'blueprint' | 'gateway' | 'kind' | 'table'>>;
  readonly context: JinjaContext;
}

export type JinjaContext = Pick<
  ExpandContext,
  'stage' | 'time' | 'variables' | 'gateway' | 'defaultCatalog' | 'predefined' | 'environment'
>;

function statementsOf(rendered: Edited, dialect: string): Edited[] {
  const { text, map } = rendered;
  return splitStatements(lex(text, dialect)).items.map(({ startOffset, endOffset }) => {
    const cut = applyEdits(text, [
      { start: 0, end: startOffset, text: '' },
      { start: endOffset, end: text.length, text: '' },
    ]);
    return { text: cut.text, map: composeMaps(map, cut.map) };
  });
}

function mentioned(text: string, sets: readonly (Values | undefined)[]): Set<string> {
  const words = new Set(Array.from(text.matchAll(/[\p{L}_][\p{L}\p{N}_]*/gu), ([word]) => word.toLowerCase()));
  const names = sets.flatMap((values) => Object.keys(values ?? {}).map((name) => name.toLowerCase()));
  return new Set(names.filter((name) => words.has(name)));
}

const day = 86_400_000;

class ModelScope {
  readonly #of: JinjaModel;
  #runtime = false;
  readonly unknown = new Set<string>();

  constructor(of: JinjaModel) {
    this.#of = of;
  }

  get runtime(): boolean {
    return this.#runtime;
  }

  lookup(name: string): unknown {
    const found = this.#find(name);
    if (found === undefined) this.unknown.add(name);
    return found;
  }

  #find(name: string): unknown {
    const { model, context } = this.#of;
    switch (name) {
      case 'var':
        return this.#reader((wanted) => find(model.blueprint, wanted) ?? find(context.variables, wanted));
      case 'blueprint_var':
        return this.#reader((wanted) => find(model.blueprint, wanted));
      case 'gateway':
        return find(context.variables, name) ?? model.gateway ?? context.gateway ?? null;
      case 'runtime_stage':
        this.#runtime = true;
        return context.stage;
      case 'this_model':
        this.#runtime = true;
        return context.predefined?.['this_model'] ?? (model.table && quotedName(model.table, model.dialect));
      case 'default_catalog':
        return context.defaultCatalog;
      case 'model_kind_name':
        return model.kind?.name;
      default:
        return (
          context.predefined?.[name.toLowerCase()] ??
          (context.environment && environmentValue(context.environment, name)) ??
          find(model.blueprint, name) ??
          find(context.variables, name) ??
          this.#time(name)
        );
    }
  }

  #reader(read: (name: string) => unknown): JinjaFunction {
    return ([name, otherwise], named) => read(printed(name)) ?? otherwise ?? named.get('default') ?? null;
  }

  #time(name: string): unknown {
    const { model, context } = this.#of;
    const { time } = context;
    const intervals = model.kind === undefined || kindFacts(model.kind).timeVariables;
    const range = intervals ? { start: time?.start ?? 0, end: time?.end ?? day } : {};
    const value = timeVariables({ ...range, executionTime: time?.executionTime ?? 0 }).get(name);
    if (value === undefined) return undefined;
    this.#runtime = true;
    return value.type === 'float' ? new Float(value.value as number) : value.value;
  }
}

function find(values: Values | undefined, name: string): unknown {
  const key = name.toLowerCase();
  const found = Object.entries(values ?? {}).find(([known]) => known.toLowerCase() === key);
  return found === undefined ? undefined : fromPlain(sqlOf(found[1]));
}

/** A blueprint's bare identifier is a piece of SQL: a template sees its text. */
function sqlOf(value: unknown): unknown {
  if (typeof value === 'object' && value !== null && 'sqlText' in value) return value.sqlText;
  return value;
}
