// Fixes of several findings → the new texts of the files they touch.
import type { Fix } from './rule.ts';

export interface FixedFile {
  readonly file: string;
  readonly text: string;
}

export interface AppliedFixes {
  readonly files: readonly FixedFile[];
  readonly applied: number;
}

/** A fix that overlaps one before it, or repeats an addition, is left for the next run. */
export function applyFixes(fixes: readonly Fix[], fileText: (file: string) => string | undefined): AppliedFixes {
  const edits = new Map<string, { start: number; end: number; text: string }[]>();
  const additions = new Map<string, Set<string>>();
  let applied = 0;
  for (const { edits: wanted } of fixes) {
    const fits = wanted.every((edit) => edit.type === 'append' || !overlaps(edits.get(edit.file) ?? [], edit));
    if (!fits) continue;
    applied++;
    for (const edit of wanted) {
      if (edit.type === 'append') additions.set(edit.file, (additions.get(edit.file) ?? new Set()).add(edit.text));
      else edits.set(edit.file, [...(edits.get(edit.file) ?? []), edit]);
    }
  }
  const files = [...new Set([...edits.keys(), ...additions.keys()])].sort().map((file) => {
    let text = fileText(file) ?? '';
    for (const edit of (edits.get(file) ?? []).sort((a, b) => b.start - a.start)) {
      text = text.slice(0, edit.start) + edit.text + text.slice(edit.end);
    }
    for (const addition of [...(additions.get(file) ?? [])].sort()) {
      text += (text === '' || text.endsWith('\n') ? '' : '\n') + addition;
    }
    return { file, text };
  });
  return { files, applied };
}

function overlaps(taken: readonly { start: number; end: number }[], edit: { start: number; end: number }): boolean {
  return taken.some((other) => edit.start < other.end && other.start < edit.end);
}
