// `macro('name', fn)`: how users, and the built-ins, define a macro.
import type { MacroContext } from './context.ts';
import type { MacroDefinition, MacroSignature } from './definition.ts';

export interface MacroOptions extends MacroSignature {
  /** Changes of this macro's code change no data: they count as metadata. */
  readonly metadataOnly?: boolean | undefined;
}

// The arguments of a macro are as different as macros are: each function states its own, the signature checks them.
type MacroFunction<C> = (context: C, ...args: never[]) => unknown;

/**
 * Defines a macro that SQL calls as `@name(…)`.
 *
 * @example
 * export default macro('cents_to_euro', ({ sql }, column: Fragment) => sql`ROUND(${column} / 100, 2)`);
 */
export function macro<C = MacroContext>(name: string, run: MacroFunction<C>): MacroDefinition;
export function macro<C = MacroContext>(name: string, options: MacroOptions, run: MacroFunction<C>): MacroDefinition;
export function macro<C>(
  name: string,
  options: MacroOptions | MacroFunction<C>,
  run?: MacroFunction<C>,
): MacroDefinition {
  const body = typeof options === 'function' ? options : run;
  // Files that no compiler has checked call it, too.
  if (typeof name !== 'string' || typeof body !== 'function')
    throw new TypeError("a macro has a name and a function: macro('name', (context, …) => …)");
  const { metadataOnly = false, ...signature } = typeof options === 'function' ? {} : options;
  return { name: name.toLowerCase(), run: body, signature, metadataOnly };
}
