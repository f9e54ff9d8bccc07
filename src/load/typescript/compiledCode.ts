// Compiled modules as text, for finding the functions that a model hands its context to: beside it, or imported from the
// project. What cannot be found is not guessed.
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { codeTokens, type CodeToken } from './codeTokens.ts';

export interface CompiledCode {
  /** The top-level function of this name as the code sees it. */
  helper(name: string): { readonly source: string; readonly code: CompiledCode } | undefined;
}

/** The file that holds this function, among a compiled module and all that it imports. */
export function codeAround(source: string, output: string): CompiledCode | undefined {
  const files = [output];
  for (const file of files) {
    const text = textOf(file);
    if (text.includes(source)) return codeOf(file);
    for (const { from } of importsOf(file, text)) if (!files.includes(from)) files.push(from);
  }
  return undefined;
}

function codeOf(file: string): CompiledCode {
  const text = textOf(file);
  return {
    helper(name) {
      const source = declared(text, name);
      if (source !== undefined) return { source, code: codeOf(file) };
      const imported = importsOf(file, text).find((each) => each.names.has(name));
      if (imported === undefined) return undefined;
      const other = textOf(imported.from);
      const exported = imported.names.get(name)!;
      const local = namesOf(/^export \{([^}]*)\}/m.exec(other)?.[1] ?? '').get(exported) ?? exported;
      return codeOf(imported.from).helper(local);
    },
  };
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // Another process has cleaned the cache: then nothing is known.
    return '';
  }
}

interface Import {
  readonly from: string;
  /** Name here → name there. */
  readonly names: ReadonlyMap<string, string>;
}

function importsOf(file: string, text: string): Import[] {
  return [...text.matchAll(/^import (?:\{([^}]*)\} from )?"(\.[^"]+)"/gm)].map(([, names = '', from]) => ({
    from: resolve(dirname(file), from!),
    names: namesOf(names),
  }));
}

/** `a, b as c`: the names behind `as`, and what they are in front of it. */
function namesOf(list: string): Map<string, string> {
  const pairs = list.split(',').map((part) => part.trim().split(/\s+as\s+/));
  return new Map(pairs.map(([name = '', as = name]) => [as, name]));
}

function declared(text: string, name: string): string | undefined {
  if (!/^[\w$]+$/.test(name)) return undefined;
  const word = name.replaceAll('$', String.raw`\$`);
  const named = new RegExp(`^(?:async )?function ?\\*? ?${word}\\(`, 'm').exec(text);
  if (named !== null) return text.slice(named.index, endOfFunction(codeTokens(text, named.index)));
  // The compiler keeps the names of functions by a call around them.
  const kept = String.raw`(?:/\* @__PURE__ \*/ __name\()?`;
  const begins = String.raw`(?=async\b|function\b|\(|[\w$]+ =>)`;
  const variable = new RegExp(`^(?:var|let|const) ${word} = ${kept}${begins}`, 'm').exec(text);
  if (variable === null) return undefined;
  const start = variable.index + variable[0].length;
  return text.slice(start, endOfExpression(codeTokens(text, start)));
}

function depthAfter(depth: number, { text, type }: CodeToken): number {
  if (type !== 'sign') return depth;
  if (text === '(' || text === '{' || text === '[') return depth + 1;
  return text === ')' || text === '}' || text === ']' ? depth - 1 : depth;
}

/** The bracket that closes its body: the first one after the parameters that leads back to the top. */
function endOfFunction(tokens: readonly CodeToken[]): number | undefined {
  let depth = 0;
  for (const token of tokens) {
    depth = depthAfter(depth, token);
    if (depth === 0 && token.text === '}') return token.end;
  }
  return undefined;
}

function endOfExpression(tokens: readonly CodeToken[]): number | undefined {
  let depth = 0;
  for (const token of tokens) {
    depth = depthAfter(depth, token);
    if (depth === 0 && (token.text === ';' || token.text === ',')) return token.start;
  }
  return undefined;
}
