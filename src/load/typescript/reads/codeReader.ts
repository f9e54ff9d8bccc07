// Follows the context of a model through its code, as far as that can be known without running it: into functions, methods,
// objects and closures. A name is what all assignments together make of it, whatever their order.
import type { AnyNode, Function as FunctionSyntax, Pattern } from 'acorn';
import { isFunction, namesIn, type CodeModule } from './codeModule.ts';
import type { CodeFollower, Noted } from './codeFollower.ts';
import { CodeScope } from './codeScope.ts';
import { evaluate } from './evaluate.ts';
import { runStatements } from './statements.ts';
import {
  arrayOf,
  context,
  either,
  emptyObject,
  itemsOf,
  keyOf,
  leadsToContext,
  made,
  nothing,
  setField,
  textsOf,
  unknown,
  withDefault,
  type ClassAtom,
  type FunctionAtom,
  type ObjectAtom,
  type Value,
} from './values.ts';

const readers = new Set(['table', 'resolve', 'query', 'variable', 'self', 'register']);

/** Nodes looked at for one model: code that cannot be followed to its end is followed in part. */
const limit = 200_000;
/** A function that calls itself is entered again a few times, with other names perhaps. */
const deepest = 4;

export class CodeReader implements CodeFollower {
  readonly noted: Noted = {
    tables: new Set(),
    queries: new Set(),
    registered: new Set(),
    computed: new Map(),
    entered: new Set(),
    isSelf: false,
  };
  readonly #pending: FunctionAtom[] = [];
  readonly #called = new Set<FunctionSyntax>();
  readonly #stack: FunctionSyntax[] = [];
  readonly #modules = new Map<CodeModule, CodeScope>();
  readonly #scopes = new WeakMap<CodeScope, CodeModule>();
  readonly #evaluating = new Set<string>();
  #steps = 0;

  /** The function of a model, and whatever in its own text is called by others. */
  follow(run: FunctionAtom): void {
    this.call(run, [context]);
    for (let made = this.#pending.pop(); made !== undefined; made = this.#pending.pop())
      if (!this.#called.has(made.node)) this.call(made, [], true);
  }

  evaluate(node: AnyNode, scope: CodeScope): Value {
    return evaluate(this, node, scope);
  }

  isOver(): boolean {
    return ++this.#steps > limit;
  }

  /** A function that was made on the way; it counts also if nobody is seen to call it. */
  closure(atom: FunctionAtom): Value {
    if (atom.scope.isLocal) this.#pending.push(atom);
    return [atom];
  }

  call(atom: FunctionAtom, given: readonly Value[], byOthers = false): Value {
    const { node, scope, self, home, bound } = atom;
    if (this.isOver() || this.#stack.filter((each) => each === node).length >= deepest) return unknown;
    this.#called.add(node);
    this.#stack.push(node);
    const inside = new CodeScope({ parent: scope, self, home, isLocal: true });
    const module = this.moduleOf(scope);
    if (module !== undefined) {
      this.#scopes.set(inside, module);
      this.noted.entered.add(module.text.slice(node.start, node.end));
    }
    const values = [...(bound ?? []), ...given];
    node.params.forEach((pattern, i) => {
      const rest = pattern.type === 'RestElement';
      const value = rest
        ? arrayOf(values.slice(i), byOthers ? [unknown] : [])
        : (values[i] ?? (byOthers ? unknown : nothing));
      this.bind(rest ? pattern.argument : pattern, value, inside);
    });
    const returned =
      node.body.type === 'BlockStatement'
        ? either(nothing, ...runStatements(this, node.body.body, inside))
        : evaluate(this, node.body, inside);
    this.#stack.pop();
    return node.generator ? unknown : returned;
  }

  /** Functions that nothing was handed to read nothing, however many there are. */
  callValue(callee: Value, given: readonly Value[], node: AnyNode, scope: CodeScope): Value {
    return either(
      nothing,
      ...callee.map((atom) => {
        if (atom.type === 'method') return this.#read(atom.name, given, node, scope);
        if (atom.type === 'made') return made;
        if (atom.type !== 'function') return unknown;
        const isFollowed = atom.scope.isLocal || isFunction(node) || leadsToContext([atom, ...given.flat()]);
        return isFollowed ? this.call(atom, given) : unknown;
      }),
    );
  }

  construct(atom: ClassAtom, given: readonly Value[], object: ObjectAtom = emptyObject(atom)): Value {
    const { node, scope } = atom;
    const self: Value = [object];
    const own = node.body.body.find((member) => member.type === 'MethodDefinition' && member.kind === 'constructor');
    if (own?.type === 'MethodDefinition')
      this.call({ type: 'function', node: own.value, scope, self, home: atom }, given);
    else this.constructParent(atom, given, object);
    for (const member of node.body.body) {
      if (member.type !== 'PropertyDefinition' || member.static || member.value == null) continue;
      const inside = this.inner(scope, { self, home: atom });
      setField(object, keyOf(member.key), evaluate(this, member.value, inside));
    }
    return self;
  }

  constructParent({ node, scope }: ClassAtom, given: readonly Value[], object: ObjectAtom): void {
    if (node.superClass == null) return;
    for (const parent of evaluate(this, node.superClass, scope))
      if (parent.type === 'class') this.construct(parent, given, object);
  }

  /** A property of it; the name is undefined when it may be any. */
  get(value: Value, name: string | undefined): Value {
    return either(
      nothing,
      ...value.map((atom): Value => {
        if (atom.type === 'context') {
          if (name !== undefined && readers.has(name)) return [{ type: 'method', name }];
          return unknown;
        }
        if (atom.type === 'made') return made;
        if (atom.type === 'module') return name === undefined ? unknown : this.exportOf(atom.module, name);
        if (atom.type === 'array') {
          const index = Number(name);
          return atom.items[index] ?? either(nothing, ...(Number.isNaN(index) ? atom.items : []), ...atom.more);
        }
        if (atom.type === 'class') return name === undefined ? unknown : this.#member(atom, name, atom);
        if (atom.type !== 'object') return unknown;
        return this.#field(atom, name);
      }),
    );
  }

  #field(atom: ObjectAtom, name: string | undefined): Value {
    if (name === undefined) return either(unknown, ...atom.fields.values());
    const own = atom.fields.get(name);
    if (own !== undefined) return own;
    if (atom.of !== undefined) return this.#member(atom.of, name, atom);
    return atom.others.length === 0 ? unknown : either(...atom.others.map((each) => this.get([each].flat(), name)));
  }

  /** A method of an object of the class, or of the class itself; or one of a class above it. */
  #member(of: ClassAtom, name: string, object: ObjectAtom | ClassAtom): Value {
    const isStatic = object.type === 'class';
    const known = isStatic ? of.fields.get(name) : undefined;
    if (known !== undefined) return known;
    const self: Value = [object];
    for (const member of of.node.body.body) {
      if (member.type === 'StaticBlock' || member.static !== isStatic || keyOf(member.key) !== name) continue;
      if (member.type === 'PropertyDefinition') {
        const inside = this.inner(of.scope, { self, home: of });
        return isStatic && member.value != null ? evaluate(this, member.value, inside) : unknown;
      }
      if (member.kind === 'constructor' || member.kind === 'set') continue;
      const method: FunctionAtom = { type: 'function', node: member.value, scope: of.scope, self, home: of };
      return member.kind === 'get' ? this.callValue([method], [], member.value, of.scope) : [method];
    }
    const above = this.above(of);
    return above === undefined ? unknown : this.#member(above, name, object);
  }

  above({ node, scope }: ClassAtom): ClassAtom | undefined {
    if (node.superClass == null) return undefined;
    return evaluate(this, node.superClass, scope).find((atom) => atom.type === 'class');
  }

  superMember(scope: CodeScope, name: string | undefined): Value {
    const { home, self = nothing } = scope;
    const above = home === undefined ? undefined : this.above(home);
    const [object] = self;
    const isOne = object?.type === 'object' || object?.type === 'class';
    return above === undefined || name === undefined || !isOne ? unknown : this.#member(above, name, object);
  }

  inner(parent: CodeScope, options: { readonly self?: Value; readonly home?: ClassAtom } = {}): CodeScope {
    const inside = new CodeScope({ parent, isLocal: parent.isLocal, ...options });
    const module = this.moduleOf(parent);
    if (module !== undefined) this.#scopes.set(inside, module);
    return inside;
  }

  bind(pattern: Pattern | AnyNode, value: Value, scope: CodeScope): void {
    if (pattern.type === 'Identifier') scope.declare(pattern.name, value);
    else if (pattern.type === 'AssignmentPattern')
      this.bind(pattern.left, withDefault(value, evaluate(this, pattern.right, scope)), scope);
    else if (pattern.type === 'ArrayPattern')
      pattern.elements.forEach((each, i) => {
        if (each?.type === 'RestElement') this.bind(each.argument, arrayOf([], [itemsOf(value)]), scope);
        else if (each != null) this.bind(each, this.get(value, String(i)), scope);
      });
    else if (pattern.type === 'ObjectPattern')
      for (const each of pattern.properties) {
        // What is left of an object still has all that matters.
        if (each.type === 'RestElement') this.bind(each.argument, value, scope);
        else this.bind(each.value, this.get(value, this.keyName(each, scope)), scope);
      }
  }

  keyName(
    { key, computed }: { readonly key: AnyNode; readonly computed: boolean },
    scope: CodeScope,
  ): string | undefined {
    if (!computed) return keyOf(key);
    const texts = textsOf(evaluate(this, key, scope));
    return texts?.length === 1 ? texts[0] : undefined;
  }

  moduleOf(scope: CodeScope): CodeModule | undefined {
    return this.#scopes.get(scope);
  }

  /** The top level of a module. */
  moduleScope(module: CodeModule): CodeScope {
    const known = this.#modules.get(module);
    if (known !== undefined) return known;
    const values = new Map<string, Value>();
    const scope: CodeScope = new CodeScope({
      declared: (name) => {
        if (!values.has(name)) {
          const value = this.#declared(module, name, scope);
          if (value === undefined) return undefined;
          values.set(name, value);
        }
        return values.get(name);
      },
    });
    this.#modules.set(module, scope);
    this.#scopes.set(scope, module);
    return scope;
  }

  exportOf(module: CodeModule, name: string): Value {
    const local = module.exported(name);
    return (local === undefined ? undefined : this.moduleScope(module).lookup(local)) ?? unknown;
  }

  #declared(module: CodeModule, name: string, scope: CodeScope): Value | undefined {
    const declaration = module.declaration(name);
    if (declaration === undefined) return undefined;
    if (declaration.type === 'function') return [{ type: 'function', node: declaration.node, scope }];
    if (declaration.type === 'class') return [{ type: 'class', node: declaration.node, scope, fields: new Map() }];
    if (declaration.type === 'import') {
      const { from } = declaration;
      return declaration.name === undefined
        ? [{ type: 'module', module: from }]
        : this.exportOf(from, declaration.name);
    }
    const { init, pattern } = declaration;
    const key = `${module.file} ${name}`;
    if (init === null || this.#evaluating.has(key)) return unknown;
    this.#evaluating.add(key);
    const inside = this.inner(scope);
    this.bind(pattern, evaluate(this, init, inside), inside);
    const value = inside.lookup(name) ?? unknown;
    const about = module.statementsAbout(name);
    if (about.length > 0) {
      const named = this.inner(scope);
      for (const each of namesIn(pattern)) named.declare(each, inside.lookup(each) ?? unknown);
      for (const statement of about) evaluate(this, statement, named);
    }
    this.#evaluating.delete(key);
    return module.isReassigned(name) ? either(value, unknown) : value;
  }

  #read(method: string, [name = nothing]: readonly Value[], node: AnyNode, scope: CodeScope): Value {
    const { noted } = this;
    if (method === 'self') noted.isSelf = true;
    else if (method === 'register') {
      for (const text of textsOf(name) ?? []) noted.registered.add(text);
    } else if (method === 'query') {
      for (const atom of name) if (atom.type === 'text' || atom.type === 'query') noted.queries.add(atom.text);
      const isKnown = (atom: Value[number]): boolean =>
        ['text', 'made'].includes(atom.type) || (atom.type === 'query' && !atom.isComputed);
      if (name.length === 0 || !name.every(isKnown)) this.#computed(method, node, scope);
    } else {
      for (const atom of name) if (atom.type === 'text') noted.tables.add(atom.text);
      if (textsOf(name) === undefined) this.#computed(method, node, scope);
    }
    return made;
  }

  #computed(method: string, node: AnyNode, scope: CodeScope): void {
    const module = this.moduleOf(scope);
    const offset = node.type === 'MemberExpression' ? node.property.start : node.start;
    if (module === undefined) return;
    this.noted.computed.set(`${offset} ${module.file}`, { call: `${method}()`, module, offset });
  }
}
