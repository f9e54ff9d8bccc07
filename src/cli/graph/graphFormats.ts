// The graph for other programs: JSON as cli.md says, Graphviz, Mermaid.
import type { GraphModel } from '../../project/projectGraph.ts';
import { externalNames } from './graphText.ts';

export function graphJson(models: readonly GraphModel[]): unknown {
  const sorted = [...models].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    models: sorted.map(({ name, kind, parents, columns, tags, cron, at, owner, description }) => ({
      name,
      kind,
      parents,
      columns: Object.fromEntries((columns ?? []).map((column) => [column.name, column.type])),
      tags: [...tags].sort(),
      cron,
      at: { file: at.file },
      owner: owner ?? null,
      description: description ?? null,
    })),
  };
}

export function graphDot(models: readonly GraphModel[]): string {
  const quote = (text: string): string => `"${text.replace(/[\\"]/g, '\\$&')}"`;
  return [
    'digraph mesh {',
    '  rankdir=LR;',
    '  node [shape=box, style=rounded, fontname="Helvetica", fontsize=11];',
    ...models.map(({ name, kind }) => `  ${quote(name)} [tooltip=${quote(kind)}];`),
    ...externalNames(models).map((name) => `  ${quote(name)} [style="rounded,dashed"];`),
    ...models.flatMap(({ name, parents }) => parents.map((parent) => `  ${quote(parent)} -> ${quote(name)};`)),
    '}',
  ].join('\n');
}

export function graphMermaid(models: readonly GraphModel[]): string {
  const external = externalNames(models);
  const ids = new Map([...models.map((model) => model.name), ...external].map((name, i) => [name, `m${i}`]));
  const label = (text: string): string => text.replaceAll('"', '#quot;');
  return [
    'flowchart LR',
    ...models.map(({ name }) => `  ${ids.get(name)}["${label(name)}"]`),
    ...external.map((name) => `  ${ids.get(name)}[("${label(name)}")]`),
    ...models.flatMap(({ name, parents }) => parents.map((parent) => `  ${ids.get(parent)} --> ${ids.get(name)}`)),
  ].join('\n');
}
