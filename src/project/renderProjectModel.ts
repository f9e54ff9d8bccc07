// `mesh render` as a value: the texts of one model, laid out and translated as wished.
import { lex } from '../sql/lexer.ts';
import type { FormatStyle } from '../sql/format/formatStyle.ts';
import { findModel } from './findModel.ts';
import type { Project } from './openProject.ts';
import { renderModel, type RenderModelRequest } from './renderModel.ts';

export interface RenderProjectRequest extends Omit<RenderModelRequest, 'expand' | 'queryOf'> {
  /** Names; `*` or `true` for all. */
  readonly expand: readonly string[];
  readonly dialect?: string | undefined;
  readonly isFormatted: boolean;
  /** Over what the configuration says. */
  readonly style?: Partial<FormatStyle> | undefined;
}

export interface RenderedTextsOfModel {
  readonly model: string;
  readonly kind: string;
  readonly query: string | null;
  readonly preStatements: readonly string[];
  readonly postStatements: readonly string[];
}

export async function renderProjectModel(
  project: Project,
  request: RenderProjectRequest,
): Promise<RenderedTextsOfModel> {
  const { expand: names, dialect, isFormatted, style, ...rest } = request;
  const rendered = await renderModel(project, { ...rest, expand: await expandNames(project, names) });
  const frontend = await project.frontend();
  const target = dialect?.toLowerCase() ?? frontend.dialect;
  const finish = async (text: string, expect: 'query' | 'statement'): Promise<string> => {
    const translated =
      target === frontend.dialect ? text : await translateTo(text, { from: frontend.dialect, to: target, expect });
    return isFormatted ? laidOut(project, translated, { dialect: target, style }) : translated;
  };
  const each = async (texts: readonly string[]): Promise<string[]> => {
    const done: string[] = [];
    for (const text of texts) done.push(await finish(text, 'statement'));
    return done;
  };
  return {
    model: rendered.model.name,
    kind: rendered.model.kind.name,
    query: rendered.query === undefined ? null : await finish(rendered.query, 'query'),
    preStatements: await each(rendered.preStatements),
    postStatements: await each(rendered.postStatements),
  };
}

async function expandNames(project: Project, names: readonly string[]): Promise<RenderModelRequest['expand']> {
  if (names.some((name) => name === '*' || name.toLowerCase() === 'true')) return 'all';
  const { models } = await project.loadValid();
  const catalog = await project.defaultCatalog();
  return new Set(names.map((name) => findModel(models, name, catalog).name));
}

async function translateTo(
  text: string,
  { from, to, expect }: { readonly from: string; readonly to: string; readonly expect: 'query' | 'statement' },
): Promise<string> {
  const { translate } = await import('../sql/dialect.ts');
  // Only the engine's own dialect has a parser here that could check the result.
  return translate(text, { from, to, expect, parse: async () => ({ type: 'query' }) });
}

/** A text that cannot be laid out is shown as it is. */
async function laidOut(
  project: Project,
  text: string,
  { dialect, style }: { readonly dialect: string; readonly style: Partial<FormatStyle> | undefined },
): Promise<string> {
  const { createQueryFormatter } = await import('../sql/format/formatQuery.ts');
  const formatter = await createQueryFormatter(dialect, { ...(await project.config()).format, ...style });
  const trimmed = text.trim();
  const tokens = lex(trimmed, dialect);
  return tokens.count === 0 ? trimmed : (formatter.format(tokens, { first: 0, end: tokens.count }) ?? trimmed);
}
