// `signal()` and `rule()`: functions of a project that models and the linter name.
import type { Json, ModelContext } from './context.ts';
import {
  callStack,
  type RuleDefinition,
  type SignalDefinition,
  type SignalInterval,
  type SignalResult,
} from './definition.ts';

/**
 * Says which intervals of a model are ready to be computed.
 *
 * @example
 * export default signal('file_arrived', async (batch, args: { folder: string }) =>
 *   batch.filter((interval) => existsSync(`${args.folder}/${interval.start.toISOString().slice(0, 10)}`)));
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- each signal states its own arguments
export function signal<A = Readonly<Record<string, Json>>>(
  name: string,
  run: (batch: readonly SignalInterval[], args: A, context: ModelContext) => SignalResult | Promise<SignalResult>,
): SignalDefinition {
  return { type: 'signal', name: name.toLowerCase(), run, stack: callStack() };
}

/**
 * A linter rule of the project: what it returns is reported.
 *
 * @example
 * export default rule('owned', 'every model has an owner', (model) => (model.owner ? undefined : 'no owner'));
 */
export function rule(name: string, summary: string, check: RuleDefinition['check']): RuleDefinition {
  return { type: 'rule', name: name.toLowerCase(), summary, check, stack: callStack() };
}
