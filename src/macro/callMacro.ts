// One call `@name(…)`: arguments are expanded first, lambdas are not, then the macro runs and its result is expanded.
import type { SourceLocation } from '../error/diagnostic.ts';
import { isMeshError, MeshError } from '../error/meshError.ts';
import { nextSolid, tokenEnd, tokenStart, tokenText } from '../sql/tokens.ts';
import { coerceArguments, type Argument } from './argument.ts';
import { builtinMacros } from './builtins/index.ts';
import { isCall, readCall, readLambda, type ArgumentSyntax, type TokenSpan } from './call.ts';
import { macroContext } from './context.ts';
import type { Fragment, MacroDefinition } from './definition.ts';
import { isClauseMacro } from './clause.ts';
import { failure } from './failure.ts';
import { applyLambda } from './lambda.ts';
import { resultOf, type Result } from './result.ts';
import { nested, placed, type Lambda, type Run, type Scope } from './run.ts';
import { madeSource, type Source } from './source.ts';

export interface Called {
  readonly name: string;
  readonly result: Result;
  /** Token index behind the call. */
  readonly to: number;
}

export function callMacro(run: Run, source: Source, i: number, scope: Scope | undefined): Called {
  const call = readCall(source, i);
  const at = source.locate(tokenStart(source.tokens, i), tokenEnd(source.tokens, call.to - 1));
  const name = call.name.toLowerCase();
  const result = nested(run, at, () => {
    const local = run.definitions.lambdas.get(name);
    const definition = definitionOf(run, name);
    if (name === 'def') return define(run, source, { arguments: call.arguments, at, scope });
    if (local === undefined && definition === undefined) throw unknownMacro(run, call.name, at);
    const args = call.arguments.flatMap((argument) => expandArgument(run, source, argument, scope));
    if (local !== undefined) return applyLocal(run, { name: call.name, lambda: local, args });
    return runMacro(run, definition!, args, { scope, at });
  });
  return { name: call.name, result, to: call.to };
}

function definitionOf(run: Run, name: string): MacroDefinition | undefined {
  return run.options.macros?.get(name) ?? builtinMacros.get(name);
}

export function isMacroName(run: Run, name: string): boolean {
  const key = name.toLowerCase();
  return (
    key === 'def' || isClauseMacro(key) || run.definitions.lambdas.has(key) || definitionOf(run, key) !== undefined
  );
}

function unknownMacro(run: Run, name: string, at: SourceLocation | undefined): MeshError {
  const known = [...run.definitions.lambdas.keys(), ...(run.options.macros?.keys() ?? []), ...builtinMacros.keys()];
  return new MeshError('MACRO_UNKNOWN', { name, known }, { at });
}

/** A macro call that gives several values gives several arguments; one that gives none is left out. */
function expandArgument(run: Run, source: Source, syntax: ArgumentSyntax, scope: Scope | undefined): Argument[] {
  const { tokens } = source;
  const { key, from, to } = syntax;
  const at = source.locate(tokenStart(tokens, from), tokenEnd(tokens, Math.max(from, to - 1)));
  const lambda = readLambda(source, syntax);
  if (lambda !== undefined) return [{ type: 'lambda', lambda: { ...lambda, source, scope }, key, at }];
  if (isWholeCall(run, source, syntax)) {
    const { result } = callMacro(run, source, from, scope);
    const texts = result.type === 'one' ? [result.text] : result.items;
    if (key === undefined || texts.length === 1) return texts.map((text) => ({ type: 'sql', text, key, at }));
    return [{ type: 'sql', text: `[${texts.join(', ')}]`, key, at }];
  }
  return [{ type: 'sql', text: run.expandSpan(run, source, { from, to }, scope), key, at }];
}

/** Is the span one macro call and nothing else? Clause macros are no calls: they belong to what follows. */
export function isWholeCall(run: Run, { tokens, closings }: Source, { from, to }: TokenSpan): boolean {
  if (!isCall(tokens, from) || nextSolid(tokens, closings[from + 2]! + 1) < to) return false;
  const name = tokenText(tokens, from + 1);
  return !isClauseMacro(name) && isMacroName(run, name);
}

/** A lambda under a name: `@area(x)`, `@area(r := x)`. */
function applyLocal(run: Run, call: { name: string; lambda: Lambda; args: readonly Argument[] }): Result {
  const { name, lambda, args } = call;
  const { parameters } = lambda;
  const usage = `@${name}(${parameters.join(', ')})`;
  const wrong = (detail: string, at: SourceLocation | undefined) =>
    new MeshError('MACRO_ARGUMENT', { macro: name, detail, usage }, { at });
  const values: Fragment[] = [];
  for (const [i, argument] of args.entries()) {
    const { key, at } = argument;
    const index = key === undefined ? i : parameters.findIndex((parameter) => parameter.toLowerCase() === key);
    if (argument.type === 'lambda') throw wrong('it takes no lambda', at);
    if (index < 0) throw wrong(`it has no parameter ${key}`, at);
    if (index >= parameters.length) throw wrong(`it takes ${parameters.length} argument(s), not ${args.length}`, at);
    values[index] = { sqlText: argument.text };
  }
  for (const [i, parameter] of parameters.entries()) {
    if (values[i] === undefined) throw wrong(`the argument ${parameter} is missing`, undefined);
  }
  return { type: 'one', text: applyLambda(run, lambda, values).sqlText };
}

/** `@DEF(name, value)`: a value is expanded now, a lambda when it is called. */
function define(
  run: Run,
  source: Source,
  def: { arguments: readonly ArgumentSyntax[]; at: SourceLocation | undefined; scope: Scope | undefined },
): Result {
  const [nameSpan, valueSpan] = def.arguments;
  const name =
    nameSpan === undefined
      ? ''
      : source.tokens.text.slice(tokenStart(source.tokens, nameSpan.from), tokenEnd(source.tokens, nameSpan.to - 1));
  if (def.arguments.length !== 2 || !/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name) || valueSpan === undefined) {
    const usage = '@DEF(name, value) or @DEF(name, x -> expression)';
    throw new MeshError(
      'MACRO_ARGUMENT',
      { macro: 'DEF', detail: 'it takes a name and one value', usage },
      { at: def.at },
    );
  }
  const key = name.toLowerCase();
  const [value] = expandArgument(run, source, valueSpan, def.scope);
  if (value?.type === 'lambda') run.definitions.lambdas.set(key, value.lambda);
  else run.definitions.values.set(key, { sqlText: value?.text ?? '' });
  // Texts that read the definition depend on what it was made from.
  run.definitions.uses = run;
  return { type: 'many', items: [] };
}

interface CallPlace {
  readonly scope: Scope | undefined;
  readonly at: SourceLocation | undefined;
}

function runMacro(run: Run, definition: MacroDefinition, args: readonly Argument[], place: CallPlace): Result {
  const { at, scope } = place;
  if (definition.file !== undefined) run.macros.add(definition.name);
  let returned: unknown;
  try {
    const values = coerceArguments(run, definition, args);
    const context = macroContext(run, scope, at);
    returned = (definition.run as (...all: unknown[]) => unknown)(context, ...values);
  } catch (error) {
    throw isMeshError(error) ? placed(error, at) : failure(run, definition, error, at);
  }
  const result = resultOf(definition.name, returned, at);
  return result.type === 'one' ? again(run, result, [result.text], at) : again(run, result, result.items, at);
}

/** Macros in what a macro made are expanded too. */
function again(run: Run, result: Result, texts: readonly string[], at: SourceLocation | undefined): Result {
  if (!texts.some((text) => text.includes('@'))) return result;
  const expanded = texts.map((text) => {
    if (!text.includes('@')) return text;
    const source = madeSource(text, run.options.dialect, at);
    return run.expandSpan(run, source, { from: 0, to: source.tokens.count }, undefined);
  });
  return result.type === 'one' ? { type: 'one', text: expanded[0]! } : { type: 'many', items: expanded };
}
