// The nearest known name for a misspelt one: every "unknown …" error offers it.

/** Damerau-Levenshtein distance, given up (returns limit + 1) once it must exceed the limit. */
function distance(a: string, b: string, limit: number): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let best = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, beforeLast[j - 2]! + 1);
      row.push(cost);
      if (cost < best) best = cost;
    }
    if (best > limit) return limit + 1;
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}

export function nearest(name: string, known: Iterable<string>): string | undefined {
  const wanted = name.toLowerCase();
  const limit = Math.max(1, Math.min(4, Math.floor(wanted.length / 3)));
  let best: string | undefined;
  let bestDistance = limit + 1;
  for (const candidate of known) {
    const lower = candidate.toLowerCase();
    // `orders` for `shop.orders`: a missing schema is a common slip and no spelling distance finds it.
    if (lower.endsWith(`.${wanted}`) && bestDistance > 1) {
      best = candidate;
      bestDistance = 1;
      continue;
    }
    const d = distance(wanted, lower, Math.min(limit, bestDistance));
    if (d < bestDistance) {
      best = candidate;
      bestDistance = d;
    }
  }
  return best;
}

export function didYouMean(name: string, known: Iterable<string>): string | undefined {
  const found = nearest(name, known);
  return found === undefined ? undefined : `did you mean ${found}?`;
}

/** Where no name is near, a few known ones are shown, and of many where they are listed. */
export function didYouMeanModel(name: string, known: readonly string[]): string | undefined {
  const found = didYouMean(name, known);
  if (found !== undefined || known.length === 0) return found;
  return known.length > 8 ? '`mesh dag` lists the models' : `known: ${known.join(', ')}`;
}
