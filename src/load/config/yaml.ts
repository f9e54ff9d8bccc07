// A YAML configuration file as a tree with positions. `yaml` costs 30 ms to load, so only YAML projects pay for it.
import { diagnostic, type Diagnostic, type SourceLocation } from '../../error/diagnostic.ts';
import { configPlace } from './position.ts';
import { mapNode, scalarNode, type ConfigEntry, type ConfigNode } from './node.ts';
import { renderTemplate, TemplateError, type RenderedTemplate } from './template.ts';
import type { Document, Node as YamlNode, Pair, Scalar } from 'yaml';

export interface ReadDocument {
  readonly node: ConfigNode | undefined;
  readonly diagnostics: readonly Diagnostic[];
}

export async function readYamlConfig(
  source: string,
  file: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<ReadDocument> {
  const place = configPlace(source, file);
  let template: RenderedTemplate;
  try {
    template = renderTemplate(source, env);
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    const problem = diagnostic('CONFIG_TEMPLATE', { detail: error.message }, { at: place(error.offset) });
    return { node: undefined, diagnostics: [problem] };
  }
  const yaml = await import('yaml');
  const document = yaml.parseDocument(template.text, { prettyErrors: false });
  const located = (offset: number): SourceLocation => place(template.sourceOffset(offset));
  if (document.errors.length > 0) {
    const problems = document.errors.map((error) =>
      diagnostic('CONFIG_SYNTAX', { detail: error.message }, { at: located(error.pos[0]) }),
    );
    return { node: undefined, diagnostics: problems };
  }
  return { node: treeFromYaml(document, yaml, located), diagnostics: [] };
}

type Yaml = typeof import('yaml');

interface MapEntries {
  readonly own: readonly ConfigEntry[];
  /** From `<<: *base`. */
  readonly merged: readonly ConfigEntry[];
}

function ownKeysWin(parts: readonly MapEntries[]): ConfigEntry[] {
  const own = parts.flatMap((part) => part.own);
  const names = new Set(own.map((entry) => entry.key));
  return [...parts.flatMap((part) => part.merged).filter((entry) => !names.has(entry.key)), ...own];
}

function treeFromYaml(document: Document, yaml: Yaml, located: (offset: number) => SourceLocation): ConfigNode {
  const place = (node: YamlNode | null): SourceLocation | undefined =>
    node?.range === undefined || node?.range === null ? undefined : located(node.range[0]);

  const convert = (node: YamlNode | null): ConfigNode => {
    if (node === null) return scalarNode(null);
    if (yaml.isAlias(node)) return { ...convert(node.resolve(document) ?? null), at: place(node) };
    if (yaml.isMap(node)) return mapNode(ownKeysWin(node.items.map((pair) => entries(pair))), place(node));
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
