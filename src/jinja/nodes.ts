// A template's segments → its tree: texts, outputs, loops, conditions, assignments and macros.
import { ExpressionReader, type Expression } from './expression.ts';
import { JinjaProblem } from './problem.ts';
import { segmentsOf, type Segment } from './segments.ts';

interface Place {
  readonly start: number;
  readonly end: number;
}

export interface Parameter {
  readonly name: string;
  readonly otherwise?: Expression;
}

export interface MacroNode {
  readonly type: 'macro';
  readonly name: string;
  readonly parameters: readonly Parameter[];
  readonly body: readonly Node[];
}

export interface Branch {
  /** Absent for `else`. */
  readonly condition?: Expression;
  readonly body: readonly Node[];
}

export type Target = { readonly names: readonly string[] } | { readonly of: string; readonly attribute: string };

export type Node = Place &
  (
    | { readonly type: 'text'; readonly text: string }
    | { readonly type: 'output'; readonly expression: Expression }
    | { readonly type: 'do'; readonly expression: Expression }
    | { readonly type: 'if'; readonly branches: readonly Branch[] }
    | {
        readonly type: 'for';
        readonly names: readonly string[];
        readonly over: Expression;
        readonly filter?: Expression;
        readonly body: readonly Node[];
        readonly otherwise: readonly Node[];
      }
    | { readonly type: 'set'; readonly target: Target; readonly value: Expression }
    | { readonly type: 'setBlock'; readonly target: Target; readonly body: readonly Node[] }
    | MacroNode
    | {
        readonly type: 'call';
        readonly parameters: readonly Parameter[];
        readonly call: Expression;
        readonly body: readonly Node[];
      }
    | { readonly type: 'filter'; readonly filter: string; readonly body: readonly Node[]; readonly offset: number }
    | { readonly type: 'break' | 'continue' }
  );

export function parseTemplate(template: string): readonly Node[] {
  const parser = new TemplateParser(segmentsOf(template));
  const { nodes, tag } = parser.nodes();
  if (tag !== undefined) throw new JinjaProblem(`\`{% ${tag.word} %}\` closes nothing`, tag.segment.start);
  return nodes;
}

interface Tag {
  readonly word: string;
  readonly segment: Segment;
  readonly reader: ExpressionReader;
}

class TemplateParser {
  readonly #segments: readonly Segment[];
  #at = 0;

  constructor(segments: readonly Segment[]) {
    this.#segments = segments;
  }

  /** Up to one of the words that close or continue a block; `tag` is that one. */
  nodes(...closing: string[]): { nodes: Node[]; tag?: Tag } {
    const nodes: Node[] = [];
    while (this.#at < this.#segments.length) {
      const segment = this.#segments[this.#at++]!;
      const { start, end } = segment;
      if (segment.type === 'text') nodes.push({ type: 'text', text: segment.content, start, end });
      else if (segment.type === 'output') {
        const reader = new ExpressionReader(segment.content, segment.contentStart);
        const expression = reader.tuple();
        reader.end();
        nodes.push({ type: 'output', expression, start, end });
      } else {
        const reader = new ExpressionReader(segment.content, segment.contentStart);
        const tag: Tag = { word: reader.name(), segment, reader };
        if (closing.includes(tag.word) || /^(end|else$|elif$)/.test(tag.word)) {
          return { nodes, tag };
        }
        nodes.push(this.#statement(tag));
      }
    }
    return { nodes };
  }

  #statement(tag: Tag): Node {
    const { word, segment, reader } = tag;
    const { start } = segment;
    switch (word) {
      case 'if':
        return this.#if(tag);
      case 'for':
        return this.#for(tag);
      case 'set':
        return this.#set(tag);
      case 'macro': {
        const name = reader.name();
        reader.expect('(');
        return { type: 'macro', name, parameters: parameters(reader), start, ...this.#body(tag, 'endmacro') };
      }
      case 'call': {
        const given = reader.accept('(') === undefined ? [] : parameters(reader);
        const call = reader.expression();
        return { type: 'call', parameters: given, call, start, ...this.#body(tag, 'endcall') };
      }
      case 'filter': {
        const { offset } = reader;
        return { type: 'filter', filter: reader.name(), offset, start, ...this.#body(tag, 'endfilter') };
      }
      case 'do': {
        const expression = reader.tuple();
        reader.end();
        return { type: 'do', expression, start, end: segment.end };
      }
      case 'break':
      case 'continue':
        return { type: word, start, end: segment.end };
      default:
        throw new JinjaProblem(`the statement \`{% ${word} %}\` is not supported`, start);
    }
  }

  /** The nodes up to the closing tag, and where that ends. */
  #body(open: Tag, closing: string): { body: readonly Node[]; end: number } {
    open.reader.end();
    const { nodes, tag } = this.nodes(closing);
    return { body: nodes, end: this.#closed(open, tag, closing) };
  }

  #closed(open: Tag, tag: Tag | undefined, closing: string): number {
    if (tag?.word === closing) return tag.segment.end;
    if (tag === undefined)
      throw new JinjaProblem(`\`{% ${open.word} %}\` is never closed with \`{% ${closing} %}\``, open.segment.start);
    throw new JinjaProblem(`expected \`{% ${closing} %}\`, found \`{% ${tag.word} %}\``, tag.segment.start);
  }

  #if(open: Tag): Node {
    const branches: Branch[] = [];
    let condition: Expression | undefined = open.reader.tuple();
    open.reader.end();
    for (;;) {
      const { nodes, tag } = this.nodes('elif', 'else', 'endif');
      branches.push(condition === undefined ? { body: nodes } : { condition, body: nodes });
      if (tag?.word === 'elif') {
        condition = tag.reader.tuple();
        tag.reader.end();
      } else if (tag?.word === 'else' && condition !== undefined) condition = undefined;
      else return { type: 'if', branches, start: open.segment.start, end: this.#closed(open, tag, 'endif') };
    }
  }

  #for(open: Tag): Node {
    const { reader } = open;
    const names = targetNames(reader);
    reader.expect('in');
    const over = reader.operand();
    const filter = reader.accept('if') === undefined ? undefined : reader.expression();
    reader.end();
    const { nodes: body, tag } = this.nodes('else', 'endfor');
    const last = tag?.word === 'else' ? this.nodes('endfor') : { nodes: [], tag };
    const end = this.#closed(open, last.tag, 'endfor');
    const given = filter === undefined ? {} : { filter };
    return { type: 'for', names, over, ...given, body, otherwise: last.nodes, start: open.segment.start, end };
  }

  #set(open: Tag): Node {
    const { reader, segment } = open;
    const { start } = segment;
    const names = targetNames(reader);
    const target: Target = reader.accept('.') === undefined ? { names } : { of: names[0]!, attribute: reader.name() };
    if (reader.accept('=') !== undefined) {
      const value = reader.tuple();
      reader.end();
      return { type: 'set', target, value, start, end: segment.end };
    }
    return { type: 'setBlock', target, start, ...this.#body(open, 'endset') };
  }
}

function targetNames(reader: ExpressionReader): string[] {
  const bracketed = reader.accept('(') !== undefined;
  const names = [reader.name()];
  while (reader.accept(',') !== undefined) names.push(reader.name());
  if (bracketed) reader.expect(')');
  return names;
}

function parameters(reader: ExpressionReader): Parameter[] {
  const found: Parameter[] = [];
  while (reader.accept(')') === undefined) {
    if (found.length > 0) reader.expect(',');
    const name = reader.name();
    found.push(reader.accept('=') === undefined ? { name } : { name, otherwise: reader.expression() });
  }
  return found;
}
