// The Jinja of configuration files: `{{ env_var('X', 'default') }}`, conditions, loops and `{% set %}`. Keeps a map from the
// rendered text back to the file, so that a problem in the YAML behind it is shown where its author wrote it.
import { JinjaProblem } from '../../jinja/problem.ts';
import { renderTemplate as renderJinja } from '../../jinja/render.ts';
import { printed, Undefined, type JinjaFunction } from '../../jinja/value.ts';
import { originalOffset } from '../../sql/edit.ts';

export interface RenderedTemplate {
  readonly text: string;
  /** The offset in the source of an offset in the rendered text. */
  readonly sourceOffset: (rendered: number) => number;
}

export class TemplateError extends Error {
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

export function renderTemplate(source: string, env: Readonly<Record<string, string | undefined>>): RenderedTemplate {
  const variable: JinjaFunction = ([first, second], named) => {
    const name = printed(first ?? named.get('key'));
    const otherwise = second ?? named.get('default');
    // Counts as none; only whoever uses its text has a problem.
    return env[name] ?? (otherwise === undefined ? new Undefined(name, `\uE000${name}\uE001`) : otherwise);
  };
  try {
    const lookup = (name: string): unknown => (name === 'env_var' ? variable : undefined);
    const { text, map } = renderJinja(source, { lookup, macros: new Map(), strict: true });
    return { text, sourceOffset: (rendered) => originalOffset(map, rendered) };
  } catch (error) {
    if (error instanceof JinjaProblem) throw new TemplateError(error.message, error.offset);
    throw error;
  }
}

const unsetMarker = /\uE000([^\uE001]*)\uE001/;

/** The name of a variable that is not set but whose text was asked for. */
export function unsetVariable(text: string): string | undefined {
  return unsetMarker.exec(text)?.[1];
}
