// Unified differences of two texts by lines: Myers' greedy algorithm, which finds a shortest edit script.

export interface TextDiffOptions {
  readonly before: string;
  readonly after: string;
  /** Unchanged lines around each change. */
  readonly context?: number;
}

interface Edit {
  readonly type: ' ' | '-' | '+';
  readonly line: string;
}

/** Empty when the texts are equal. Headers name the two sides. */
export function textDiff(
  a: string,
  b: string,
  options: TextDiffOptions = { before: 'before', after: 'after' },
): string {
  if (a === b) return '';
  const edits = editScript(a.split('\n'), b.split('\n'));
  const hunks = hunksOf(edits, options.context ?? 3);
  return [`--- ${options.before}`, `+++ ${options.after}`, ...hunks].join('\n');
}

/** The shortest list of kept, removed and added lines that leads from `a` to `b`. */
export function editScript(a: readonly string[], b: readonly string[]): Edit[] {
  let head = 0;
  while (head < a.length && head < b.length && a[head] === b[head]) head++;
  let tail = 0;
  while (tail < a.length - head && tail < b.length - head && a.at(-1 - tail) === b.at(-1 - tail)) tail++;
  const kept = (lines: readonly string[]): Edit[] => lines.map((line) => ({ type: ' ', line }));
  return [
    ...kept(a.slice(0, head)),
    ...myers(a.slice(head, a.length - tail), b.slice(head, b.length - tail)),
    ...kept(a.slice(a.length - tail)),
  ];
}

function myers(a: readonly string[], b: readonly string[]): Edit[] {
  // Texts that share almost nothing would cost the square of their length.
  const limit = 2000;
  const furthest = new Map<number, number>([[1, 0]]);
  const trace: Map<number, number>[] = [];
  const most = Math.min(a.length + b.length, limit);
  for (let d = 0; d <= most; d++) {
    trace.push(new Map(furthest));
    for (let k = -d; k <= d; k += 2) {
      let x = goesDown(furthest, k, d) ? furthest.get(k + 1)! : furthest.get(k - 1)! + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x++;
      furthest.set(k, x);
      if (x >= a.length && x - k >= b.length) return backtrack(a, b, trace);
    }
  }
  return [...a.map((line): Edit => ({ type: '-', line })), ...b.map((line): Edit => ({ type: '+', line }))];
}

function goesDown(furthest: ReadonlyMap<number, number>, k: number, d: number): boolean {
  return k === -d || (k !== d && (furthest.get(k - 1) ?? -1) < (furthest.get(k + 1) ?? -1));
}

function backtrack(a: readonly string[], b: readonly string[], trace: readonly Map<number, number>[]): Edit[] {
  const edits: Edit[] = [];
  let x = a.length;
  let y = b.length;
  for (let d = trace.length - 1; d >= 0; d--) {
    const furthest = trace[d]!;
    const k = x - y;
    const before = goesDown(furthest, k, d) ? k + 1 : k - 1;
    const fromX = d === 0 ? 0 : furthest.get(before)!;
    const fromY = d === 0 ? 0 : fromX - before;
    while (x > fromX && y > fromY) {
      edits.push({ type: ' ', line: a[--x]! });
      y--;
    }
    if (d === 0) break;
    if (x === fromX) edits.push({ type: '+', line: b[--y]! });
    else edits.push({ type: '-', line: a[--x]! });
  }
  return edits.reverse();
}

function hunksOf(edits: readonly Edit[], context: number): string[] {
  const lines: string[] = [];
  for (const [from, to] of ranges(edits, context)) {
    const before = countLines(edits.slice(0, from));
    const inside = countLines(edits.slice(from, to));
    lines.push(`@@ -${span(before.old, inside.old)} +${span(before.new, inside.new)} @@`);
    for (const { type, line } of edits.slice(from, to)) lines.push(`${type}${line}`);
  }
  return lines;
}

function ranges(edits: readonly Edit[], context: number): [number, number][] {
  const found: [number, number][] = [];
  edits.forEach(({ type }, i) => {
    if (type === ' ') return;
    const from = Math.max(0, i - context);
    const to = Math.min(edits.length, i + context + 1);
    const last = found.at(-1);
    if (last !== undefined && from <= last[1]) last[1] = to;
    else found.push([from, to]);
  });
  return found;
}

function countLines(edits: readonly Edit[]): { readonly old: number; readonly new: number } {
  const added = edits.filter((e) => e.type === '+').length;
  const removed = edits.filter((e) => e.type === '-').length;
  return { old: edits.length - added, new: edits.length - removed };
}

function span(before: number, length: number): string {
  const start = length === 0 ? before : before + 1;
  return length === 1 ? String(start) : `${start},${length}`;
}
