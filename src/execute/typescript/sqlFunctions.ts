// SQL that calls functions of TypeScript: scalar ones are registered in the engine under a name of their version,
// table functions run once for the statement and leave their rows in scratch, in the place of the call.
import type { Bridge } from '../../engine/bridge.ts';
import type { Execution, Session } from '../../engine/engine.ts';
import { MeshError } from '../../error/meshError.ts';
import { didYouMean } from '../../error/nearest.ts';
import type { CodeUse } from '../../model/model.ts';
import type { FunctionModelDefinition } from '../../model/typescript/definition.ts';
import type { TableFunctionDefinition } from '../../model/typescript/functions.ts';
import { argumentsOf, calledNames, type Argument } from '../../sql/calls.ts';
import { applyEdits, type Edit } from '../../sql/edit.ts';
import { lex } from '../../sql/lexer.ts';
import { isWord, nextSolid, T, tokenText, type Tokens } from '../../sql/tokens.ts';
import { quoteIdentifier } from '../../sql/tableName.ts';
import { reader } from '../../batch/value/read.ts';
import type { ExecuteContext } from '../context.ts';
import { engineName, isFunction } from '../functionNames.ts';
import { ModelRun } from './modelRun.ts';
import { fillScratch, shapesOf } from './register.ts';
import { calledAt } from './promises.ts';
import { registerScalarFunction, thrownBy } from './scalarFunctions.ts';
import { inScope, type Scope, type ScopeOptions } from './scope.ts';
import { isRefused } from './yieldPlace.ts';

export interface FunctionQuery extends ScopeOptions {
  /** The transaction of the batch. */
  readonly session: Session;
  readonly query: string;
  readonly write: (query: string) => Promise<Execution>;
}

const registered = new WeakMap<Bridge, Map<string, Promise<void>>>();

/** Before the transaction of the batch: one that has begun does not see a function that is new. */
export async function prepareFunctions(
  { engine, code }: Pick<ExecuteContext, 'engine' | 'code'>,
  uses: readonly CodeUse[],
): Promise<void> {
  const { bridge } = engine;
  if (bridge === undefined || code === undefined) return;
  await bridge.prepare();
  const known = registered.get(bridge) ?? new Map<string, Promise<void>>();
  registered.set(bridge, known);
  for (const use of uses.filter(isFunction)) {
    const definition = await code.functionOf(use);
    if (definition.type === 'tableFunction') continue;
    const name = engineName(use);
    const done = known.get(name) ?? registerScalarFunction(bridge, definition, name);
    known.set(name, done);
    await done;
  }
}

const noOptions: FunctionModelDefinition = { type: 'model', options: {}, run: () => undefined, stack: '' };

export function writeWithFunctions(work: FunctionQuery): Promise<Execution> {
  return inScope(work, noOptions, async (scope) => {
    const query = await new Calls(scope, work).replaced();
    const write = (): Promise<Execution> => scope.interruptible(work.session, () => work.write(query));
    return scope.stages.track('write', write).catch((error: unknown) => {
      throw calledAt(error, error instanceof Error ? thrownBy(error.message) : undefined);
    });
  });
}

class Calls {
  readonly #scope: Scope;
  readonly #work: FunctionQuery;
  /** Function and arguments → what stands for the call. */
  readonly #staged = new Map<string, Promise<string>>();

  constructor(scope: Scope, work: FunctionQuery) {
    this.#scope = scope;
    this.#work = work;
  }

  async replaced(): Promise<string> {
    const { query, snapshot, code } = this.#work;
    const uses = new Map(
      snapshot.model.code.filter(({ type }) => type === 'tableFunction').map((use) => [use.name, use]),
    );
    const tokens = lex(query);
    const edits: Edit[] = [];
    for (const call of calledNames(tokens)) {
      const use = uses.get(call.name);
      if (use === undefined) continue;
      const definition = await code.functionOf(use);
      if (definition.type !== 'tableFunction') continue;
      const given = argumentsOf(query, tokens, call);
      const alias = hasAlias(tokens, call.close) ? '' : ` AS ${quoteIdentifier(call.name)}`;
      edits.push({ start: call.start, end: call.end, text: (await this.#rowsOf(definition, given)) + alias });
    }
    return applyEdits(query, edits).text;
  }

  /** Two calls with the same arguments are one run. */
  #rowsOf(definition: TableFunctionDefinition, given: readonly Argument[]): Promise<string> {
    const key = JSON.stringify([definition.options.name, given]);
    const known = this.#staged.get(key) ?? this.#stage(definition, given);
    this.#staged.set(key, known);
    return known;
  }

  async #stage(definition: TableFunctionDefinition, given: readonly Argument[]): Promise<string> {
    const { name, columns } = definition.options;
    const scope = this.#scope;
    const args = await this.#values(definition, given);
    const run = new ModelRun(scope, noOptions, this.#work.session);
    const { context } = await run.context(undefined, {});
    const shapes = await shapesOf(scope, columns);
    const table = await scope.scratchTable();
    const source = scope.stages.track('model', async () => definition.run.call(definition.owner, context, args));
    try {
      await fillScratch(scope, run.reading, { table, source: await source, label: name, shapes });
    } catch (error) {
      throw isRefused(error) ? calledAt(error, await this.#work.code.returnedAt(definition.run)) : error;
    }
    return scope.handOver(`FROM ${table}`);
  }

  /** Constants of the SQL as values of the parameters' types. */
  async #values(
    { options: { name, parameters = {} } }: TableFunctionDefinition,
    given: readonly Argument[],
  ): Promise<Record<string, unknown>> {
    const names = Object.keys(parameters);
    const texts = new Map<string, string>();
    for (const [i, argument] of given.entries()) {
      const parameter =
        argument.name === undefined ? names[i] : names.find((each) => each.toLowerCase() === argument.name);
      if (parameter === undefined) {
        const detail =
          argument.name === undefined ? `it takes ${names.length} arguments` : `it has no parameter ${argument.name}`;
        const hint = didYouMean(argument.name ?? '', names) ?? `its parameters: ${names.join(', ')}`;
        throw new MeshError('RUN_TABLE_FUNCTION', { name, detail }, { hint });
      }
      texts.set(parameter, argument.text);
    }
    if (names.length === 0) return {};
    const list = names.map(
      (each) => `CAST(${texts.get(each) ?? 'NULL'} AS ${parameters[each]!}) AS ${quoteIdentifier(each)}`,
    );
    const stream = await this.#scope.bridge.read(`SELECT ${list.join(', ')}`).catch((cause: unknown) => {
      throw new MeshError(
        'RUN_TABLE_FUNCTION',
        { name, detail: `its arguments are no constants: ${(cause as Error).message}` },
        { cause },
      );
    });
    const values: Record<string, unknown> = {};
    for await (const { vectors } of stream.batches)
      for (const [i, each] of names.entries()) values[each] = reader(vectors[i]!, { column: each })(0);
    return values;
  }
}

/** Words that may follow a table and are no alias. */
const afterTable = new Set(
  (
    'ON USING WHERE GROUP ORDER HAVING LIMIT OFFSET JOIN LEFT RIGHT FULL INNER OUTER CROSS NATURAL ASOF POSITIONAL SEMI ANTI UNION EXCEPT ' +
    'INTERSECT WINDOW QUALIFY TABLESAMPLE PIVOT UNPIVOT SELECT'
  ).split(' '),
);

function hasAlias(tokens: Tokens, close: number): boolean {
  const next = nextSolid(tokens, close + 1);
  if (next >= tokens.count) return false;
  if (tokens.types[next] === T.quoted || isWord(tokens, next, 'AS')) return true;
  return tokens.types[next] === T.word && !afterTable.has(tokenText(tokens, next).toUpperCase());
}
