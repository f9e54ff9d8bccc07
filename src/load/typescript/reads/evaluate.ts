// What an expression may be. Everything in it is looked at once, because any part of it may read.
import type { AnyNode, CallExpression, MemberExpression, NewExpression, SpreadElement } from 'acorn';
import { builtinCall } from './builtins.ts';
import type { CodeFollower } from './codeFollower.ts';
import type { CodeScope } from './codeScope.ts';
import { joinedText } from './joinedText.ts';
import {
  arrayOf,
  either,
  emptyObject,
  itemsOf,
  made,
  nothing,
  setField,
  textValue,
  unknown,
  type ClassAtom,
  type Value,
} from './values.ts';

export function evaluate(reader: CodeFollower, node: AnyNode, scope: CodeScope): Value {
  if (reader.isOver()) return unknown;
  const value = (each: AnyNode | null | undefined): Value => (each == null ? nothing : evaluate(reader, each, scope));
  switch (node.type) {
    case 'Identifier':
      return node.name === 'undefined' ? nothing : (scope.lookup(node.name) ?? unknown);
    case 'Literal':
      return typeof node.value === 'string' ? textValue(node.value) : unknown;
    case 'ThisExpression':
      return scope.self ?? unknown;
    case 'TemplateLiteral':
      return joinedText(
        node.quasis.flatMap(({ value: { cooked } }, i) => {
          const between = node.expressions[i];
          return [textValue(cooked ?? ''), ...(between === undefined ? [] : [value(between)])];
        }),
      );
    case 'TaggedTemplateExpression':
      return taggedTemplate(reader, node, scope);
    case 'ArrowFunctionExpression':
      return reader.closure({ type: 'function', node, scope });
    case 'FunctionExpression':
      return reader.closure({ type: 'function', node, scope, self: unknown });
    case 'ClassExpression':
    case 'ClassDeclaration':
      return [{ type: 'class', node, scope, fields: new Map() }];
    case 'ObjectExpression':
      return objectOf(reader, node.properties, scope);
    case 'ArrayExpression':
      return listOf(reader, node.elements, scope);
    case 'MemberExpression':
      return memberOf(reader, node, scope);
    case 'CallExpression':
      return callOf(reader, node, scope);
    case 'NewExpression':
      return instanceOf(reader, node, scope);
    case 'AssignmentExpression':
      return assigned(reader, node.left, value(node.right), scope);
    case 'BinaryExpression': {
      const [left, right] = [value(node.left), value(node.right)];
      return node.operator === '+' ? joinedText([left, right]) : unknown;
    }
    case 'LogicalExpression':
      return either(value(node.left), value(node.right));
    case 'ConditionalExpression':
      value(node.test);
      return either(value(node.consequent), value(node.alternate));
    case 'SequenceExpression':
      return node.expressions.map(value).at(-1)!;
    case 'AwaitExpression':
    case 'ParenthesizedExpression':
    case 'ChainExpression':
      return value('argument' in node ? node.argument : node.expression);
    case 'YieldExpression':
    case 'UnaryExpression':
    case 'UpdateExpression':
      value(node.argument);
      return unknown;
    case 'ImportExpression': {
      const module = reader.moduleOf(scope)?.resolved(node.source);
      return module === undefined ? unknown : [{ type: 'module', module }];
    }
    default:
      return unknown;
  }
}

function taggedTemplate(
  reader: CodeFollower,
  { tag, quasi }: AnyNode & { readonly type: 'TaggedTemplateExpression' },
  scope: CodeScope,
): Value {
  const values = quasi.expressions.map((each) => evaluate(reader, each, scope));
  if (tag.type !== 'Identifier' || tag.name !== 'sql') return unknown;
  // Values are bound, relations are embedded: no part can be the name of a table.
  const parts = quasi.quasis.flatMap(({ value: { cooked } }, i) =>
    values[i] === undefined ? [textValue(cooked ?? '')] : [textValue(cooked ?? ''), made],
  );
  for (const atom of joinedText(parts))
    if (atom.type === 'text' || atom.type === 'query') reader.noted.queries.add(atom.text);
  return made;
}

function objectOf(
  reader: CodeFollower,
  properties: (AnyNode & { readonly type: 'ObjectExpression' })['properties'],
  scope: CodeScope,
): Value {
  const object = emptyObject();
  for (const property of properties) {
    if (property.type === 'SpreadElement') {
      for (const atom of evaluate(reader, property.argument, scope)) {
        if (atom.type === 'object') {
          for (const [name, value] of atom.fields) object.fields.set(name, value);
          object.others.push(...atom.others);
        } else object.others.push([atom]);
      }
      continue;
    }
    const name = reader.keyName(property, scope);
    const { value, kind, method } = property;
    const isMethod = (method || kind !== 'init') && value.type === 'FunctionExpression';
    const given = isMethod
      ? reader.closure({ type: 'function', node: value, scope, self: [object] })
      : evaluate(reader, value, scope);
    const held = kind === 'get' ? reader.callValue(given, [], value, scope) : given;
    if (name === undefined) object.others.push(held);
    else if (kind !== 'set') object.fields.set(name, held);
  }
  return [object];
}

/** Items of a list and of the lists that are spread into it; from the first of unknown length on it is not known which. */
function listOf(reader: CodeFollower, nodes: readonly (AnyNode | SpreadElement | null)[], scope: CodeScope): Value {
  const items: Value[] = [];
  let more: Value[] | undefined;
  for (const node of nodes) {
    const isSpread = node?.type === 'SpreadElement';
    const value = node === null ? nothing : evaluate(reader, isSpread ? node.argument : node, scope);
    const [only] = value;
    const known = isSpread
      ? value.length === 1 && only?.type === 'array'
        ? only
        : undefined
      : { items: [value], more: [] };
    if (more === undefined && known !== undefined) items.push(...known.items);
    else (more ??= []).push(isSpread ? itemsOf(value) : value);
    if (known !== undefined && known.more.length > 0) (more ??= []).push(...known.more);
  }
  return arrayOf(items, more);
}

export function argumentsOf(
  reader: CodeFollower,
  { arguments: nodes }: CallExpression | NewExpression,
  scope: CodeScope,
): Value[] {
  const [list] = listOf(reader, nodes, scope);
  if (list?.type !== 'array') return [];
  // As many as a call may well have.
  return list.more.length === 0
    ? list.items
    : [...list.items, ...Array.from({ length: 8 }, () => either(...list.more))];
}

function memberOf(reader: CodeFollower, node: MemberExpression, scope: CodeScope): Value {
  const name = memberName(reader, node, scope);
  if (node.object.type === 'Super') return reader.superMember(scope, name);
  return reader.get(evaluate(reader, node.object, scope), name);
}

function memberName(
  reader: CodeFollower,
  { property, computed }: MemberExpression,
  scope: CodeScope,
): string | undefined {
  if (computed && property.type === 'Literal') return String(property.value);
  return reader.keyName({ key: property, computed }, scope);
}

function callOf(reader: CodeFollower, node: CallExpression, scope: CodeScope): Value {
  const { callee } = node;
  const given = argumentsOf(reader, node, scope);
  if (callee.type === 'Super') {
    const [object] = scope.self ?? [];
    if (scope.home !== undefined && object?.type === 'object') reader.constructParent(scope.home, given, object);
    return nothing;
  }
  if (callee.type !== 'MemberExpression') {
    const known = builtinCall(reader, { callee, given, scope });
    return known ?? reader.callValue(evaluate(reader, callee, scope), given, callee, scope);
  }
  const name = memberName(reader, callee, scope);
  const object = callee.object.type === 'Super' ? nothing : evaluate(reader, callee.object, scope);
  const known = builtinCall(reader, { callee, given, scope, object, name });
  if (known !== undefined) return known;
  const method = callee.object.type === 'Super' ? reader.superMember(scope, name) : reader.get(object, name);
  return reader.callValue(method, given, callee, scope);
}

function instanceOf(reader: CodeFollower, node: NewExpression, scope: CodeScope): Value {
  const given = argumentsOf(reader, node, scope);
  const classes = evaluate(reader, node.callee, scope).filter((atom): atom is ClassAtom => atom.type === 'class');
  return classes.length === 0 ? unknown : either(...classes.map((atom) => reader.construct(atom, given)));
}

function assigned(reader: CodeFollower, target: AnyNode, value: Value, scope: CodeScope): Value {
  if (target.type === 'Identifier') scope.assign(target.name, value);
  else if (target.type === 'MemberExpression' && target.object.type !== 'Super') {
    const name = memberName(reader, target, scope);
    for (const object of evaluate(reader, target.object, scope)) {
      if ((object.type === 'object' || object.type === 'class') && name !== undefined) setField(object, name, value);
      else if (object.type === 'object') object.others.push(value);
      else if (object.type === 'array') object.more.push(value);
    }
  } else if (target.type === 'ObjectPattern' || target.type === 'ArrayPattern') reader.bind(target, value, scope);
  return value;
}
