// CSV text → rows, strictly: every row has as many values as the header, every quote is closed. One pass, one row at a time.
import type { CsvSettings } from '../../model/kind.ts';

export interface CsvProblem {
  readonly code: 'MODEL_SEED_QUOTE' | 'MODEL_SEED_ROW';
  readonly line: number;
  readonly column: number;
  readonly found: number;
}

export interface CsvRow {
  readonly values: readonly string[];
  /** Where it begins; quoted values may span lines. */
  readonly line: number;
}

export class CsvError extends Error {
  readonly problem: CsvProblem;

  constructor(problem: CsvProblem) {
    super(problem.code);
    this.name = 'CsvError';
    this.problem = problem;
  }
}

/** Rows with their lines, the header first; blank lines are skipped. Throws CsvError. */
export function* csvRows(text: string, settings: CsvSettings): Generator<CsvRow> {
  const reader = new CsvReader(text, settings);
  for (let row = reader.next(); row !== undefined; row = reader.next()) yield row;
}

class CsvReader {
  readonly text: string;
  readonly delimiter: number;
  readonly quote: number;
  readonly escape: number;
  readonly doubled: boolean;
  readonly skipSpace: boolean;
  readonly terminator: string | undefined;
  at = 0;
  line = 1;
  lineStart = 0;

  constructor(text: string, settings: CsvSettings) {
    this.text = text;
    this.delimiter = (settings.delimiter ?? ',').charCodeAt(0);
    this.quote = (settings.quotechar ?? '"').charCodeAt(0);
    this.escape = settings.escapechar === undefined ? -1 : settings.escapechar.charCodeAt(0);
    this.doubled = settings.doublequote ?? true;
    this.skipSpace = settings.skipinitialspace ?? false;
    const { lineterminator } = settings;
    this.terminator = lineterminator === undefined || /^\r?\n$/.test(lineterminator) ? undefined : lineterminator;
  }

  next(): CsvRow | undefined {
    while (this.at < this.text.length && this.lineBreak() > 0) this.endLine();
    if (this.at >= this.text.length) return undefined;
    const { line } = this;
    const values: string[] = [];
    for (;;) {
      values.push(this.value());
      if (this.at >= this.text.length) return { values, line };
      if (this.lineBreak() > 0) {
        this.endLine();
        return { values, line };
      }
      // The delimiter; one at the end of the text still opens a last, empty value.
      this.at++;
    }
  }

  /** Length of the line break here, 0 when there is none. */
  lineBreak(): number {
    if (this.terminator !== undefined)
      return this.text.startsWith(this.terminator, this.at) ? this.terminator.length : 0;
    const c = this.text.charCodeAt(this.at);
    if (c === 10) return 1;
    if (c !== 13) return 0;
    return this.text.charCodeAt(this.at + 1) === 10 ? 2 : 1;
  }

  endLine(): void {
    this.at += this.lineBreak();
    this.line++;
    this.lineStart = this.at;
  }

  value(): string {
    if (this.skipSpace) while (this.text.charCodeAt(this.at) === 32) this.at++;
    if (this.text.charCodeAt(this.at) === this.quote) return this.quoted();
    const start = this.at;
    let escaped = false;
    while (this.at < this.text.length && this.text.charCodeAt(this.at) !== this.delimiter && this.lineBreak() === 0) {
      if (this.text.charCodeAt(this.at) === this.escape) {
        escaped = true;
        this.at++;
      }
      this.at++;
    }
    const raw = this.text.slice(start, this.at);
    return escaped ? this.unescaped(raw) : raw;
  }

  quoted(): string {
    const { text } = this;
    const opened = { line: this.line, column: this.at - this.lineStart + 1 };
    let value = '';
    let from = ++this.at;
    for (; this.at < text.length; this.at++) {
      const c = text.charCodeAt(this.at);
      if (c === this.escape && c !== this.quote) {
        value += text.slice(from, this.at);
        from = ++this.at;
      } else if (c === 10) {
        this.line++;
        this.lineStart = this.at + 1;
      } else if (c === this.quote) {
        if (!this.doubled || text.charCodeAt(this.at + 1) !== this.quote) {
          value += text.slice(from, this.at++);
          return this.afterQuote(value, opened);
        }
        value += text.slice(from, this.at + 1);
        from = ++this.at + 1;
      }
    }
    throw new CsvError({ code: 'MODEL_SEED_QUOTE', ...opened, found: 0 });
  }

  /** Only a delimiter or the end of the line may follow a closing quote. */
  afterQuote(value: string, opened: { line: number; column: number }): string {
    while (this.skipSpace && this.text.charCodeAt(this.at) === 32) this.at++;
    const ends =
      this.at >= this.text.length || this.text.charCodeAt(this.at) === this.delimiter || this.lineBreak() > 0;
    if (!ends) throw new CsvError({ code: 'MODEL_SEED_QUOTE', ...opened, found: 0 });
    return value;
  }

  unescaped(raw: string): string {
    const sign = String.fromCharCode(this.escape);
    let value = '';
    for (let i = 0; i < raw.length; i++) value += raw[i] === sign && i + 1 < raw.length ? raw[++i]! : raw[i]!;
    return value;
  }
}
