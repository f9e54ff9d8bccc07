// A type from a plan's JSON as DuckDB writes it itself: `STRUCT(a INTEGER, "b c" VARCHAR[])`.
import { quoteString } from '../../../sql/literal.ts';
import { quoteIdentifier } from '../../../sql/tableName.ts';
import { text, tree, trees, type Tree } from './tree.ts';

export function typeText(type: Tree): string {
  const info = tree(type['type_info']) ?? {};
  const alias = text(info['alias']);
  if (alias !== '') return alias;
  const id = text(type['id']);
  switch (id) {
    case 'DECIMAL':
      return `DECIMAL(${Number(info['width'] ?? 18)},${Number(info['scale'] ?? 0)})`;
    case 'LIST':
      return `${child(info)}[]`;
    case 'ARRAY':
      return `${child(info)}[${Number(info['size'])}]`;
    case 'STRUCT':
      return `STRUCT(${fields(info)})`;
    case 'UNION':
      return `UNION(${fields(info, 1)})`;
    case 'MAP': {
      const [key, value] = trees(tree(tree(info['child_type'])?.['type_info'])?.['child_types']);
      return `MAP(${member(key)}, ${member(value)})`;
    }
    case 'ENUM':
      return `ENUM(${(info['values'] as string[]).map(quoteString).join(', ')})`;
    case 'NULL':
      return 'INTEGER';
    default:
      return id;
  }
}

function child(info: Tree): string {
  return typeText(tree(info['child_type']) ?? {});
}

/** A UNION's first field is its tag. */
function fields(info: Tree, from = 0): string {
  const list = trees(info['child_types']).slice(from);
  if (list.every((field) => text(field['first']) === '')) return list.map(member).join(', ');
  return list.map((field) => `${fieldName(text(field['first']))} ${member(field)}`).join(', ');
}

function member(field: Tree | undefined): string {
  return typeText(tree(field?.['second']) ?? {});
}

/** Keywords need quotes too; DuckDB leaves them out only where it knows that none is needed. */
function fieldName(name: string): string {
  return /^[a-z_][a-z0-9_]*$/i.test(name) ? name : quoteIdentifier(name);
}
