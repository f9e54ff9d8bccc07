// `scalarFunction()` and `tableFunction()`: functions of TypeScript that SQL models call.
import 'reflect-metadata';
import type { Data } from '../../batch/batch.ts';
import type { ColumnTypes, Row } from '../../batch/columnTypes.ts';
import type { ModelContext, ModelResult } from './context.ts';
import { callStack, type Defined } from './definition.ts';
import type { MethodDecorator } from './model.ts';

export interface ScalarFunctionOptions {
  /** As SQL calls it. */
  readonly name: string;
  /** SQL types by name; arguments come in this order. */
  readonly parameters: Readonly<Record<string, string>>;
  /** SQL type of the result. */
  readonly returns: string;
  /** It may give another result for the same arguments. */
  readonly volatile?: boolean;
  /** Arguments are columns of a batch, and so is the result. */
  readonly vectorised?: boolean;
}

export interface ScalarFunctionDefinition extends Defined {
  readonly type: 'scalarFunction';
  readonly options: ScalarFunctionOptions;
  readonly run: (...args: never[]) => unknown;
}

/**
 * A function for SQL models that store rows. NULL arrives as null; it must not be async.
 *
 * @example
 * export const initials = scalarFunction(
 *   { name: 'initials', parameters: { name: 'VARCHAR' }, returns: 'VARCHAR' },
 *   (name: string | null) => name?.split(' ').map((word) => word[0]).join('') ?? null,
 * );
 */
export function scalarFunction(
  options: ScalarFunctionOptions,
  run: ScalarFunctionDefinition['run'],
): ScalarFunctionDefinition {
  return { type: 'scalarFunction', options, run, stack: callStack() };
}

export interface TableFunctionOptions<P extends ColumnTypes = ColumnTypes, C extends ColumnTypes = ColumnTypes> {
  /** As SQL calls it. */
  readonly name: string;
  /** SQL types by name; the SQL gives constants. */
  readonly parameters?: P;
  readonly columns: C;
  /** Tables that are read under computed names. */
  readonly dependsOn?: readonly string[];
}

export interface TableFunctionDefinition extends Defined {
  readonly type: 'tableFunction';
  readonly options: TableFunctionOptions;
  readonly run: (context: ModelContext, args: Readonly<Record<string, unknown>>) => ModelResult | Promise<Data>;
}

export type TableFunctionRun<P extends ColumnTypes, C extends ColumnTypes> = (
  context: ModelContext<C>,
  args: Row<P>,
) => ModelResult<C>;

/** Under this key a class carries the table functions of its marked static methods. */
const functionsMetadata = 'mesh:functions';

/**
 * A function that SQL models read like a table. It runs once for a statement; its rows are staged outside of the database.
 *
 * @example
 * export const scoring = tableFunction(
 *   { name: 'customer_scoring', parameters: { since: 'DATE' }, columns: { id: 'BIGINT', score: 'DOUBLE' } },
 *   (context, { since }) => context.table('shop.orders').where('ordered_at >= ?', [since]),
 * );
 */
export function tableFunction<const P extends ColumnTypes, const C extends ColumnTypes>(
  options: TableFunctionOptions<P, C>,
  run: TableFunctionRun<P, C>,
): TableFunctionDefinition;
/** The same for a static method of an exported class. */
export function tableFunction<const P extends ColumnTypes, const C extends ColumnTypes>(
  options: TableFunctionOptions<P, C>,
): MethodDecorator;
export function tableFunction(
  options: TableFunctionOptions,
  run?: TableFunctionDefinition['run'],
): TableFunctionDefinition | MethodDecorator {
  const stack = callStack();
  const definition = (body: unknown): TableFunctionDefinition => ({
    type: 'tableFunction',
    options,
    run: body as TableFunctionDefinition['run'],
    stack,
  });
  return run === undefined ? markMethod(definition) : definition(run);
}

function markMethod(define: (body: unknown) => TableFunctionDefinition): MethodDecorator {
  return (
    target: object,
    key: string | symbol | ClassMethodDecoratorContext,
    descriptor?: PropertyDescriptor,
  ): void => {
    if (typeof key === 'object') {
      key.addInitializer(function mark(this: unknown) {
        addToClass(this as object, define(target));
      });
      return;
    }
    addToClass(target, define(descriptor?.value ?? (target as Record<PropertyKey, unknown>)[key]));
  };
}

function addToClass(target: object, definition: TableFunctionDefinition): void {
  const owned: TableFunctionDefinition = { ...definition, owner: target };
  Reflect.defineMetadata(functionsMetadata, [...tableFunctionsOfClass(target), owned], target);
}

export function tableFunctionsOfClass(target: object): readonly TableFunctionDefinition[] {
  return (Reflect.getOwnMetadata(functionsMetadata, target) ?? []) as readonly TableFunctionDefinition[];
}
