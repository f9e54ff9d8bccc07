// The in-memory DuckDB that answers questions about SQL. It cannot reach files, networks or extensions.
import { offsetConverter } from '../../../sql/offsets.ts';
import { quoteIdentifier } from '../../../sql/tableName.ts';
import { problemFromText, type DuckDBProblem } from '../errors.ts';
import { driver, type DuckDBConnection, type DuckDBInstance } from '../driver.ts';

/** Two connections keep two cores busy; more would only wait for JavaScript. */
const CONNECTIONS = 2;

/** Bounds of one bulk question: trees are about 20 times their text. */
const CHUNK_TEXTS = 128;
const CHUNK_CHARACTERS = 200_000;

const settings: Readonly<Record<string, string>> = {
  errors_as_json: 'true',
  autoinstall_known_extensions: 'false',
  autoload_known_extensions: 'false',
  // A question is a part of the texts, which one thread answers; a second one would only be waited for.
  threads: '1',
  memory_limit: '512MB',
};

type Answer = readonly unknown[];

export interface Analysis {
  readonly version: string;
  /** One answer row per text, in their order. `sql` is a SELECT that reads them from a table `texts(t)`. */
  ask(sql: string, texts: readonly string[]): Promise<Answer[]>;
  execute(sql: string): Promise<void>;
  /** All of them or none. */
  transaction(statements: readonly string[]): Promise<void>;
  /** The catalog of names that give none. */
  useCatalog(name: string): Promise<void>;
  rows(sql: string): Promise<unknown[][]>;
  close(): void;
}

/** `extensions` are loaded where they are installed; what needs a missing one is answered as unknown. */
export async function openAnalysis(extensions: readonly string[]): Promise<Analysis> {
  const instance = await driver().DuckDBInstance.create(':memory:', settings);
  const connections: DuckDBConnection[] = [];
  for (let i = 0; i < CONNECTIONS; i++) connections.push(await instance.connect());
  const [first] = connections;
  for (const name of extensions) await first!.run(`LOAD ${quoteIdentifier(name)}`).catch(() => undefined);
  await first!.run('SET enable_external_access = false');
  return new AnalysisInstance(instance, connections);
}

class AnalysisInstance implements Analysis {
  readonly version: string;
  readonly #instance: DuckDBInstance;
  readonly #connections: readonly DuckDBConnection[];
  /** A connection answers one question at a time. */
  readonly #idle: DuckDBConnection[];
  readonly #waiting: ((connection: DuckDBConnection) => void)[] = [];

  constructor(instance: DuckDBInstance, connections: readonly DuckDBConnection[]) {
    this.version = `duckdb ${driver().version()}`;
    this.#instance = instance;
    this.#connections = connections;
    this.#idle = [...connections];
  }

  async ask(sql: string, texts: readonly string[]): Promise<Answer[]> {
    const chunks = chunksOf(texts, (text) => text);
    return (await inTurns(chunks, (chunk) => this.#askChunk(sql, chunk))).flat();
  }

  /** A text that DuckDB cannot even take apart (out of memory) gets an answer like one it refuses. */
  async #askChunk(sql: string, texts: readonly string[]): Promise<Answer[]> {
    const nul = texts.findIndex((text) => text.includes('\0'));
    try {
      if (nul < 0) return await this.#askAll(sql, texts);
    } catch (error) {
      if (texts.length === 1) return [[refusal(problemFromText((error as Error).message))]];
    }
    if (texts.length === 1) return [[nulRefusal(texts[0]!)]];
    const answers: Answer[] = [];
    for (const text of texts) answers.push(...(await this.#askChunk(sql, [text])));
    return answers;
  }

  #askAll(sql: string, texts: readonly string[]): Promise<Answer[]> {
    const { LIST, VARCHAR, listValue } = driver();
    return this.#lease(async (connection) => {
      const list = [listValue([...texts])];
      const bulk = `WITH texts AS MATERIALIZED (SELECT unnest($1) AS t) ${sql}`;
      return (await connection.runAndReadAll(bulk, list, [LIST(VARCHAR)])).getRows();
    });
  }

  async execute(sql: string): Promise<void> {
    await this.#lease((connection) => connection.run(sql));
  }

  async transaction(statements: readonly string[]): Promise<void> {
    await this.#lease(async (connection) => {
      try {
        await connection.run(['BEGIN', ...statements, 'COMMIT'].join(';\n'));
      } catch (error) {
        await connection.run('ROLLBACK');
        throw error;
      }
    });
  }

  async useCatalog(name: string): Promise<void> {
    for (const connection of this.#connections) await connection.run(`USE ${quoteIdentifier(name)}.main`);
  }

  rows(sql: string): Promise<unknown[][]> {
    return this.#lease(async (connection) => (await connection.runAndReadAll(sql)).getRows());
  }

  close(): void {
    for (const connection of this.#connections) connection.closeSync();
    this.#instance.closeSync();
  }

  async #lease<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T> {
    const connection =
      this.#idle.pop() ?? (await new Promise<DuckDBConnection>((resolve) => this.#waiting.push(resolve)));
    try {
      return await work(connection);
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#idle.push(connection);
      else next(connection);
    }
  }
}

/** The same JSON as json_serialize_sql gives for an error. */
function refusal(problem: DuckDBProblem): string {
  return JSON.stringify({ error: true, error_type: problem.exception.toLowerCase(), error_message: problem.message });
}

/** DuckDB would take it for the end of the text. */
function nulRefusal(text: string): string {
  return JSON.stringify({
    error: true,
    error_type: 'parser',
    error_subtype: 'SYNTAX_ERROR',
    error_message: 'there is a NUL character in the text',
    position: String(offsetConverter(text).codePointsFromUtf16(text.indexOf('\0'))),
  });
}

export function chunksOf<T>(items: readonly T[], textOf: (item: T) => string): T[][] {
  const chunks: T[][] = [];
  let chunk: T[] = [];
  let characters = 0;
  for (const item of items) {
    const { length } = textOf(item);
    if (chunk.length > 0 && (chunk.length === CHUNK_TEXTS || characters + length > CHUNK_CHARACTERS)) {
      chunks.push(chunk);
      chunk = [];
      characters = 0;
    }
    chunk.push(item);
    characters += length;
  }
  if (chunk.length > 0) chunks.push(chunk);
  return chunks;
}

/** As many at once as there are connections; results in the order of the parts. */
export async function inTurns<T, R>(parts: readonly T[], work: (part: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let i = next++; i < parts.length; i = next++) results[i] = await work(parts[i]!);
  };
  await Promise.all(Array.from({ length: Math.min(CONNECTIONS, parts.length) }, worker));
  return results;
}
