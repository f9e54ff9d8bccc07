// Where the keys and values of an object literal stand in a source text, so that a problem with `kind.timeColumn` of a
// TypeScript model or with a key of mesh.config.ts is shown at its line.
import { codeTokens, literalText, type CodeToken } from './codeTokens.ts';

export interface LiteralPosition {
  readonly start: number;
  readonly end: number;
  /** Present when it is an object literal. */
  readonly entries?: ReadonlyMap<string, { readonly key: number; readonly value: LiteralPosition }>;
  /** Present when it is an array literal. */
  readonly items?: readonly LiteralPosition[];
}

/** The first object literal at or after the offset that is an argument or an exported value. */
export function literalAfter(source: string, offset: number): LiteralPosition | undefined {
  const tokens = codeTokens(source, offset);
  const open = tokens.findIndex((token) => token.text === '{' || token.text === '[');
  return open === -1 ? undefined : new LiteralReader(tokens, open).value();
}

/** The object that `export default` or `defineConfig(` begins, or the one a `const` of that name holds. */
export function exportedLiteral(source: string): LiteralPosition | undefined {
  const tokens = codeTokens(source);
  const call = tokens.findIndex(
    (token, i) => token.text === 'defineConfig' && tokens[i + 1]?.text === '(' && tokens[i + 2]?.text === '{',
  );
  if (call !== -1) return new LiteralReader(tokens, call + 2).value();
  const exported = tokens.findIndex((token, i) => token.text === 'export' && tokens[i + 1]?.text === 'default');
  if (exported === -1) return undefined;
  const next = tokens[exported + 2];
  if (next?.text === '{') return new LiteralReader(tokens, exported + 2).value();
  const inCall = next?.text === 'defineConfig' ? tokens[exported + 4] : next;
  const start = tokens.findIndex(
    (token, i) => token.text === inCall?.text && ['const', 'let', 'var'].includes(tokens[i - 1]?.text ?? ''),
  );
  const open =
    start === -1 ? -1 : tokens.findIndex((token, i) => i > start && token.text === '{' && tokens[i - 1]?.text === '=');
  return open === -1 ? undefined : new LiteralReader(tokens, open).value();
}

/** The deepest place that the path leads to. Numbers are indexes. */
export function positionOf(literal: LiteralPosition, path: readonly (string | number)[]): number {
  let at = literal;
  let offset = literal.start;
  for (const step of path) {
    if (typeof step === 'number') {
      const item = at.items?.[step];
      if (item === undefined) return offset;
      at = item;
      offset = item.start;
    } else {
      const entry = at.entries?.get(step);
      if (entry === undefined) return offset;
      at = entry.value;
      offset = entry.key;
    }
  }
  return offset;
}

const opening = new Set(['(', '[', '{']);
const closing = new Set([')', ']', '}']);

class LiteralReader {
  private readonly tokens: readonly CodeToken[];
  private index: number;

  constructor(tokens: readonly CodeToken[], index: number) {
    this.tokens = tokens;
    this.index = index;
  }

  value(): LiteralPosition {
    const token = this.tokens[this.index];
    const start = token?.start ?? 0;
    const literal = token?.text === '{' ? this.object() : token?.text === '[' ? this.array() : {};
    // Whatever belongs to the expression still: `as const`, `.concat(…)`, `? a : b`.
    this.skipExpression();
    return { start, end: this.tokens[this.index - 1]?.end ?? start, ...literal };
  }

  private object(): Pick<LiteralPosition, 'entries'> {
    const entries = new Map<string, { key: number; value: LiteralPosition }>();
    this.index++;
    while (this.index < this.tokens.length && this.tokens[this.index]?.text !== '}') {
      const key = this.tokens[this.index]!;
      const isKey = key.type === 'word' || key.type === 'string' || key.type === 'number';
      if (isKey && this.tokens[this.index + 1]?.text === ':') {
        this.index += 2;
        entries.set(literalText(key) ?? key.text, { key: key.start, value: this.value() });
      } else {
        if (key.type === 'word') entries.set(key.text, { key: key.start, value: { start: key.start, end: key.end } });
        this.skipExpression();
      }
      if (this.tokens[this.index]?.text === ',') this.index++;
    }
    this.index++;
    return { entries };
  }

  private array(): Pick<LiteralPosition, 'items'> {
    const items: LiteralPosition[] = [];
    this.index++;
    while (this.index < this.tokens.length && this.tokens[this.index]?.text !== ']') {
      items.push(this.value());
      if (this.tokens[this.index]?.text === ',') this.index++;
    }
    this.index++;
    return { items };
  }

  /** Up to the comma or bracket that ends the expression; always moves on unless it stands at one. */
  private skipExpression(): void {
    let depth = 0;
    for (; this.index < this.tokens.length; this.index++) {
      const { text, type } = this.tokens[this.index]!;
      if (type !== 'sign') continue;
      if (opening.has(text)) depth++;
      else if (closing.has(text)) {
        if (depth === 0) return;
        depth--;
      } else if (text === ',' && depth === 0) return;
    }
  }
}
