// The Jinja that configuration files use: `{{ env_var('X', 'default') }}`, conditions and `{% set %}`. Keeps a map from the
// rendered text back to the file, so that a problem in the YAML behind it is shown where its author wrote it.
import { evaluate, isTrue, printed, TemplateProblem, type Scope } from './templateExpression.ts';

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

interface Piece {
  readonly rendered: number;
  readonly source: number;
  /** Copied as it is; otherwise every offset inside belongs to `source`. */
  readonly copied: boolean;
}

interface Branch {
  /** Is the text of the branch we are in part of the result? */
  active: boolean;
  taken: boolean;
  readonly outerActive: boolean;
  readonly offset: number;
}

const tag = /\{\{-?\s*([\s\S]*?)\s*-?\}\}|\{#[\s\S]*?#\}|\{%-?\s*([\s\S]*?)\s*-?%\}/g;

export function renderTemplate(source: string, env: Readonly<Record<string, string | undefined>>): RenderedTemplate {
  const scope: Scope = { env, variables: new Map() };
  const output = new Output();
  const branches: Branch[] = [];
  let position = 0;
  tag.lastIndex = 0;
  for (let match = tag.exec(source); match !== null; match = tag.exec(source)) {
    const active = branches.at(-1)?.active ?? true;
    if (active) output.copy(source, position, match.index);
    position = match.index + match[0].length;
    const start = match.index;
    const [, expression, statement] = match;
    if (expression !== undefined) {
      if (active) output.insert(printed(at(start, () => evaluate(expression, scope))), start);
    } else if (statement === 'raw') {
      const end = /\{%-?\s*endraw\s*-?%\}/g;
      end.lastIndex = position;
      const found = end.exec(source);
      if (found === null) throw new TemplateError('{% raw %} is never closed', start);
      if (active) output.copy(source, position, found.index);
      position = tag.lastIndex = end.lastIndex;
    } else if (statement !== undefined) at(start, () => runStatement(statement, { scope, branches, offset: start }));
  }
  const open = branches.at(-1);
  if (open !== undefined) throw new TemplateError('{% if %} is never closed with {% endif %}', open.offset);
  output.copy(source, position, source.length);
  return output.finish();
}

function at<T>(offset: number, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (error instanceof TemplateProblem) throw new TemplateError(error.message, offset);
    throw error;
  }
}

function runStatement(statement: string, state: { scope: Scope; branches: Branch[]; offset: number }): void {
  const { scope, branches, offset } = state;
  const active = branches.at(-1)?.active ?? true;
  const [, word = '', rest = ''] = /^(\w+)\s*([\s\S]*)$/.exec(statement) ?? [];
  const top = branches.at(-1);
  if (word === 'if') {
    const holds = active && isTrue(evaluate(rest, scope));
    branches.push({ active: holds, taken: holds, outerActive: active, offset });
  } else if (word === 'elif' && top !== undefined) {
    top.active = top.outerActive && !top.taken && isTrue(evaluate(rest, scope));
    top.taken ||= top.active;
  } else if (word === 'else' && top !== undefined) {
    top.active = top.outerActive && !top.taken;
    top.taken = true;
  } else if (word === 'endif' && top !== undefined) {
    branches.pop();
  } else if (word === 'set') {
    const [, name, value] = /^(\w+)\s*=\s*([\s\S]+)$/.exec(rest) ?? [];
    if (name === undefined || value === undefined) throw new TemplateProblem(`{% ${statement} %}`);
    if (active) scope.variables.set(name, evaluate(value, scope));
  } else throw new TemplateProblem(`{% ${statement} %}`);
}

class Output {
  private readonly parts: string[] = [];
  private readonly pieces: Piece[] = [];
  private length = 0;

  copy(source: string, start: number, end: number): void {
    if (end > start) this.add(source.slice(start, end), { rendered: this.length, source: start, copied: true });
  }

  insert(text: string, source: number): void {
    if (text !== '') this.add(text, { rendered: this.length, source, copied: false });
  }

  private add(text: string, piece: Piece): void {
    this.parts.push(text);
    this.pieces.push(piece);
    this.length += text.length;
  }

  finish(): RenderedTemplate {
    const { pieces } = this;
    return {
      text: this.parts.join(''),
      sourceOffset: (rendered) => {
        const piece = pieces.findLast((each) => each.rendered <= rendered);
        if (piece === undefined) return rendered;
        return piece.copied ? piece.source + (rendered - piece.rendered) : piece.source;
      },
    };
  }
}
