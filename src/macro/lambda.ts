// `x -> expression`: the body is expanded anew for every application, with the parameters bound to the arguments.
import { MeshError } from '../error/meshError.ts';
import { tokenEnd, tokenStart } from '../sql/tokens.ts';
import type { Fragment } from './definition.ts';
import { fragment } from './fragment.ts';
import { nested, type Lambda, type Run, type Scope } from './run.ts';
import type { Value } from './value.ts';

export function applyLambda(run: Run, lambda: Lambda, values: readonly Value[]): Fragment {
  const { parameters, source, body } = lambda;
  const at = source.locate(
    tokenStart(source.tokens, body.from),
    tokenEnd(source.tokens, Math.max(body.from, body.to - 1)),
  );
  if (values.length < parameters.length) {
    const detail = `this lambda takes ${parameters.join(', ')}, but got ${values.length} argument(s)`;
    throw new MeshError('MACRO_SYNTAX', { detail }, { at });
  }
  const names = new Map(parameters.map((name, i) => [name.toLowerCase(), values[i]!]));
  const scope: Scope = { names, parent: lambda.scope, bare: true };
  return nested(run, at, () => fragment(run.expandSpan(run, source, body, scope)));
}
