// The statements of before_all and after_all as they run: macros, or Jinja between JINJA_STATEMENT_BEGIN and JINJA_END.
import { hasErrors, type Diagnostic } from '../error/diagnostic.ts';
import { MeshError } from '../error/meshError.ts';
import type { MacroDefinition } from '../macro/definition.ts';
import { createExpander } from '../macro/expand.ts';
import type { Columns } from '../model/columns.ts';
import { environmentText, type EnvironmentNames } from '../model/environmentNames.ts';
import { renderJinja } from '../model/jinjaText.ts';
import type { Values } from '../model/model.ts';
import { lex } from '../sql/lexer.ts';
import { splitStatements } from '../sql/splitStatements.ts';
import { quotedName, type TableName } from '../sql/tableName.ts';

/** What these statements may ask for. */
export interface EnvironmentFacts {
  readonly name: string;
  readonly schemas: readonly string[];
  readonly views: readonly TableName[];
  readonly variables: Values;
  /** Asked for only where a statement may call one. */
  readonly macros: () => Promise<ReadonlyMap<string, MacroDefinition>>;
  /** Those that a template calls, as one template. */
  readonly jinjaMacrosFor: (template: string) => Promise<string>;
}

interface EnvironmentOptions {
  readonly defaultCatalog: string;
  readonly engineDialect: string;
  readonly gateway: string;
  readonly executionTime: number;
  readonly columnsOf: (name: string) => Columns | undefined;
  readonly environment: EnvironmentFacts;
}

interface EnvironmentRequest {
  readonly statements: readonly string[];
  readonly stage: 'before_all' | 'after_all';
  readonly resolveTable: (name: string) => string;
}

/** The same object for the same environment. */
const known = new WeakMap<EnvironmentFacts, EnvironmentNames>();

export function namesOf(environment: EnvironmentFacts): EnvironmentNames {
  const { name, schemas, views } = environment;
  const names = known.get(environment) ?? { name, schemas, views: views.map((view) => quotedName(view)) };
  known.set(environment, names);
  return names;
}

export async function renderEnvironment(
  options: EnvironmentOptions,
  { statements, stage, resolveTable }: EnvironmentRequest,
): Promise<readonly string[]> {
  const { environment, engineDialect: dialect, gateway, defaultCatalog, executionTime, columnsOf } = options;
  const { variables } = environment;
  const names = namesOf(environment);
  const context = { stage, variables, gateway, defaultCatalog, time: { executionTime }, environment: names };
  const expander = createExpander({
    ...context,
    dialect,
    hasIntervals: false,
    macros: statements.some((s) => s.includes('@')) ? await environment.macros() : undefined,
    columnsOf,
    resolveTable,
    predefined: { ...environmentText(names), default_catalog: `'${defaultCatalog}'` },
  });
  const done: string[] = [];
  for (const statement of statements) {
    const refuse = (diagnostics: readonly Diagnostic[]): void => refuseStatement(statement, stage, diagnostics);
    for (const text of partsOf(statement, dialect)) {
      if (typeof text !== 'string') {
        const at = { file: stage, line: 1, column: 1 };
        const jinja = { type: 'statement', macros: await macrosFor(text.jinja, environment) } as const;
        const made = renderJinja({ sql: text.jinja, at }, jinja, { model: { dialect }, context });
        refuse(made.diagnostics);
        done.push(...made.statements.map((s) => s.text));
        continue;
      }
      for (const expansion of expander.expandStatement(text)) {
        refuse(expansion.diagnostics);
        if (expansion.text.trim() !== '') done.push(expansion.text);
      }
    }
  }
  return done;
}

async function macrosFor(template: string, { jinjaMacrosFor }: EnvironmentFacts): Promise<string> {
  return template.includes('(') ? jinjaMacrosFor(template) : '';
}

/** A text without Jinja blocks stays as it is. */
function partsOf(statement: string, dialect: string): readonly (string | { readonly jinja: string })[] {
  if (!/jinja_(?:statement|query)_begin/i.test(statement)) return [statement];
  return splitStatements(lex(statement, dialect)).items.map((item) =>
    item.type === 'jinja'
      ? { jinja: statement.slice(item.bodyStart, item.bodyEnd) }
      : statement.slice(item.startOffset, item.endOffset),
  );
}

function refuseStatement(sql: string, model: string, diagnostics: readonly Diagnostic[]): void {
  if (!hasErrors(diagnostics)) return;
  const first = diagnostics[0]!;
  throw new MeshError('RUN_STATEMENT', { model, detail: first.message }, { hint: first.hint, sql });
}
