// Compiled modules as trees: where a function stands in them, what their top levels declare, import and export.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import type { AnyNode, Class, Function as FunctionSyntax, Program } from 'acorn';
import { walk } from './walk.ts';

// Only projects with functions for models need it.
const require = createRequire(import.meta.url);
const options = { ecmaVersion: 'latest', sourceType: 'module' } as const;

function parseProgram(text: string): Program {
  return (require('acorn') as typeof import('acorn')).parse(text, options);
}

/** What a name of the top level is made of. */
export type Declaration =
  | { readonly type: 'function'; readonly node: FunctionSyntax }
  | { readonly type: 'class'; readonly node: Class }
  | { readonly type: 'variable'; readonly pattern: AnyNode; readonly init: AnyNode | null }
  | { readonly type: 'import'; readonly from: CodeModule; readonly name: string | undefined };

export interface Located {
  readonly node: FunctionSyntax;
  /** Functions and classes around it, the outermost first. */
  readonly around: readonly AnyNode[];
}

/** Each file is read once. */
export class CodeModules {
  readonly #known = new Map<string, CodeModule>();
  #isWhole = true;

  at(file: string): CodeModule {
    const known = this.#known.get(file) ?? new CodeModule(this.#textOf(file), file, this);
    this.#known.set(file, known);
    return known;
  }

  /** Whether every file that was asked for was there. */
  get isWhole(): boolean {
    return this.#isWhole;
  }

  #textOf(file: string): string {
    try {
      return readFileSync(file, 'utf8');
    } catch {
      // Another process has cleaned the cache: then nothing is known.
      this.#isWhole = false;
      return '';
    }
  }
}

export class CodeModule {
  /** Absolute path; undefined for the text of a function alone. */
  readonly file: string | undefined;
  readonly text: string;
  #program: Program | undefined;
  #declarations: Map<string, Declaration> | undefined;
  #reassigned: ReadonlySet<string> | undefined;
  readonly #others: CodeModules;

  constructor(text: string, file?: string, others = new CodeModules()) {
    this.text = text;
    this.file = file;
    this.#others = others;
  }

  get program(): Program {
    this.#program ??= parseProgram(this.text);
    return this.#program;
  }

  declaration(name: string): Declaration | undefined {
    this.#declarations ??= declarationsOf(this);
    return this.#declarations.get(name);
  }

  /** Whether any code of it gives the name another value. */
  isReassigned(name: string): boolean {
    this.#reassigned ??= reassignedIn(this.program);
    return this.#reassigned.has(name);
  }

  /** What is done with a name at the top level besides declaring it. */
  statementsAbout(name: string): readonly AnyNode[] {
    return this.program.body.flatMap((statement): AnyNode[] => {
      if (statement.type !== 'ExpressionStatement') return [];
      const { expression } = statement;
      if (expression.type === 'CallExpression') {
        const [first] = expression.arguments;
        return first?.type === 'Identifier' && first.name === name ? [expression] : [];
      }
      if (expression.type !== 'AssignmentExpression' || expression.left.type !== 'MemberExpression') return [];
      const { object } = expression.left;
      return object.type === 'Identifier' && object.name === name ? [expression] : [];
    });
  }

  /** The local name of an export. */
  exported(name: string): string | undefined {
    for (const statement of this.program.body) {
      if (statement.type !== 'ExportNamedDeclaration') continue;
      for (const { local, exported } of statement.specifiers) if (nameOf(exported) === name) return nameOf(local);
    }
    return undefined;
  }

  imports(): CodeModule[] {
    return this.program.body.flatMap((statement) =>
      statement.type === 'ImportDeclaration' ? (this.resolved(statement.source) ?? []) : [],
    );
  }

  /** Modules of the project only. */
  resolved(source: AnyNode): CodeModule | undefined {
    const path = source.type === 'Literal' ? String(source.value) : '';
    return this.file !== undefined && path.startsWith('.')
      ? this.#others.at(resolve(dirname(this.file), path))
      : undefined;
  }

  /** The function whose `toString()` is this. */
  locate(source: string): Located | undefined {
    for (let start = this.text.indexOf(source); start !== -1; start = this.text.indexOf(source, start + 1)) {
      const found = functionAt(this.program, start, start + source.length);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

/** A function by its text alone. */
export function functionModule(source: string): { readonly module: CodeModule; readonly located: Located } | undefined {
  for (const [before, after] of [
    ['(', ')'],
    ['({', '})'],
    ['(class {', '})'],
  ]) {
    const module = new CodeModule(`${before}${source}${after}`);
    try {
      const located = module.locate(source);
      if (located !== undefined) return { module, located };
    } catch (error) {
      // A method is none outside of an object, and what belongs to the engine shows no code.
      if (!(error instanceof SyntaxError)) throw error;
    }
  }
  return undefined;
}

function functionAt(program: Program, start: number, end: number): Located | undefined {
  let around: AnyNode[] = [];
  let found: FunctionSyntax | undefined;
  walk(program, (node) => {
    if (node.start > start || node.end < end || found !== undefined) return false;
    const own = node.type === 'MethodDefinition' || node.type === 'Property' ? node.value : node;
    // A static method's text begins behind `static`.
    const isOwn = node.end === end && (node.start === start || (node.type === 'MethodDefinition' && node.static));
    if (isOwn && own !== null && isFunction(own)) found = own;
    else if (isFunction(node) || isClass(node)) around = [...around, node];
    return true;
  });
  return found === undefined ? undefined : { node: found, around };
}

export function isFunction(node: AnyNode): node is AnyNode & FunctionSyntax {
  return (
    node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression'
  );
}

export function isClass(node: AnyNode): node is AnyNode & Class {
  return node.type === 'ClassDeclaration' || node.type === 'ClassExpression';
}

function declarationsOf(module: CodeModule): Map<string, Declaration> {
  const declarations = new Map<string, Declaration>();
  for (const statement of module.program.body) {
    const node = 'declaration' in statement && statement.declaration ? (statement.declaration as AnyNode) : statement;
    if (node.type === 'FunctionDeclaration' && node.id) declarations.set(node.id.name, { type: 'function', node });
    else if (node.type === 'ClassDeclaration' && node.id) declarations.set(node.id.name, { type: 'class', node });
    else if (node.type === 'VariableDeclaration') {
      for (const { id, init } of node.declarations)
        for (const name of namesIn(id)) declarations.set(name, { type: 'variable', pattern: id, init: init ?? null });
    } else if (node.type === 'ImportDeclaration') {
      const from = module.resolved(node.source);
      if (from === undefined) continue;
      for (const each of node.specifiers) {
        const name =
          each.type === 'ImportSpecifier'
            ? nameOf(each.imported)
            : each.type === 'ImportDefaultSpecifier'
              ? 'default'
              : undefined;
        declarations.set(each.local.name, { type: 'import', from, name });
      }
    }
  }
  return declarations;
}

function reassignedIn(program: Program): ReadonlySet<string> {
  const names = new Set<string>();
  walk(program, (node) => {
    if (node.type === 'AssignmentExpression' && node.left.type === 'Identifier') names.add(node.left.name);
    return true;
  });
  return names;
}

export function namesIn(pattern: AnyNode): string[] {
  if (pattern.type === 'Identifier') return [pattern.name];
  if (pattern.type === 'ObjectPattern')
    return pattern.properties.flatMap((each) => namesIn(each.type === 'Property' ? each.value : each.argument));
  if (pattern.type === 'ArrayPattern') return pattern.elements.flatMap((each) => (each === null ? [] : namesIn(each)));
  if (pattern.type === 'AssignmentPattern') return namesIn(pattern.left);
  return pattern.type === 'RestElement' ? namesIn(pattern.argument) : [];
}

function nameOf(node: { readonly type: string }): string {
  return 'name' in node ? String(node.name) : String((node as { value?: unknown }).value);
}
