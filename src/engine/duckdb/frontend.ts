// SqlFrontend on DuckDB's own parser and binder.
import type {
  BindAnswer,
  BindRequest,
  ColumnsOfTable,
  Comparison,
  Described,
  OutlineColumn,
  FunctionShape,
  GivenTable,
  OutputColumn,
  Parsed,
  Referenced,
  SqlFrontend,
  Traced,
} from '../../sql/frontend.ts';
import { canonicalName, type TableName } from '../../sql/tableName.ts';
import { chunksOf, inTurns, openAnalysis, type Analysis } from './frontend/analysis.ts';
import { bindAnswer, COLUMNS_SQL, PLAN_SQL, planText } from './frontend/bind.ts';
import { compareTrees } from './frontend/compare.ts';
import { DefinedTables } from './frontend/definedTables.ts';
import { outline } from './frontend/outline.ts';
import { functionMacro } from './frontend/functionMacro.ts';
import { placedBack, withoutHomeCatalog } from './frontend/homeNames.ts';
import { problemFromAnswer } from './frontend/problems.ts';
import { queryOf, trees, type Tree } from './frontend/tree.ts';
import { treeReferences } from './frontend/treeReferences.ts';

const TREE = 'json_serialize_sql(t, skip_default := true, skip_null := true, skip_empty := true)';

/** Empty lists stay, because GROUP BY () is not nothing. */
const FULL_TREE = 'json_serialize_sql(t, skip_default := true, skip_null := true)';

const NO_TREE = 'the columns of this PIVOT depend on the data; list them with IN (…)';

export interface FrontendOptions {
  /** The engine's default catalog, so that three-part names mean the same here. */
  readonly defaultCatalog?: string | undefined;
  /** Names of extensions whose functions and types queries use. */
  readonly extensions?: readonly string[] | undefined;
}

export async function openDuckDBFrontend(options: FrontendOptions = {}): Promise<SqlFrontend> {
  const analysis = await openAnalysis(options.extensions ?? []);
  const catalog = options.defaultCatalog ?? 'memory';
  const tables = new DefinedTables(analysis, catalog);
  await tables.prepare();
  return new DuckDBFrontend(analysis, tables);
}

class DuckDBFrontend implements SqlFrontend {
  readonly dialect = 'duckdb';
  readonly version: string;
  readonly #analysis: Analysis;
  readonly #tables: DefinedTables;
  readonly #macros = new Set<string>();
  #functions: Promise<ReadonlyMap<string, string>> | undefined;

  constructor(analysis: Analysis, tables: DefinedTables) {
    this.version = analysis.version;
    this.#analysis = analysis;
    this.#tables = tables;
  }

  async parse(texts: readonly string[]): Promise<Parsed[]> {
    const rows = await this.#analysis.ask(
      `SELECT CASE WHEN starts_with(j, '{"error":true') THEN j END,
         CASE WHEN starts_with(j, '{"error":false') THEN json_array_length(j, '$.statements') END
       FROM (SELECT ${TREE} AS j FROM texts)`,
      texts,
    );
    return Promise.all(
      rows.map(async ([error, count], i): Promise<Parsed> => {
        if (typeof error !== 'string') return statementCount(Number(count ?? 0)) ?? { type: 'query' };
        return this.#failed(JSON.parse(error) as Tree, texts[i]!);
      }),
    );
  }

  async references(texts: readonly string[]): Promise<Referenced[]> {
    const answers = await this.#trees(TREE, texts);
    return answers.map((answer, i): Referenced => {
      if (!('query' in answer)) return answer;
      return { type: 'references', ...treeReferences(answer.query, texts[i]!) };
    });
  }

  async define(table: TableName, columns: readonly OutputColumn[]): Promise<void> {
    await this.#tables.define([{ table, columns }]);
  }

  async defineUnknown(table: TableName, reason: string): Promise<void> {
    await this.#tables.defineUnknown(table, reason);
  }

  async defineAll(tables: readonly GivenTable[]): Promise<void> {
    await this.#tables.defineAll(tables);
  }

  async defineFunctions(functions: readonly FunctionShape[]): Promise<void> {
    for (const shape of functions) {
      const sql = functionMacro(shape);
      if (this.#macros.has(sql)) continue;
      this.#macros.add(sql);
      // A type that the engine does not know is told when the function is used.
      await this.#analysis.execute(sql).catch(() => undefined);
    }
  }

  async describe(text: string): Promise<Described> {
    return (await this.#bound([{ text, lineage: false }]))[0]!.described;
  }

  async lineage(text: string): Promise<Traced> {
    return (await this.#bound([{ text, lineage: true }]))[0]!.traced!;
  }

  async bind(requests: readonly BindRequest[]): Promise<BindAnswer[]> {
    await this.#tables.useSchemas(requests.map(({ table }) => table));
    const chunks = chunksOf(requests, ({ text }) => text);
    // While one part is bound, another's answers are read and its tables made.
    const answers = await inTurns(chunks, (chunk) => this.#boundAndDefined(chunk));
    return answers.flat();
  }

  async #boundAndDefined(requests: readonly BindRequest[]): Promise<BindAnswer[]> {
    const answers = await this.#bound(requests);
    const found = requests.map(({ table, columns }, i): GivenTable => {
      const { described } = answers[i]!;
      if (columns !== undefined) return { table, columns };
      if (described.type === 'columns') return { table, columns: described.columns };
      return { table, unknown: described.type === 'unknown' ? described.reason : described.problem.message };
    });
    await this.#tables.defineAll(found);
    return requests.map(({ table }, i) => ({ table, ...answers[i]! }));
  }

  async outline(text: string, columnsOf: ColumnsOfTable): Promise<readonly OutlineColumn[] | undefined> {
    const [answer] = await this.#trees(TREE, [text]);
    return 'query' in answer! ? outline(answer.query, columnsOf) : undefined;
  }

  async compare(oldText: string, newText: string): Promise<Comparison> {
    const [before, after] = await this.#trees(FULL_TREE, [oldText, newText]);
    if (!('query' in before!)) return { type: 'different', reason: 'the old query cannot be taken apart' };
    if (!('query' in after!)) return { type: 'different', reason: 'the new query cannot be taken apart' };
    this.#functions ??= this.#functionTypes();
    return compareTrees(before.query, after.query, await this.#functions);
  }

  close(): Promise<void> {
    this.#analysis.close();
    return Promise.resolve();
  }

  async #bound(requests: readonly Pick<BindRequest, 'text' | 'lineage'>[]): Promise<Omit<BindAnswer, 'table'>[]> {
    const edited = requests.map(({ text }) => withoutHomeCatalog(text, this.#tables.catalog));
    const isTraced = requests.some(({ lineage }) => lineage);
    const rows = await this.#analysis.ask(
      isTraced ? PLAN_SQL : COLUMNS_SQL,
      edited.map(({ text }) => planText(text)),
    );
    const answers: Omit<BindAnswer, 'table'>[] = [];
    for (const [i, { text, lineage }] of requests.entries()) {
      const plan = JSON.parse(String(rows[i]![0])) as Tree;
      const answer = bindAnswer(plan, {
        text: edited[i]!.text,
        lineage: lineage ?? false,
        nameOf: (table) => this.#tables.nameOf(table),
      });
      const { described } = answer;
      const placed =
        described.type === 'problem'
          ? { ...answer, described: { ...described, problem: placedBack(described.problem, edited[i]!) } }
          : answer;
      answers.push(await this.#explained(placed, text));
    }
    return answers;
  }

  /** A query that fails because it reads a table of unknown columns is not wrong. */
  async #explained(answer: Omit<BindAnswer, 'table'>, text: string): Promise<Omit<BindAnswer, 'table'>> {
    if (answer.described.type !== 'problem' || !this.#tables.hasUnknown) return answer;
    const [found] = await this.references([text]);
    if (found?.type !== 'references') return answer;
    for (const { name } of found.tables) {
      const reason = this.#tables.unknownReason(name);
      if (reason !== undefined) {
        const unknown = {
          type: 'unknown',
          reason: `the columns of ${canonicalName(name)} are not known: ${reason}`,
        } as const;
        return { described: unknown, ...(answer.traced === undefined ? {} : { traced: unknown }) };
      }
    }
    return answer;
  }

  async #trees(
    sql: string,
    texts: readonly string[],
  ): Promise<({ query: Tree } | Exclude<Parsed, { type: 'query' }>)[]> {
    const rows = await this.#analysis.ask(`SELECT ${sql} FROM texts`, texts);
    return Promise.all(
      rows.map(async ([json], i) => {
        const parsed = JSON.parse(String(json)) as Tree;
        if (parsed['error'] === true) return this.#failed(parsed, texts[i]!);
        const wrong = statementCount(trees(parsed['statements']).length);
        return wrong ?? { query: queryOf(parsed)! };
      }),
    );
  }

  /** "Only SELECT statements can be serialized" also means a PIVOT that DuckDB would split into two statements. */
  async #failed(answer: Tree, text: string): Promise<Exclude<Parsed, { type: 'query' }>> {
    if (answer['error_type'] !== 'not implemented')
      return { type: 'problem', problem: problemFromAnswer(answer, { text }) };
    const [[inner]] = (await this.#analysis.ask(`SELECT ${TREE} FROM texts`, [planText(text)])) as [[string]];
    const again = JSON.parse(inner) as Tree;
    if (again['error_type'] === 'not implemented') return { type: 'noTree', reason: NO_TREE };
    return {
      type: 'problem',
      problem: { category: 'unsupported', message: 'this statement is not a query: a model needs one SELECT' },
    };
  }

  async #functionTypes(): Promise<ReadonlyMap<string, string>> {
    const rows = await this.#analysis.rows('SELECT DISTINCT function_name, function_type FROM duckdb_functions()');
    const types = new Map<string, string>();
    // Some names are scalar and aggregate at once: the aggregate is the one to be careful with.
    for (const [name, type] of rows as [string, string][]) if (types.get(name) !== 'aggregate') types.set(name, type);
    return types;
  }
}

function statementCount(count: number): Exclude<Parsed, { type: 'query' }> | undefined {
  if (count === 1) return undefined;
  const message = count === 0 ? 'there is no query' : `there are ${count} queries where one is expected`;
  return { type: 'problem', problem: { category: 'syntax', message } };
}
