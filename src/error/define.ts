// One entry of the error catalogue: what happened (message) and what to do (hint), typed with the data the text needs.

export interface ErrorEntry<D> {
  readonly message: (data: D) => string;
  readonly hint?: (data: D) => string | undefined;
}

/** Typed identity, so that each entry states the data it needs: `define<{ name: string }>({ message: d => … })`. */
export function define<D>(entry: ErrorEntry<D>): ErrorEntry<D> {
  return entry;
}

/** What is missing there is written as TypeScript, not as a MODEL block. */
export function isCode(file: string | undefined): boolean {
  return file !== undefined && /\.[cm]?[jt]s$/.test(file);
}
