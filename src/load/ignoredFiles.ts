// `ignore_patterns`: globs whose files are not part of the project. As in SQLMesh a pattern may match the end of a path.

export async function ignoredFiles(root: string, patterns: readonly string[]): Promise<ReadonlySet<string>> {
  // Hidden folders are never walked, and this default of SQLMesh would cost loading the glob library.
  const own = patterns.filter((pattern) => !/^\*\*\/\.ipynb_checkpoints\/\*$/.test(pattern));
  if (own.length === 0) return new Set();
  const { default: glob } = await import('fast-glob');
  const found = await glob(own.flatMap(variants), {
    cwd: root,
    dot: true,
    onlyFiles: true,
    ignore: ['**/node_modules/**'],
  });
  return new Set(found);
}

function variants(pattern: string): string[] {
  const clean = pattern.replaceAll('\\', '/').replace(/^\.\//, '').replace(/\/$/, '');
  const anywhere = clean.startsWith('/') || clean.startsWith('**/') ? [] : [`**/${clean}`];
  const from = clean.replace(/^\//, '');
  return [from, ...anywhere].flatMap((each) => (each.endsWith('*') ? [each] : [each, `${each}/**`]));
}
