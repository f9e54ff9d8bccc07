// Jinja expressions: text → tree.
import { JinjaProblem } from './problem.ts';

export type Expression =
  | { readonly type: 'literal'; readonly value: string | number | boolean | null }
  | { readonly type: 'name'; readonly name: string; readonly offset: number }
  | { readonly type: 'list'; readonly items: readonly Expression[] }
  | { readonly type: 'dict'; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly type: 'attribute'; readonly of: Expression; readonly name: string; readonly offset: number }
  | { readonly type: 'item'; readonly of: Expression; readonly key: Expression; readonly offset: number }
  | { readonly type: 'slice'; readonly of: Expression; readonly from?: Expression; readonly until?: Expression }
  | ({ readonly type: 'call'; readonly of: Expression; readonly offset: number } & Arguments)
  | ({ readonly type: 'filter'; readonly of: Expression; readonly name: string; readonly offset: number } & Arguments)
  | ({
      readonly type: 'test';
      readonly of: Expression;
      readonly name: string;
      readonly negated: boolean;
      readonly offset: number;
    } & Arguments)
  | { readonly type: 'not' | 'minus' | 'plus'; readonly of: Expression }
  | {
      readonly type: 'binary';
      readonly sign: string;
      readonly left: Expression;
      readonly right: Expression;
      readonly offset: number;
    }
  | { readonly type: 'choice'; readonly yes: Expression; readonly condition: Expression; readonly no?: Expression };

export interface Arguments {
  readonly positional: readonly Expression[];
  readonly named: readonly (readonly [string, Expression])[];
}

interface Token {
  readonly type: 'text' | 'number' | 'word' | 'sign' | 'end';
  readonly text: string;
  readonly offset: number;
}

const pattern =
  /\s*(?:('(?:[^'\\]|\\[\s\S])*'|"(?:[^"\\]|\\[\s\S])*")|(\d[\d_]*(?:\.\d+)?(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*)|(\*\*|\/\/|==|!=|<=|>=|[()[\]{},:~+\-*/%|.<>=]))/y;

function tokenize(text: string, offset: number): Token[] {
  const tokens: Token[] = [];
  const length = text.trimEnd().length;
  pattern.lastIndex = 0;
  while (pattern.lastIndex < length) {
    const before = pattern.lastIndex;
    const match = pattern.exec(text);
    if (match === null) {
      const at = before + /^\s*/.exec(text.slice(before))![0].length;
      throw new JinjaProblem(`\`${text[at]}\` does not belong into an expression`, offset + at);
    }
    const [, quoted, number, word, sign] = match;
    const written = quoted ?? number ?? word ?? sign!;
    const type = quoted !== undefined ? 'text' : number !== undefined ? 'number' : word !== undefined ? 'word' : 'sign';
    tokens.push({
      type,
      text: quoted === undefined ? written : unescaped(quoted.slice(1, -1)),
      offset: offset + pattern.lastIndex - written.length,
    });
  }
  tokens.push({ type: 'end', text: '', offset: offset + length });
  return tokens;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' };

function unescaped(text: string): string {
  return text.replace(/\\([\s\S])/g, (whole, c: string) => escapes[c] ?? (`'"\\`.includes(c) ? c : whole));
}

export class ExpressionReader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(text: string, offset: number) {
    this.#tokens = tokenize(text, offset);
  }

  get offset(): number {
    return this.#token.offset;
  }

  get ended(): boolean {
    return this.#token.type === 'end';
  }

  get #token(): Token {
    return this.#tokens[Math.min(this.#at, this.#tokens.length - 1)]!;
  }

  accept(...texts: string[]): string | undefined {
    const { type, text } = this.#token;
    if ((type !== 'word' && type !== 'sign') || !texts.includes(text)) return undefined;
    this.#at++;
    return text;
  }

  expect(text: string): void {
    if (this.accept(text) === undefined) this.fail(`expected \`${text}\``);
  }

  name(): string {
    const { type, text } = this.#token;
    if (type !== 'word') this.fail('expected a name');
    this.#at++;
    return text;
  }

  fail(what: string): never {
    const { type, text, offset } = this.#token;
    throw new JinjaProblem(`${what}${type === 'end' ? ' at the end' : `, found \`${text}\``}`, offset);
  }

  end(): void {
    if (!this.ended) this.fail('expected the end');
  }

  /** A whole expression; commas without brackets make a tuple. */
  tuple(): Expression {
    const first = this.expression();
    if (this.accept(',') === undefined) return first;
    const items = [first];
    while (!this.ended) {
      items.push(this.expression());
      if (this.accept(',') === undefined) break;
    }
    return { type: 'list', items };
  }

  expression(): Expression {
    const yes = this.operand();
    if (this.accept('if') === undefined) return yes;
    const condition = this.operand();
    if (this.accept('else') === undefined) return { type: 'choice', yes, condition };
    return { type: 'choice', yes, condition, no: this.expression() };
  }

  /** Without `x if y`: what a `for … if` loops over. */
  operand(): Expression {
    return this.#binary(0);
  }

  #binary(level: number): Expression {
    if (level === 2 && this.accept('not') !== undefined) return { type: 'not', of: this.#binary(2) };
    const signs = levels[level];
    if (signs === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const { offset } = this;
      let sign = this.accept(...signs);
      if (sign === undefined) return left;
      if (sign === 'not') {
        this.expect('in');
        sign = 'not in';
      }
      left = { type: 'binary', sign, left, right: this.#binary(level + 1), offset };
    }
  }

  #unary(): Expression {
    const sign = this.accept('-', '+');
    if (sign !== undefined) return { type: sign === '-' ? 'minus' : 'plus', of: this.#unary() };
    const base = this.#filtered(this.#postfix(this.#primary()));
    const { offset } = this;
    return this.accept('**') === undefined
      ? base
      : { type: 'binary', sign: '**', left: base, right: this.#unary(), offset };
  }

  #postfix(first: Expression): Expression {
    let of = first;
    for (;;) {
      const { offset } = this;
      if (this.accept('.') !== undefined) {
        const token = this.#token;
        if (token.type === 'number') {
          this.#at++;
          of = { type: 'item', of, key: { type: 'literal', value: Number(token.text) }, offset };
        } else of = { type: 'attribute', of, name: this.name(), offset };
      } else if (this.accept('[') !== undefined) of = this.#subscript(of, offset);
      else if (this.accept('(') !== undefined) of = { type: 'call', of, offset, ...this.#arguments() };
      else return of;
    }
  }

  #subscript(of: Expression, offset: number): Expression {
    const key = this.accept(':') === undefined ? this.expression() : undefined;
    if (key !== undefined && this.accept(']') !== undefined) return { type: 'item', of, key, offset };
    if (key !== undefined) this.expect(':');
    const until = this.accept(']') === undefined ? this.expression() : undefined;
    if (until !== undefined) this.expect(']');
    return {
      type: 'slice',
      of,
      ...(key === undefined ? {} : { from: key }),
      ...(until === undefined ? {} : { until }),
    };
  }

  #arguments(): Arguments {
    const positional: Expression[] = [];
    const named: [string, Expression][] = [];
    while (this.accept(')') === undefined) {
      if (positional.length + named.length > 0) {
        this.expect(',');
        if (this.accept(')') !== undefined) break;
      }
      const next = this.#tokens[this.#at + 1];
      if (this.#token.type === 'word' && next?.type === 'sign' && next.text === '=') {
        const name = this.name();
        this.expect('=');
        named.push([name, this.expression()]);
      } else positional.push(this.expression());
    }
    return { positional, named };
  }

  #filtered(first: Expression): Expression {
    let of = first;
    for (;;) {
      const { offset } = this;
      if (this.accept('|') !== undefined) {
        const name = this.name();
        const given = this.accept('(') === undefined ? noArguments : this.#arguments();
        of = this.#postfix({ type: 'filter', of, name, offset, ...given });
      } else if (this.accept('is') !== undefined) {
        const negated = this.accept('not') !== undefined;
        of = { type: 'test', of, name: this.name(), negated, offset, ...this.#testArguments() };
      } else return of;
    }
  }

  /** `is divisibleby 3` and `is divisibleby(3)` are the same. */
  #testArguments(): Arguments {
    if (this.accept('(') !== undefined) return this.#arguments();
    const { type, text } = this.#token;
    const isValue = type === 'text' || type === 'number' || (type === 'sign' && text === '[');
    return isValue ? { positional: [this.#postfix(this.#primary())], named: [] } : noArguments;
  }

  #primary(): Expression {
    const { type, text, offset } = this.#token;
    if (type === 'end') this.fail('expected an expression');
    this.#at++;
    if (type === 'text') return { type: 'literal', value: this.#moreText(text) };
    if (type === 'number') return { type: 'literal', value: Number(text.replaceAll('_', '')) };
    if (type === 'word') {
      return constants.has(text)
        ? { type: 'literal', value: constants.get(text)! }
        : { type: 'name', name: text, offset };
    }
    if (text === '(') return this.#bracketed();
    if (text === '[') return { type: 'list', items: this.#items(']') };
    if (text === '{') return this.#dict();
    this.#at--;
    return this.fail('expected an expression');
  }

  /** Texts side by side are one. */
  #moreText(first: string): string {
    let text = first;
    while (this.#token.type === 'text') text += this.#tokens[this.#at++]!.text;
    return text;
  }

  #bracketed(): Expression {
    if (this.accept(')') !== undefined) return { type: 'list', items: [] };
    const first = this.expression();
    if (this.accept(')') !== undefined) return first;
    this.expect(',');
    return { type: 'list', items: [first, ...this.#items(')')] };
  }

  #items(close: string): Expression[] {
    const items: Expression[] = [];
    while (this.accept(close) === undefined) {
      items.push(this.expression());
      if (this.accept(',') === undefined) {
        this.expect(close);
        break;
      }
    }
    return items;
  }

  #dict(): Expression {
    const entries: [Expression, Expression][] = [];
    while (this.accept('}') === undefined) {
      const key = this.expression();
      this.expect(':');
      entries.push([key, this.expression()]);
      if (this.accept(',') === undefined) {
        this.expect('}');
        break;
      }
    }
    return { type: 'dict', entries };
  }
}

const noArguments: Arguments = { positional: [], named: [] };

const constants: ReadonlyMap<string, boolean | null> = new Map([
  ['true', true],
  ['True', true],
  ['false', false],
  ['False', false],
  ['none', null],
  ['None', null],
]);

/** Loosest first; `not` stands between `and` and the comparisons. */
const levels: readonly (readonly string[])[] = [
  ['or'],
  ['and'],
  ['==', '!=', '<', '<=', '>', '>=', 'in', 'not'],
  ['~'],
  ['+', '-'],
  ['*', '/', '//', '%'],
];
