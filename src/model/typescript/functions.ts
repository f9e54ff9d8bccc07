// `scalarFunction()`: a function of TypeScript that SQL models call, value by value or with whole columns.

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

export interface ScalarFunctionDefinition {
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
  return { type: 'scalarFunction', options, run };
}
