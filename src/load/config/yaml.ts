// A YAML configuration file as a tree with positions. `yaml` costs 30 ms to load, so only YAML projects pay for it.
import { diagnostic, type Diagnostic, type SourceLocation } from '../../error/diagnostic.ts';
import { configPlace } from './position.ts';
import type { ConfigNode } from './node.ts';
import { renderTemplate, TemplateError, type RenderedTemplate } from './template.ts';
import { AliasProblem, treeFromYaml } from './yamlTree.ts';
import type { YAMLParseError } from 'yaml';

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
  const document = yaml.parseDocument(template.text, { prettyErrors: false, uniqueKeys: false });
  const located = (start: number, end = start): SourceLocation => {
    // What a template printed is one place: its own.
    const [from, to] = [template.sourceOffset(start), template.sourceOffset(end)];
    return place(from, to - from === end - start ? to : from);
  };
  if (document.errors.length > 0) {
    // One slip inside several brackets is reported once for each of them.
    const first = new Map(document.errors.map((error) => [`${error.pos[0]} ${error.message}`, error]));
    const problems = [...first.values()].map((error) =>
      diagnostic('CONFIG_SYNTAX', { detail: detailOf(error) }, { at: located(error.pos[0]) }),
    );
    return { node: undefined, diagnostics: problems };
  }
  try {
    const diagnostics: Diagnostic[] = [];
    const report = (problem: Diagnostic): void => void diagnostics.push(problem);
    return { node: treeFromYaml(document, { yaml, located, report }), diagnostics };
  } catch (error) {
    if (!(error instanceof AliasProblem)) throw error;
    return { node: undefined, diagnostics: [diagnostic('CONFIG_SYNTAX', { detail: error.message }, { at: error.at })] };
  }
}

function detailOf(error: YAMLParseError): string {
  return error.code === 'MULTIPLE_DOCS' ? 'it holds more than one document' : error.message;
}
