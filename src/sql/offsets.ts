// Offsets between the three ways of counting a text: JavaScript counts UTF-16 units, DuckDB's trees UTF-8 bytes and
// its syntax errors code points.

export interface OffsetConverter {
  bytesFromUtf16(offset: number): number;
  utf16FromBytes(offset: number): number;
  codePointsFromUtf16(offset: number): number;
  utf16FromCodePoints(offset: number): number;
}

/** A mark every so many units keeps each conversion short in long texts. */
const stride = 256;

const same = (offset: number): number => offset;
const ascii: OffsetConverter = {
  bytesFromUtf16: same,
  utf16FromBytes: same,
  codePointsFromUtf16: same,
  utf16FromCodePoints: same,
};

/** Offsets past the end become the end; offsets inside a character become its start. */
export function offsetConverter(text: string): OffsetConverter {
  // oxlint-disable-next-line no-control-regex
  if (/^[\u0000-\u007f]*$/.test(text)) return ascii;
  const bytes = new Counter(text, byteLength);
  const points = new Counter(text, () => 1);
  return {
    bytesFromUtf16: (offset) => bytes.count(offset),
    utf16FromBytes: (offset) => bytes.offset(offset),
    codePointsFromUtf16: (offset) => points.count(offset),
    utf16FromCodePoints: (offset) => points.offset(offset),
  };
}

function byteLength(codePoint: number): number {
  if (codePoint < 0x80) return 1;
  if (codePoint < 0x800) return 2;
  // A lone surrogate is written as U+FFFD, which also has three bytes.
  return codePoint < 0x10000 ? 3 : 4;
}

class Counter {
  readonly text: string;
  readonly size: (codePoint: number) => number;
  /** Offset and count at each mark, both ascending. */
  readonly marks: { offset: number; count: number }[] = [{ offset: 0, count: 0 }];

  constructor(text: string, size: (codePoint: number) => number) {
    this.text = text;
    this.size = size;
    let count = 0;
    for (let i = 0, next = stride; i < text.length; i += width(text, i)) {
      if (i >= next) {
        this.marks.push({ offset: i, count });
        next = i + stride;
      }
      count += size(text.codePointAt(i)!);
    }
  }

  count(offset: number): number {
    const mark = this.markBefore('offset', offset);
    let count = mark.count;
    for (let i = mark.offset; i < this.text.length; i += width(this.text, i)) {
      if (i + width(this.text, i) > offset) return count;
      count += this.size(this.text.codePointAt(i)!);
    }
    return count;
  }

  offset(count: number): number {
    const mark = this.markBefore('count', count);
    let passed = mark.count;
    for (let i = mark.offset; i < this.text.length; i += width(this.text, i)) {
      passed += this.size(this.text.codePointAt(i)!);
      if (passed > count) return i;
    }
    return this.text.length;
  }

  markBefore(key: 'offset' | 'count', value: number): { offset: number; count: number } {
    let low = 0;
    let high = this.marks.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.marks[middle]![key] <= value) low = middle;
      else high = middle;
    }
    return this.marks[low]!;
  }
}

function width(text: string, offset: number): number {
  return text.codePointAt(offset)! > 0xffff ? 2 : 1;
}
