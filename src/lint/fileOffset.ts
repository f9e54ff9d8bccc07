// A line and column → the offset in the file's text.
export function fileOffset(text: string, at: { readonly line: number; readonly column: number }): number {
  let offset = 0;
  for (let line = 1; line < at.line; line++) {
    const end = /\r\n|\n|\r/g;
    end.lastIndex = offset;
    const found = end.exec(text);
    if (found === null) return text.length;
    offset = found.index + found[0].length;
  }
  return offset + at.column - 1;
}
