// Statements in the order in which they stand; every branch is taken.
import type { AnyNode } from 'acorn';
import type { CodeFollower } from './codeFollower.ts';
import type { CodeScope } from './codeScope.ts';
import { itemsOf, keysOf, nothing, type Value } from './values.ts';

/** What they return. */
export function runStatements(reader: CodeFollower, nodes: readonly AnyNode[], scope: CodeScope): Value[] {
  for (const node of nodes)
    if (node.type === 'FunctionDeclaration' && node.id)
      scope.declare(node.id.name, reader.closure({ type: 'function', node, scope }));
  return nodes.flatMap((node) => run(reader, node, scope));
}

function run(reader: CodeFollower, node: AnyNode, scope: CodeScope): Value[] {
  if (reader.isOver()) return [];
  const value = (each: AnyNode | null | undefined): Value => (each == null ? nothing : reader.evaluate(each, scope));
  const inside = (...nodes: readonly (AnyNode | null | undefined)[]): Value[] =>
    nodes.flatMap((each) => (each == null ? [] : runStatements(reader, [each], scope)));
  switch (node.type) {
    case 'VariableDeclaration':
      for (const { id, init } of node.declarations) if (init != null) reader.bind(id, value(init), scope);
      return [];
    case 'ClassDeclaration':
      if (node.id) scope.declare(node.id.name, value(node));
      return [];
    case 'ExpressionStatement':
      value(node.expression);
      return [];
    case 'ReturnStatement':
      return [value(node.argument)];
    case 'ThrowStatement':
      value(node.argument);
      return [];
    case 'BlockStatement':
      return runStatements(reader, node.body, scope);
    case 'IfStatement':
      value(node.test);
      return inside(node.consequent, node.alternate);
    case 'ForStatement':
      if (node.init?.type === 'VariableDeclaration') inside(node.init);
      else value(node.init);
      value(node.test);
      value(node.update);
      return inside(node.body);
    case 'ForOfStatement':
    case 'ForInStatement': {
      const items = node.type === 'ForOfStatement' ? itemsOf(value(node.right)) : keysOf(value(node.right));
      const target = node.left.type === 'VariableDeclaration' ? node.left.declarations[0]!.id : node.left;
      reader.bind(target, items, scope);
      return inside(node.body);
    }
    case 'WhileStatement':
    case 'DoWhileStatement':
      value(node.test);
      return inside(node.body);
    case 'LabeledStatement':
      return inside(node.body);
    case 'SwitchStatement':
      value(node.discriminant);
      return node.cases.flatMap((each) => {
        value(each.test);
        return runStatements(reader, each.consequent, scope);
      });
    case 'TryStatement':
      return inside(node.block, node.handler?.body, node.finalizer);
    default:
      return [];
  }
}
