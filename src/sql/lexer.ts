// Text → tokens in one linear pass. Never throws: what does not end is a token of its own type, and parsers report it.
import { dashedEnd } from './dashedName.ts';
import { lexicalRules, type LexicalRules } from './lexicalRules.ts';
import { T, type TokenType, type Tokens } from './tokens.ts';

/** Character classes for the first 128 codes. */
const SPACE = 1;
const LETTER = 2;
const DIGIT = 3;
const OPERATOR = 4;
const PUNCTUATION = 5;
const classes = new Uint8Array(128);
for (const c of ' \t\n\r\f\v') classes[c.charCodeAt(0)] = SPACE;
for (const c of 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_') classes[c.charCodeAt(0)] = LETTER;
for (const c of '0123456789') classes[c.charCodeAt(0)] = DIGIT;
for (const c of '+-*/<>=~!#%^&|`?:@\\') classes[c.charCodeAt(0)] = OPERATOR;
for (const c of '()[]{},;.') classes[c.charCodeAt(0)] = PUNCTUATION;

const SINGLE = 39;
const DOUBLE = 34;
const BACKTICK = 96;
const BACKSLASH = 92;
const DOLLAR = 36;
const AT = 64;

/** Longest first where one begins another. */
const operators = [
  '->>',
  '<=>',
  '!~~*',
  '~~~',
  '!~~',
  '!~*',
  '^@',
  '::',
  ':=',
  '=>',
  '->',
  '<=',
  '>=',
  '<>',
  '!=',
  '==',
  '||',
  '&&',
  '**',
  '//',
  '<<',
  '>>',
  '@>',
  '<@',
  '@@',
  '~~*',
  '~~',
  '~*',
  '!~',
].sort((a, b) => b.length - a.length);
const operatorsByFirst = new Map<number, string[]>();
for (const op of operators) {
  const first = op.charCodeAt(0);
  operatorsByFirst.set(first, [...(operatorsByFirst.get(first) ?? []), op]);
}

const jinjaEnd = /\bjinja_end\b/gi;

export function lex(text: string, dialect?: string): Tokens {
  const rules = lexicalRules(dialect);
  if (last !== undefined && last.rules === rules && last.tokens.text === text) return last.tokens;
  last = { rules, tokens: new Lexer(text, rules, { isName: false }).run() };
  return last.tokens;
}

/** The text is the name of a table, so that its first part may have dashes where a dialect knows them. */
export function lexName(text: string, dialect?: string): Tokens {
  return new Lexer(text, lexicalRules(dialect), { isName: true }).run();
}

/** Several readers of one query follow each other: macros, names of casts, references. */
let last: { readonly rules: LexicalRules; readonly tokens: Tokens } | undefined;

// Every text is lexed into the same arrays and takes a copy of its own length with it.
let sharedTypes = new Uint8Array(4096);
let sharedEnds = new Uint32Array(4096);
/** Arrays longer than this are not kept for the next text. */
const longestShared = 1 << 20;

class Lexer {
  readonly text: string;
  readonly rules: LexicalRules;
  readonly isName: boolean;
  types: Uint8Array;
  ends: Uint32Array;
  count = 0;

  constructor(text: string, rules: LexicalRules, { isName }: { isName: boolean }) {
    this.text = text;
    this.rules = rules;
    this.isName = isName;
    this.types = sharedTypes;
    this.ends = sharedEnds;
  }

  run(): Tokens {
    const { text } = this;
    let at = 0;
    while (at < text.length) at = this.next(at);
    return { text, count: this.count, types: this.types.slice(0, this.count), ends: this.ends.slice(0, this.count) };
  }

  emit(type: TokenType, end: number): number {
    if (this.count === this.ends.length) this.grow();
    this.types[this.count] = type;
    this.ends[this.count++] = end;
    return end;
  }

  grow(): void {
    const types = new Uint8Array(this.types.length * 2);
    const ends = new Uint32Array(this.ends.length * 2);
    types.set(this.types);
    ends.set(this.ends);
    this.types = types;
    this.ends = ends;
    if (ends.length > longestShared) return;
    sharedTypes = types;
    sharedEnds = ends;
  }

  next(at: number): number {
    const code = this.text.charCodeAt(at);
    const kind = code < 128 ? classes[code]! : isSpace(code) ? SPACE : LETTER;
    switch (kind) {
      case SPACE:
        return this.emit(T.whitespace, this.whitespaceEnd(at + 1));
      case LETTER:
        return this.wordOrPrefixedString(at);
      case DIGIT:
        return this.emit(T.number, this.numberEnd(at));
      case PUNCTUATION:
        return this.punctuation(at, code);
      default:
        return this.symbol(at, code);
    }
  }

  whitespaceEnd(from: number): number {
    let i = from;
    for (; i < this.text.length; i++) {
      const c = this.text.charCodeAt(i);
      if (c < 128 ? classes[c] !== SPACE : !isSpace(c)) break;
    }
    return i;
  }

  wordEnd(from: number): number {
    let i = from;
    for (; i < this.text.length; i++) {
      const c = this.text.charCodeAt(i);
      if (c < 128) {
        const k = classes[c]!;
        if (k !== LETTER && k !== DIGIT && c !== DOLLAR) break;
      } else if (isSpace(c)) break;
    }
    return i;
  }

  wordOrPrefixedString(at: number): number {
    const end = this.wordEnd(at + 1);
    const next = this.text.charCodeAt(end);
    if (end - at <= 2 && (next === SINGLE || (next === DOUBLE && this.rules.doubleQuoteString))) {
      const prefix = this.text.slice(at, end).toLowerCase();
      if (prefix === 'e') return this.string(end, { backslash: true });
      if (prefix === 'x' || prefix === 'b' || prefix === 'n' || prefix === 'r' || prefix === 'rb' || prefix === 'br') {
        // BigQuery's raw strings may have quotes in them, behind a backslash that stays.
        const escapes = !prefix.includes('r') || this.rules.tripleQuote;
        return this.string(end, { backslash: escapes && this.rules.backslash });
      }
    }
    return this.emit(T.word, this.rules.dashedTable ? dashedEnd(this, end) : end);
  }

  /** A string whose opening quote stands at `quote`; the token starts where the last one ended. */
  string(quote: number, options: { backslash: boolean }): number {
    const { text } = this;
    const q = text.charCodeAt(quote);
    if (this.rules.tripleQuote && text.charCodeAt(quote + 1) === q && text.charCodeAt(quote + 2) === q) {
      return this.tripleString(quote, q, options.backslash);
    }
    for (let i = quote + 1; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c === BACKSLASH && options.backslash) i++;
      else if (c === q) {
        if (text.charCodeAt(i + 1) === q) i++;
        else return this.emit(T.string, i + 1);
      }
    }
    return this.emit(T.unterminated, text.length);
  }

  tripleString(quote: number, q: number, backslash: boolean): number {
    const { text } = this;
    for (let i = quote + 3; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c === BACKSLASH && backslash) i++;
      else if (c === q && text.charCodeAt(i + 1) === q && text.charCodeAt(i + 2) === q)
        return this.emit(T.string, i + 3);
    }
    return this.emit(T.unterminated, text.length);
  }

  quotedIdentifier(at: number, close: number): number {
    const { text } = this;
    for (let i = at + 1; i < text.length; i++) {
      if (text.charCodeAt(i) !== close) continue;
      if (text.charCodeAt(i + 1) === close) i++;
      else return this.emit(T.quoted, i + 1);
    }
    return this.emit(T.unterminated, text.length);
  }

  numberEnd(at: number): number {
    const { text } = this;
    const x = text.charCodeAt(at + 1) | 32;
    if (text.charCodeAt(at) === 48 && (x === 120 || x === 98 || x === 111)) {
      // 0x1F: every letter and digit belongs to it; a wrong one is the engine's to report.
      const end = this.wordEnd(at + 2);
      if (end > at + 2) return end;
    }
    let i = this.digitsEnd(at);
    if (text.charCodeAt(i) === 46 && text.charCodeAt(i + 1) !== 46) i = this.digitsEnd(i + 1);
    if ((text.charCodeAt(i) | 32) === 101) {
      const sign = text.charCodeAt(i + 1);
      const first = sign === 43 || sign === 45 ? i + 2 : i + 1;
      if (classes[text.charCodeAt(first)] === DIGIT) i = this.digitsEnd(first);
    }
    return i;
  }

  digitsEnd(from: number): number {
    let i = from;
    for (; i < this.text.length; i++) {
      const c = this.text.charCodeAt(i);
      if (c >= 48 && c <= 57) continue;
      // 1_000: an underscore belongs to the number only between digits.
      if (c !== 95 || i === from || classes[this.text.charCodeAt(i + 1)] !== DIGIT) break;
    }
    return i;
  }

  punctuation(at: number, code: number): number {
    if (code === 59 && this.opensJinja()) return this.jinjaBody(this.emit(T.punctuation, at + 1));
    if (code === 46 && classes[this.text.charCodeAt(at + 1)] === DIGIT && !this.afterName()) {
      return this.emit(T.number, this.numberEnd(at));
    }
    if (code === 91 && this.rules.bracket) return this.quotedIdentifier(at, 93);
    if (code === 123 && this.text.charCodeAt(at + 1) === 35) return this.jinjaComment(at);
    return this.emit(T.punctuation, at + 1);
  }

  /** Whether the token before ends a name or value, so that the `.5` behind it is no number. */
  afterName(): boolean {
    const type = this.count === 0 ? T.whitespace : this.types[this.count - 1]!;
    if (type === T.word || type === T.quoted || type === T.number) return true;
    return type === T.punctuation && ').]'.includes(this.text[this.ends[this.count - 1]! - 1]!);
  }

  /** Whether the semicolon that comes next belongs to JINJA_QUERY_BEGIN or JINJA_STATEMENT_BEGIN. */
  opensJinja(): boolean {
    let i = this.count - 1;
    while (i >= 0 && this.types[i]! <= T.blockComment) i--;
    if (i < 0 || this.types[i] !== T.word) return false;
    const start = i === 0 ? 0 : this.ends[i - 1]!;
    const length = this.ends[i]! - start;
    if (length !== 17 && length !== 21) return false;
    return /^jinja_(query|statement)_begin$/i.test(this.text.slice(start, start + length));
  }

  /** Jinja is not SQL: its quotes and comments follow other rules, so the body is one token. */
  jinjaBody(from: number): number {
    jinjaEnd.lastIndex = from;
    const end = jinjaEnd.exec(this.text);
    if (end === null) return from < this.text.length ? this.emit(T.unterminated, this.text.length) : from;
    return end.index > from ? this.emit(T.raw, end.index) : from;
  }

  symbol(at: number, code: number): number {
    const { text, rules } = this;
    const next = text.charCodeAt(at + 1);
    if (code === SINGLE) return this.string(at, { backslash: rules.backslash });
    if (code === DOUBLE) {
      return rules.doubleQuoteString
        ? this.string(at, { backslash: rules.backslash })
        : this.quotedIdentifier(at, DOUBLE);
    }
    if (code === BACKTICK && rules.backtick) return this.quotedIdentifier(at, BACKTICK);
    if (code === 45 && next === 45) return this.lineComment(at);
    if (code === 35 && rules.hashComment) return this.lineComment(at);
    if (code === 47 && next === 47 && rules.slashComment) return this.lineComment(at);
    if (code === 47 && next === 42) return this.blockComment(at);
    if (code === DOLLAR) return this.dollar(at, next);
    if (code === 63) return this.emit(T.parameter, at + 1);
    if (code === AT && startsMacro(next)) return this.emit(T.at, at + 1);
    for (const op of operatorsByFirst.get(code) ?? []) {
      if (!text.startsWith(op, at)) continue;
      // In `ds<@end_ds` the macro is meant, not the operator <@.
      if (op.length === 2 && op[1] === '@' && startsMacroName(text.charCodeAt(at + 2))) continue;
      return this.emit(T.operator, at + op.length);
    }
    return this.emit(code < 128 && classes[code] === OPERATOR ? T.operator : T.other, at + 1);
  }

  /** Also where nothing else is Jinja: SQLMesh reads `{# … #}` in plain SQL. */
  jinjaComment(at: number): number {
    const end = this.text.indexOf('#}', at + 2);
    return end === -1 ? this.emit(T.unterminated, this.text.length) : this.emit(T.blockComment, end + 2);
  }

  lineComment(at: number): number {
    let end = at + 1;
    for (; end < this.text.length; end++) {
      const c = this.text.charCodeAt(end);
      if (c === 10 || c === 13) break;
    }
    return this.emit(T.lineComment, end);
  }

  blockComment(at: number): number {
    const { text } = this;
    let depth = 1;
    for (let i = at + 2; i < text.length; i++) {
      const c = text.charCodeAt(i);
      if (c === 42 && text.charCodeAt(i + 1) === 47) {
        i++;
        if (--depth === 0) return this.emit(T.blockComment, i + 1);
      } else if (c === 47 && text.charCodeAt(i + 1) === 42 && this.rules.nestedComments) {
        i++;
        depth++;
      }
    }
    return this.emit(T.unterminated, text.length);
  }

  /** $1 and $name are parameters, $$…$$ and $tag$…$tag$ strings. */
  dollar(at: number, next: number): number {
    const { text } = this;
    const kind = next < 128 ? classes[next]! : LETTER;
    if (this.rules.dollarString && (next === DOLLAR || kind === LETTER)) {
      let tagEnd = at + 1;
      while (tagEnd < text.length && isTagCharacter(text.charCodeAt(tagEnd))) tagEnd++;
      if (text.charCodeAt(tagEnd) === DOLLAR) {
        const tag = text.slice(at, tagEnd + 1);
        const close = text.indexOf(tag, tagEnd + 1);
        return close < 0 ? this.emit(T.unterminated, text.length) : this.emit(T.string, close + tag.length);
      }
    }
    if (kind === LETTER || kind === DIGIT) return this.emit(T.parameter, this.wordEnd(at + 1));
    return this.emit(T.other, at + 1);
  }
}

function isTagCharacter(code: number): boolean {
  return code >= 128 || classes[code] === LETTER || classes[code] === DIGIT;
}

/** The non-ASCII spaces that DuckDB reads as spaces; everything else above 127 is a letter. */
function isSpace(code: number): boolean {
  if (code < 0x2000) return code === 0xa0;
  return code <= 0x200d || code === 0x202f || code === 0x205f || code === 0x2060 || code === 0x3000 || code === 0xfeff;
}

function startsMacro(next: number): boolean {
  return next === SINGLE || next === DOUBLE || startsMacroName(next);
}

function startsMacroName(next: number): boolean {
  return next === 123 || next >= 128 || classes[next] === LETTER;
}
