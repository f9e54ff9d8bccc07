// Words that begin like an option and are a text, as SQL that begins with a comment: commander would read them as options.

/** No word of a command line can hold this character. */
const mask = '\0';

/** `-- comment\nSELECT 1`, `--total\nSELECT 1`, `-1`: what no option looks like. */
export function isText(word: string): boolean {
  return /^--?(?![a-z?-])./is.test(word) || /^-[^=]*[\r\n]/.test(word);
}

export function maskedTexts(words: readonly string[]): string[] {
  return words.map((word) => (isText(word) ? mask + word : word));
}

export function unmasked<T>(value: T): T {
  if (typeof value === 'string') return (value.startsWith(mask) ? value.slice(1) : value) as T;
  return (Array.isArray(value) ? value.map((item: unknown) => unmasked(item)) : value) as T;
}
