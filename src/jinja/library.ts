// `{% macro %}` definitions of a project, and those of them that a template may call.
import { parseTemplate, type MacroNode, type Node } from './nodes.ts';

/** Sources of macros by name. */
export type MacroLibrary = ReadonlyMap<string, string>;

/** Throws JinjaProblem. What stands between the macros does not count. */
export function macroSources(template: string): MacroLibrary {
  return new Map(macrosOf(parseTemplate(template)).map(({ name, start, end }) => [name, template.slice(start, end)]));
}

function macrosOf(nodes: readonly Node[]): readonly Extract<Node, { type: 'macro' }>[] {
  return nodes.filter((node) => node.type === 'macro');
}

/** The macros whose names stand in the text, and those that they name in turn, as one template. */
export function macrosFor(text: string, library: MacroLibrary): string {
  if (library.size === 0) return '';
  const needed = new Set<string>();
  const open = [text];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const [word] of next.matchAll(/[A-Za-z_]\w*/g)) {
      if (!library.has(word) || needed.has(word)) continue;
      needed.add(word);
      open.push(library.get(word)!);
    }
  }
  return [...needed]
    .sort()
    .map((name) => library.get(name)!)
    .join('\n');
}

const none: ReadonlyMap<string, MacroNode> = new Map();

// Thousands of models of a project call the same few.
let last: { readonly source: string; readonly macros: ReadonlyMap<string, MacroNode> } = { source: '', macros: none };

export function parsedMacros(source: string): ReadonlyMap<string, MacroNode> {
  if (last.source !== source)
    last = { source, macros: new Map(macrosOf(parseTemplate(source)).map((macro) => [macro.name, macro])) };
  return last.macros;
}
