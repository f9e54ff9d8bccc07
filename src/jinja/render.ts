// Renders a template: its values are those of the scope, the built-ins and the macros it is given.
import { applyEdits, type Edit, type Edited } from '../sql/edit.ts';
import { filters, globals, methodOf, tests } from './builtins.ts';
import type { Arguments, Expression } from './expression.ts';
import { parseTemplate, type MacroNode, type Node, type Parameter, type Target } from './nodes.ts';
import { JinjaProblem } from './problem.ts';
import {
  contains,
  Float,
  isEqual,
  isTrue,
  itemsOf,
  Namespace,
  numberOf,
  order,
  printed,
  Undefined,
  type JinjaFunction,
} from './value.ts';

export interface JinjaScope {
  /** undefined for what is not defined. */
  readonly lookup: (name: string) => unknown;
  readonly macros: ReadonlyMap<string, MacroNode>;
  /** Names that nothing defines are a problem, wherever they stand. */
  readonly strict?: boolean;
}

/** The text it makes, and the way back into the template. Throws JinjaProblem. */
export function renderTemplate(template: string, scope: JinjaScope): Edited {
  const frame = new Frame(undefined);
  const renderer = new Renderer(scope);
  const edits: Edit[] = [];
  let at = 0;
  for (const node of parseTemplate(template)) {
    if (node.type === 'text') {
      // Comments and trimmed white space between two parts.
      if (node.start > at) edits.push({ start: at, end: node.start, text: '' });
    } else edits.push({ start: at, end: node.end, text: renderer.nodes([node], frame) });
    at = node.end;
  }
  if (at < template.length) edits.push({ start: at, end: template.length, text: '' });
  return applyEdits(template, edits);
}

class Frame {
  readonly #values = new Map<string, unknown>();
  readonly #outer: Frame | undefined;

  constructor(outer: Frame | undefined) {
    this.#outer = outer;
  }

  get(name: string): unknown {
    return this.#values.has(name) ? this.#values.get(name) : this.#outer?.get(name);
  }

  set(name: string, value: unknown): void {
    this.#values.set(name, value);
  }
}

/** Leaves a loop early, with what was written so far. */
class Jump extends Error {
  readonly kind: 'break' | 'continue';
  written: string;

  constructor(kind: 'break' | 'continue', written: string) {
    super(kind);
    this.kind = kind;
    this.written = written;
  }
}

const deepest = 100;

class Renderer {
  readonly #scope: JinjaScope;
  #depth = 0;

  constructor(scope: JinjaScope) {
    this.#scope = scope;
  }

  nodes(nodes: readonly Node[], frame: Frame): string {
    let text = '';
    for (const node of nodes) {
      try {
        text += this.#node(node, frame);
      } catch (error) {
        if (error instanceof Jump) error.written = text + error.written;
        throw error;
      }
    }
    return text;
  }

  #node(node: Node, frame: Frame): string {
    switch (node.type) {
      case 'text':
        return node.text;
      case 'output':
        return printed(this.#value(node.expression, frame));
      case 'do':
        this.#value(node.expression, frame);
        return '';
      case 'if': {
        const branch = node.branches.find(
          ({ condition }) => condition === undefined || isTrue(this.#value(condition, frame)),
        );
        return branch === undefined ? '' : this.nodes(branch.body, frame);
      }
      case 'for':
        return this.#for(node, frame);
      case 'set':
        this.#assign(node.target, this.#value(node.value, frame), { frame, offset: node.start });
        return '';
      case 'setBlock':
        this.#assign(node.target, this.nodes(node.body, new Frame(frame)), { frame, offset: node.start });
        return '';
      case 'macro':
        frame.set(node.name, this.#macro(node, frame));
        return '';
      case 'call':
        return this.#callBlock(node, frame);
      case 'filter':
        return printed(this.#filter(node.filter, node.offset)(this.nodes(node.body, new Frame(frame)), [], new Map()));
      default:
        throw new Jump(node.type, '');
    }
  }

  #for(node: Extract<Node, { type: 'for' }>, frame: Frame): string {
    const all = itemsOf(this.#value(node.over, frame));
    if (all === undefined) throw new JinjaProblem('this value cannot be looped over', node.start);
    const inside = (item: unknown): Frame => {
      const own = new Frame(frame);
      this.#assign({ names: node.names }, item, { frame: own, offset: node.start });
      return own;
    };
    const { filter } = node;
    const items = filter === undefined ? all : all.filter((item) => isTrue(this.#value(filter, inside(item))));
    if (items.length === 0) return this.nodes(node.otherwise, new Frame(frame));
    let text = '';
    for (const [i, item] of items.entries()) {
      const own = inside(item);
      own.set('loop', loopValues(items, i));
      try {
        text += this.nodes(node.body, own);
      } catch (error) {
        if (!(error instanceof Jump)) throw error;
        text += error.written;
        if (error.kind === 'break') break;
      }
    }
    return text;
  }

  #assign(target: Target, value: unknown, { frame, offset }: { readonly frame: Frame; readonly offset: number }): void {
    if ('attribute' in target) {
      const owner = frame.get(target.of);
      if (!(owner instanceof Namespace)) throw new JinjaProblem(`${target.of} is no namespace`, offset);
      owner.values.set(target.attribute, value);
      return;
    }
    const [only, ...more] = target.names;
    if (more.length === 0) return frame.set(only!, value);
    const items = itemsOf(value);
    if (items?.length !== target.names.length)
      throw new JinjaProblem(`the value has not ${target.names.length} parts`, offset);
    for (const [i, name] of target.names.entries()) frame.set(name, items[i]);
  }

  #macro(node: Pick<MacroNode, 'parameters' | 'body'> & { readonly name: string }, frame: Frame): JinjaFunction {
    return (positional, named) => {
      if (++this.#depth > deepest) throw new JinjaProblem(`the macro ${node.name} calls itself without end`, 0);
      const own = new Frame(frame);
      this.#bind(node.parameters, { positional, named, frame: own });
      const text = this.nodes(node.body, own);
      this.#depth--;
      return text;
    };
  }

  #bind(
    parameters: readonly Parameter[],
    { positional, named, frame }: { positional: readonly unknown[]; named: ReadonlyMap<string, unknown>; frame: Frame },
  ): void {
    for (const [i, { name, otherwise }] of parameters.entries()) {
      if (i < positional.length) frame.set(name, positional[i]);
      else if (named.has(name)) frame.set(name, named.get(name));
      else frame.set(name, otherwise === undefined ? new Undefined(name) : this.#value(otherwise, frame));
    }
    const known = new Set(parameters.map(({ name }) => name));
    frame.set('varargs', positional.slice(parameters.length));
    frame.set('kwargs', new Map([...named].filter(([name]) => !known.has(name) && name !== 'caller')));
    if (named.has('caller')) frame.set('caller', named.get('caller'));
  }

  #callBlock(node: Extract<Node, { type: 'call' }>, frame: Frame): string {
    const { call } = node;
    if (call.type !== 'call') throw new JinjaProblem('`{% call %}` needs a call of a macro', node.start);
    const caller = this.#macro({ name: 'caller', parameters: node.parameters, body: node.body }, frame);
    return printed(this.#call(call, frame, new Map([['caller', caller]])));
  }

  #value(expression: Expression, frame: Frame): unknown {
    switch (expression.type) {
      case 'literal':
        return expression.value;
      case 'name':
        return this.#name(expression, frame);
      case 'list':
        return expression.items.map((item) => this.#value(item, frame));
      case 'dict':
        return new Map(expression.entries.map(([key, item]) => [this.#value(key, frame), this.#value(item, frame)]));
      case 'attribute':
        return this.#attribute(expression, this.#value(expression.of, frame));
      case 'item':
        return itemOf(this.#value(expression.of, frame), this.#value(expression.key, frame), expression.offset);
      case 'slice':
        return this.#slice(expression, frame);
      case 'call':
        return this.#call(expression, frame, new Map());
      case 'filter': {
        const { positional, named } = this.#arguments(expression, frame);
        const filter = this.#filter(expression.name, expression.offset);
        const value = this.#value(expression.of, frame);
        const staysUndefined = value instanceof Undefined && value.mark !== undefined && filter !== filters['default'];
        return staysUndefined ? value : filter(value, positional, named);
      }
      case 'test': {
        const test = Object.hasOwn(tests, expression.name) ? tests[expression.name] : undefined;
        if (test === undefined) throw new JinjaProblem(`there is no test named ${expression.name}`, expression.offset);
        return (
          test(this.#value(expression.of, frame), this.#arguments(expression, frame).positional) !== expression.negated
        );
      }
      case 'not':
        return !isTrue(this.#value(expression.of, frame));
      case 'minus':
      case 'plus': {
        const value = this.#value(expression.of, frame);
        const sign = expression.type === 'minus' ? -1 : 1;
        return value instanceof Float ? new Float(sign * value.value) : sign * (numberOf(value) ?? Number.NaN);
      }
      case 'binary':
        return this.#binary(expression, frame);
      case 'choice': {
        if (isTrue(this.#value(expression.condition, frame))) return this.#value(expression.yes, frame);
        return expression.no === undefined ? new Undefined('') : this.#value(expression.no, frame);
      }
    }
  }

  #name({ name, offset }: { readonly name: string; readonly offset: number }, frame: Frame): unknown {
    const own = frame.get(name);
    if (own !== undefined) return own;
    const macro = this.#scope.macros.get(name);
    if (macro !== undefined) return this.#macro(macro, new Frame(undefined));
    const given = this.#scope.lookup(name);
    if (given !== undefined) return given;
    if (Object.hasOwn(globals, name)) return globals[name];
    if (this.#scope.strict) throw new JinjaProblem(`${name} is not known`, offset);
    return new Undefined(name);
  }

  #attribute({ name, offset }: { readonly name: string; readonly offset: number }, owner: unknown): unknown {
    if (owner instanceof Undefined) throw new JinjaProblem(`${owner.name || 'this value'} is not defined`, offset);
    if (owner instanceof Namespace) return owner.values.get(name) ?? new Undefined(name);
    const method = methodOf(owner, name);
    if (method !== undefined) return method;
    const value = owner instanceof Map ? (owner.get(name) as unknown) : undefined;
    return value ?? new Undefined(name);
  }

  #slice({ of, from, until }: Extract<Expression, { type: 'slice' }>, frame: Frame): unknown {
    const value = this.#value(of, frame);
    const [start, end] = [from, until].map((e) => (e === undefined ? undefined : numberOf(this.#value(e, frame))));
    return typeof value === 'string' ? value.slice(start, end) : (itemsOf(value) ?? []).slice(start, end);
  }

  #call(expression: Extract<Expression, { type: 'call' }>, frame: Frame, extra: ReadonlyMap<string, unknown>): unknown {
    const { of, offset } = expression;
    const called = this.#value(of, frame);
    if (typeof called !== 'function') {
      const name = of.type === 'name' || of.type === 'attribute' ? of.name : 'this value';
      throw new JinjaProblem(
        called instanceof Undefined ? `there is no function or macro ${name}` : `${name} cannot be called`,
        offset,
      );
    }
    const { positional, named } = this.#arguments(expression, frame);
    return (called as JinjaFunction)(positional, new Map([...named, ...extra]));
  }

  #arguments({ positional, named }: Arguments, frame: Frame): { positional: unknown[]; named: Map<string, unknown> } {
    return {
      positional: positional.map((item) => this.#value(item, frame)),
      named: new Map(named.map(([name, item]) => [name, this.#value(item, frame)])),
    };
  }

  #filter(name: string, offset: number) {
    const filter = Object.hasOwn(filters, name) ? filters[name] : undefined;
    if (filter === undefined) throw new JinjaProblem(`there is no filter named ${name}`, offset);
    return filter;
  }

  #binary(expression: Extract<Expression, { type: 'binary' }>, frame: Frame): unknown {
    const { sign, offset } = expression;
    const left = this.#value(expression.left, frame);
    if (sign === 'and' || sign === 'or') {
      return isTrue(left) === (sign === 'or') ? left : this.#value(expression.right, frame);
    }
    const right = this.#value(expression.right, frame);
    const result = combined(sign, left, right);
    if (result === undefined) throw new JinjaProblem(`\`${sign}\` does not work on these values`, offset);
    return result;
  }
}

function combined(sign: string, left: unknown, right: unknown): unknown {
  switch (sign) {
    case '==':
      return isEqual(left, right);
    case '!=':
      return !isEqual(left, right);
    case '~':
      return printed(left) + printed(right);
    case 'in':
      return contains(right, left);
    case 'not in': {
      const found = contains(right, left);
      return found === undefined ? undefined : !found;
    }
    case '<':
    case '<=':
    case '>':
    case '>=':
      return ordered(sign, order(left, right));
    default:
      return calculated(sign, left, right);
  }
}

function ordered(sign: string, difference: number | undefined): boolean | undefined {
  if (difference === undefined) return undefined;
  if (sign === '<') return difference < 0;
  if (sign === '<=') return difference <= 0;
  return sign === '>' ? difference > 0 : difference >= 0;
}

function calculated(sign: string, left: unknown, right: unknown): unknown {
  if (sign === '+' && typeof left === 'string' && typeof right === 'string') return left + right;
  if (sign === '+' && Array.isArray(left) && Array.isArray(right))
    return [...(left as unknown[]), ...(right as unknown[])];
  const [a, b] = [numberOf(left), numberOf(right)];
  if (sign === '*' && typeof left === 'string' && b !== undefined) return left.repeat(Math.max(0, b));
  if (a === undefined || b === undefined) return undefined;
  const wrap = (value: number): unknown => (left instanceof Float || right instanceof Float ? new Float(value) : value);
  if (sign === '+') return wrap(a + b);
  if (sign === '-') return wrap(a - b);
  if (sign === '*') return wrap(a * b);
  if (sign === '**') return wrap(a ** b);
  if (b === 0) return undefined;
  if (sign === '/') return new Float(a / b);
  return wrap(sign === '//' ? Math.floor(a / b) : a - b * Math.floor(a / b));
}

function itemOf(owner: unknown, key: unknown, offset: number): unknown {
  if (owner instanceof Undefined) throw new JinjaProblem(`${owner.name || 'this value'} is not defined`, offset);
  if (owner instanceof Map) return (owner.get(key) as unknown) ?? new Undefined(printed(key));
  const at = numberOf(key);
  if (at !== undefined) return itemsOf(owner)?.at(at) ?? new Undefined(printed(key));
  return new Undefined(printed(key));
}

function loopValues(items: readonly unknown[], i: number): Map<string, unknown> {
  const cycle: JinjaFunction = (given) => given[i % given.length];
  return new Map<string, unknown>([
    ['index', i + 1],
    ['index0', i],
    ['revindex', items.length - i],
    ['revindex0', items.length - i - 1],
    ['first', i === 0],
    ['last', i === items.length - 1],
    ['length', items.length],
    ['previtem', items[i - 1] ?? new Undefined('previtem')],
    ['nextitem', items[i + 1] ?? new Undefined('nextitem')],
    ['cycle', cycle],
  ]);
}
