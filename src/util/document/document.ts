// A report as data, written out as markdown for a pull request or as a page of its own. Nothing in it may depend on when it is made.

/** Text with parts that are code or stressed. */
export type Inline = string | { readonly code: string } | { readonly strong: string };
export type Text = string | readonly Inline[];

export type Block =
  | { readonly type: 'heading'; readonly level: 2 | 3; readonly text: Text }
  | { readonly type: 'paragraph'; readonly text: Text }
  | { readonly type: 'list'; readonly items: readonly Text[] }
  | { readonly type: 'table'; readonly head: readonly TableHead[]; readonly rows: readonly (readonly Text[])[] }
  | { readonly type: 'note'; readonly severity: 'info' | 'warning' | 'error'; readonly text: Text }
  | { readonly type: 'code'; readonly language: 'diff' | 'sql' | 'text'; readonly text: string }
  | { readonly type: 'details'; readonly summary: string; readonly blocks: readonly Block[] };

/** A column of numbers stands to the right. */
export type TableHead = string | { readonly number: string };

export function heading(level: 2 | 3, text: Text): Block {
  return { type: 'heading', level, text };
}

export function paragraph(text: Text): Block {
  return { type: 'paragraph', text };
}

export function table(head: readonly TableHead[], rows: readonly (readonly Text[])[]): Block {
  return { type: 'table', head, rows };
}

export function code(text: string): Inline {
  return { code: text };
}

/** Things in code with commas between them. */
export function codeList(texts: readonly string[]): Inline[] {
  return texts.flatMap((text, index): Inline[] => (index === 0 ? [{ code: text }] : [', ', { code: text }]));
}

export function inlines(text: Text): readonly Inline[] {
  return typeof text === 'string' ? [text] : text;
}
