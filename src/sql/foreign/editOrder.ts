// Edits of one pass in the order in which they are applied.
import type { Edit } from '../edit.ts';

export const pivotMark = 'mesh_pivot_';

/** What takes the place of `ARRAY<…>`. */
export const typedArrayMark = 'CAST( ';

/** Begins what takes the place of `AS STRING FORMAT …`, of columns behind WITH and of names of columns. */
export const castMark = '  ';

export function inOrder(edits: readonly Edit[]): Edit[] {
  // What is put in front of a place comes before what takes that place.
  return [...edits].sort((a, b) => a.start - b.start || Number(a.end > a.start) - Number(b.end > b.start));
}

/** A pivot takes all of its clause along, whatever was to be changed in there, and so does a type that is said in other words. */
export function withoutInner(edits: readonly Edit[]): Edit[] {
  const pivots = edits.filter(
    (edit) => edit.text.startsWith(pivotMark) || edit.text === typedArrayMark || edit.text.startsWith(castMark),
  );
  if (pivots.length === 0) return [...edits];
  return edits.filter(
    (edit) => pivots.includes(edit) || !pivots.some((pivot) => edit.start < pivot.end && edit.end > pivot.start),
  );
}
