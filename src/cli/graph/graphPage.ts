// The graph as one html file that needs nothing else: data, style and script are inside.
import { readFileSync } from 'node:fs';
import type { GraphModel } from '../../project/projectGraph.ts';
import { packageFolder } from '../../util/packageFolder.ts';
import { externalNames } from './graphText.ts';
import { layOutGraph, nodeHeight, nodeWidth } from './layout.ts';

const scripts = ['model.js', 'draw.js', 'focus.js', 'camera.js', 'panel.js', 'input.js'];

export interface PageOptions {
  /** What the page is called: the project's folder. */
  readonly heading: string;
  /** What is open when the page is. */
  readonly selected?: { readonly model: string; readonly column: string | undefined } | undefined;
}

/** Models must come parents first. */
export function graphPage(models: readonly GraphModel[], { heading, selected }: PageOptions): string {
  const title = `${heading}: graph of models`;
  const parts: Readonly<Record<string, string>> = {
    title: escapeHtml(title),
    heading: escapeHtml(heading),
    description: escapeHtml(`${title}, ${models.length} in all. The list beside it names them.`),
    style: asset('page.css'),
    // `<` would let a text of the user's end the element.
    data: JSON.stringify({ ...pageData(models), selected }).replaceAll('<', '\\u003c'),
    script: `(() => {\n'use strict';\n${scripts.map(scriptPart).join('\n')}\n})();`,
  };
  return asset('page.html').replace(/\{\{(\w+)\}\}/g, (whole, name: string) => parts[name] ?? whole);
}

function pageData(models: readonly GraphModel[]): object {
  const external = externalNames(models);
  const all = [...external.map((name) => ({ name, parents: [] as readonly string[] })), ...models];
  const layout = layOutGraph(all);
  const index = new Map(all.map((node, i) => [node.name, i]));
  const byName = new Map(models.map((model) => [model.name, model]));
  return {
    box: { width: nodeWidth, height: nodeHeight },
    nodes: layout.nodes.map(({ name, x, y }) => ({ name, x: round(x), y: round(y), ...nodeFacts(byName.get(name)) })),
    edges: layout.edges.map(({ from, to, points }) => [
      index.get(from),
      index.get(to),
      points.map(([x, y]) => [round(x), round(y)]),
    ]),
  };
}

function nodeFacts(model: GraphModel | undefined): object {
  if (model === undefined) return { kind: 'EXTERNAL', tags: [], cron: '', file: '', line: 0, columns: null };
  const { kind, tags, cron, owner, description, at, sql, columns } = model;
  return { kind, tags, cron, owner, description, file: at.file, line: at.line, sql, columns };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Modules for the linter's and editors' sake; in the page they share one scope. */
function scriptPart(name: string): string {
  return asset(name)
    .replace(/^import .*;\n/gm, '')
    .replace(/^export /gm, '');
}

function asset(name: string): string {
  return readFileSync(new URL(`assets/graph/${name}`, packageFolder), 'utf8');
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
