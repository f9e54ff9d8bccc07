// A parsed YAML document → a tree of ConfigNodes, aliases unfolded.
import type { Alias, Document, Node as YamlNode, Pair, Scalar } from 'yaml';
import { diagnostic, type Diagnostic, type SourceLocation } from '../../error/diagnostic.ts';
import { mapNode, scalarNode, type ConfigEntry, type ConfigNode } from './node.ts';

/** Aliases that contain themselves, or that unfold into millions of values. */
export class AliasProblem extends Error {
  readonly at: SourceLocation | undefined;
  constructor(message: string, at: SourceLocation | undefined) {
    super(message);
    this.at = at;
  }
}

const mostAliases = 1000;

type Yaml = typeof import('yaml');

interface MapEntries {
  readonly own: readonly ConfigEntry[];
  /** From `<<: *base`. */
  readonly merged: readonly ConfigEntry[];
}

function ownKeysWin(parts: readonly MapEntries[], report: TreeOptions['report']): ConfigEntry[] {
  const own = new Map<string, ConfigEntry>();
  for (const entry of parts.flatMap((part) => part.own)) {
    if (!own.has(entry.key)) own.set(entry.key, entry);
    else report(diagnostic('CONFIG_DUPLICATE_KEY', { key: entry.key, first: entry.key }, { at: entry.at }));
  }
  return [...parts.flatMap((part) => part.merged).filter((entry) => !own.has(entry.key)), ...own.values()];
}

export interface TreeOptions {
  readonly yaml: Yaml;
  readonly located: (start: number, end?: number) => SourceLocation;
  readonly report: (problem: Diagnostic) => void;
}

export function treeFromYaml(document: Document, { yaml, located, report }: TreeOptions): ConfigNode {
  const place = (node: YamlNode | null): SourceLocation | undefined =>
    node?.range === undefined || node?.range === null
      ? undefined
      : located(node.range[0], yaml.isScalar(node) ? node.range[1] : undefined);

  const open = new Set<YamlNode>();
  const anchors = new Map<string, YamlNode>();
  let aliases = 0;
  const unalias = (alias: Alias): ConfigNode => {
    const target = anchors.get(alias.source);
    if (target === undefined || open.has(target))
      throw new AliasProblem(`*${alias.source} contains itself`, place(alias));
    if (++aliases > mostAliases) throw new AliasProblem(`it has more than ${mostAliases} aliases`, place(alias));
    return { ...convert(target), at: place(alias) };
  };

  const convert = (node: YamlNode | null): ConfigNode => {
    if (node === null) return scalarNode(null);
    if (yaml.isAlias(node)) return unalias(node);
    open.add(node);
    if (node.anchor !== undefined) anchors.set(node.anchor, node);
    const converted = unfold(node);
    open.delete(node);
    return converted;
  };

  const unfold = (node: Exclude<YamlNode, Alias>): ConfigNode => {
    if (yaml.isMap(node))
      return mapNode(
        ownKeysWin(
          node.items.map((pair) => entries(pair)),
          report,
        ),
        place(node),
      );
    if (yaml.isSeq(node)) {
      const items = node.items.map((item) => convert(item as YamlNode | null));
      return { content: { type: 'list', items }, at: place(node) };
    }
    return scalarNode(node.value, place(node));
  };

  const entries = (pair: Pair): MapEntries => {
    const key = pair.key as Scalar;
    const value = convert(pair.value as YamlNode | null);
    const entry = { key: String(key.value), at: place(key), value: { ...value, at: value.at ?? place(key) } };
    return key.value === '<<' && value.content.type === 'map'
      ? { own: [], merged: value.content.entries }
      : { own: [entry], merged: [] };
  };

  return document.contents === null ? mapNode([]) : convert(document.contents);
}
