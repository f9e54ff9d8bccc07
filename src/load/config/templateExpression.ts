// Expressions inside `{{ … }}` and `{% if … %}` of a configuration file: literals, env_var, comparisons, and/or/not, `~`, filters.

export interface Scope {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly variables: Map<string, unknown>;
}

export class TemplateProblem extends Error {}

const tokenPattern =
  /\s*(?:('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|(\d+(?:\.\d+)?)|([A-Za-z_]\w*)|(==|!=|<=|>=|[()[\],~+|.<>-]))/y;

interface Token {
  readonly type: 'text' | 'number' | 'word' | 'sign';
  readonly text: string;
}

function tokenize(expression: string): Token[] {
  const tokens: Token[] = [];
  tokenPattern.lastIndex = 0;
  const end = expression.trimEnd().length;
  while (tokenPattern.lastIndex < end) {
    const rest = expression.slice(tokenPattern.lastIndex);
    const match = tokenPattern.exec(expression);
    if (match === null) throw new TemplateProblem(`\`${rest.trim()}\` in \`${expression}\``);
    const [, quoted, number, word, sign] = match;
    if (quoted !== undefined) tokens.push({ type: 'text', text: quoted.slice(1, -1).replace(/\\(.)/g, '$1') });
    else if (number !== undefined) tokens.push({ type: 'number', text: number });
    else if (word !== undefined) tokens.push({ type: 'word', text: word });
    else tokens.push({ type: 'sign', text: sign! });
  }
  return tokens;
}

type Filter = (value: unknown, argument: unknown) => unknown;

function asText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

const filters: Readonly<Record<string, Filter>> = {
  default: (value, fallback) => (value === null || value === undefined || value === '' ? fallback : value),
  int: (value, fallback) => (Number.isFinite(Number(value)) ? Math.trunc(Number(value)) : (fallback ?? 0)),
  float: (value, fallback) => (Number.isFinite(Number(value)) ? Number(value) : (fallback ?? 0)),
  string: asText,
  lower: (value) => asText(value).toLowerCase(),
  upper: (value) => asText(value).toUpperCase(),
  trim: (value) => asText(value).trim(),
  bool: (value) => ['true', '1', 'yes', 'on'].includes(asText(value).toLowerCase()),
  tojson: (value) => JSON.stringify(value),
};

export function evaluate(expression: string, scope: Scope): unknown {
  const parser = new ExpressionReader(tokenize(expression), scope, expression);
  return parser.whole();
}

/** An environment variable that is not set: compares as none; only whoever uses its text has a problem. */
class Unset {
  readonly name: string;
  constructor(name: string) {
    this.name = name;
  }
}

const unsetMarker = /\uE000([^\uE001]*)\uE001/;

/** The name of a variable that is not set but whose text was asked for. */
export function unsetVariable(text: string): string | undefined {
  return unsetMarker.exec(text)?.[1];
}

export function printed(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Unset) return `\uE000${value.name}\uE001`;
  return asText(value);
}

class ExpressionReader {
  private index = 0;
  private readonly tokens: readonly Token[];
  private readonly scope: Scope;
  private readonly expression: string;

  constructor(tokens: readonly Token[], scope: Scope, expression: string) {
    this.tokens = tokens;
    this.scope = scope;
    this.expression = expression;
  }

  whole(): unknown {
    const value = this.or();
    if (this.index < this.tokens.length) this.fail();
    return value;
  }

  private fail(): never {
    throw new TemplateProblem(`\`${this.expression}\``);
  }

  private accept(...texts: string[]): string | undefined {
    const token = this.tokens[this.index];
    if (token === undefined || token.type === 'text' || !texts.includes(token.text)) return undefined;
    this.index++;
    return token.text;
  }

  private expect(text: string): void {
    if (this.accept(text) === undefined) this.fail();
  }

  private or(): unknown {
    let value = this.and();
    while (this.accept('or')) {
      const right = this.and();
      value = isTrue(value) ? value : right;
    }
    return value;
  }

  private and(): unknown {
    let value = this.not();
    while (this.accept('and')) {
      const right = this.not();
      value = isTrue(value) ? right : value;
    }
    return value;
  }

  private not(): unknown {
    return this.accept('not') ? !isTrue(this.not()) : this.comparison();
  }

  private comparison(): unknown {
    const left = this.joined();
    const sign = this.accept('==', '!=', '<', '<=', '>', '>=', 'in', 'is', 'not');
    if (sign === undefined) return left;
    if (sign === 'is') {
      const negated = this.accept('not') !== undefined;
      const word = this.accept('none', 'None', 'defined') ?? this.fail();
      return ((known(left) === null) === (word !== 'defined')) !== negated;
    }
    if (sign === 'not') this.expect('in');
    const right = this.joined();
    if (sign === 'in' || sign === 'not') return contains(right, left) === (sign === 'in');
    return compare(known(left), known(right), sign);
  }

  private joined(): unknown {
    let value = this.filtered();
    for (;;) {
      const sign = this.accept('~', '+');
      if (sign === undefined) return value;
      const right = this.filtered();
      if (sign === '+' && typeof value === 'number' && typeof right === 'number') value += right;
      else value = printed(value) + printed(right);
    }
  }

  private filtered(): unknown {
    let value = this.primary();
    while (this.accept('|')) {
      const token = this.tokens[this.index++];
      const filter = token?.type === 'word' && Object.hasOwn(filters, token.text) ? filters[token.text] : undefined;
      if (filter === undefined) throw new TemplateProblem(`the filter ${token?.text ?? ''} in \`${this.expression}\``);
      const [argument] = this.accept('(') ? this.arguments(')') : [];
      // `env_var('X') | upper` of a variable that is not set stays "not set"; a default settles it.
      if (!(value instanceof Unset) || token?.text === 'default') value = filter(known(value), argument);
    }
    return value;
  }

  private arguments(close: string): unknown[] {
    const values: unknown[] = [];
    while (this.accept(close) === undefined) {
      if (values.length > 0) this.expect(',');
      values.push(this.or());
    }
    return values;
  }

  private primary(): unknown {
    const token = this.tokens[this.index++];
    if (token === undefined) return this.fail();
    if (token.type === 'text') return token.text;
    if (token.type === 'number') return Number(token.text);
    if (token.text === '-') return -Number(this.primary());
    if (token.text === '(') {
      const value = this.or();
      this.expect(')');
      return value;
    }
    if (token.text === '[') return this.arguments(']');
    return token.type === 'word' ? this.word(token.text) : this.fail();
  }

  private word(name: string): unknown {
    if (name === 'env_var' && this.accept('(')) {
      const [variable, fallback] = this.arguments(')');
      if (typeof variable !== 'string') return this.fail();
      return this.scope.env[variable] ?? (fallback === undefined ? new Unset(variable) : fallback);
    }
    const lower = name.toLowerCase();
    if (lower === 'true' || lower === 'false') return lower === 'true';
    if (lower === 'none' || lower === 'null') return null;
    if (this.scope.variables.has(name)) return this.scope.variables.get(name);
    throw new TemplateProblem(`${name} is not known in \`${this.expression}\``);
  }
}

function known(value: unknown): unknown {
  return value instanceof Unset || value === undefined ? null : value;
}

export function isTrue(value: unknown): boolean {
  const plain = known(value);
  return !(plain === null || plain === false || plain === 0 || plain === '');
}

function contains(whole: unknown, part: unknown): boolean {
  if (Array.isArray(whole)) return whole.includes(known(part));
  return asText(known(whole)).includes(asText(known(part)));
}

function compare(left: unknown, right: unknown, sign: string): boolean {
  if (sign === '==') return left === right;
  if (sign === '!=') return left !== right;
  const [a, b] = typeof left === 'number' ? [left, Number(right)] : [asText(left), asText(right)];
  if (sign === '<') return a < b;
  if (sign === '<=') return a <= b;
  return sign === '>' ? a > b : a >= b;
}
