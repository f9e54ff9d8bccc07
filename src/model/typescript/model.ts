// `model()` and `sqlModel()`: a model as a function, as a decorator of a static method, or as SQL text.
import 'reflect-metadata';
import type { ColumnTypes } from '../../batch/columnTypes.ts';
import {
  callStack,
  register,
  type FunctionModelDefinition,
  type ModelDefinition,
  type SqlModelDefinition,
  type SqlModelText,
} from './definition.ts';
import type { ModelFunction } from './context.ts';
import { modelsMetadata } from './modelsOfClass.ts';
import type { ModelOptions, SqlModelOptions } from './options.ts';

type Method = (...args: never[]) => unknown;

/** For static methods, under legacy (`experimentalDecorators`) and standard decorators. */
export interface MethodDecorator {
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- narrower return types compile only so
  <T extends Method>(target: object, key: string | symbol, descriptor: TypedPropertyDescriptor<T>): void;
  (method: Method, context: ClassMethodDecoratorContext): void;
}

/**
 * A model whose rows are computed in TypeScript.
 *
 * @example
 * export default model({ name: 'shop.scores', kind: 'FULL', columns: { id: 'BIGINT', score: 'DOUBLE' } }, async function* (context) {
 *   for await (const batch of context.table('shop.orders')) yield columns({ id: batch.column('id'), score: batch.column('amount') });
 * });
 */
export function model<const C extends ColumnTypes>(
  options: ModelOptions<C>,
  run: ModelFunction<C>,
): FunctionModelDefinition;
/**
 * The same for a static method of an exported class.
 *
 * @example
 * export class Shop {
 *   @model({ name: 'shop.segments', kind: 'FULL' })
 *   static async segments(context: ModelContext) { return sql`SELECT id FROM ${context.table('shop.customers')}`; }
 * }
 */
export function model<const C extends ColumnTypes>(options: ModelOptions<C>): MethodDecorator;
export function model(options: ModelOptions, run?: ModelFunction): FunctionModelDefinition | MethodDecorator {
  const stack = callStack();
  const definition = (body: ModelFunction): FunctionModelDefinition => ({ type: 'model', options, run: body, stack });
  if (run === undefined) return decorator((method) => definition(method as ModelFunction));
  const defined = definition(run);
  register({ definition: defined, form: 'call' });
  return defined;
}

/**
 * A SQL model in code: handled like a `.sql` file. As a decorator it marks a static method that returns the text.
 *
 * @example
 * export default sqlModel({ name: 'shop.totals', kind: 'VIEW' }, 'SELECT SUM(amount) AS total FROM shop.orders');
 */
export function sqlModel(options: SqlModelOptions, text: SqlModelText): SqlModelDefinition;
export function sqlModel(options: SqlModelOptions): MethodDecorator;
export function sqlModel(options: SqlModelOptions, text?: SqlModelText): SqlModelDefinition | MethodDecorator {
  const stack = callStack();
  const definition = (body: SqlModelText): SqlModelDefinition => ({ type: 'sqlModel', options, text: body, stack });
  if (text === undefined) return decorator((method) => definition(method as () => string));
  const defined = definition(text);
  register({ definition: defined, form: 'call' });
  return defined;
}

/** The name that people who come from SQLMesh look for. */
export const pythonModel: typeof model = model;

function decorator(define: (method: Method) => ModelDefinition): MethodDecorator {
  return (
    target: object,
    key: string | symbol | ClassMethodDecoratorContext,
    descriptor?: TypedPropertyDescriptor<Method>,
  ): void => {
    if (typeof key === 'object') markStandard(target as Method, key, define);
    else
      markLegacy(target, { key, method: descriptor?.value ?? (target as Record<PropertyKey, Method>)[key]! }, define);
  };
}

function markStandard(
  method: Method,
  context: ClassMethodDecoratorContext,
  define: (method: Method) => ModelDefinition,
): void {
  const definition = define(method);
  const name = String(context.name);
  register({ definition, form: context.static ? 'static' : 'instance', method: name });
  // Only here does a standard decorator of a static method see its class.
  if (context.static) {
    context.addInitializer(function mark(this: unknown) {
      addToClass(this as object, definition);
    });
  }
}

function markLegacy(
  target: object,
  { key, method }: { key: string | symbol; method: Method },
  define: (method: Method) => ModelDefinition,
): void {
  const definition = define(method);
  const isStatic = typeof target === 'function';
  register({ definition, form: isStatic ? 'static' : 'instance', method: String(key) });
  if (isStatic) addToClass(target, definition);
}

function addToClass(target: object, definition: ModelDefinition): void {
  Object.assign(definition, { owner: target });
  const known = (Reflect.getOwnMetadata(modelsMetadata, target) ?? []) as readonly ModelDefinition[];
  Reflect.defineMetadata(modelsMetadata, [...known, definition], target);
}
