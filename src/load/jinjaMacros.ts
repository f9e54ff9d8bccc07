// `{% macro %}` definitions in macros/*.sql.
import { diagnostic, type Diagnostic } from '../error/diagnostic.ts';
import { macroSources, type MacroLibrary } from '../jinja/library.ts';
import { JinjaProblem } from '../jinja/problem.ts';
import { lineColumn } from '../sql/location.ts';
import type { ProjectFile } from './discover.ts';

export function readJinjaMacros(
  files: readonly ProjectFile[],
  options: { readonly text: (file: string) => string | undefined; readonly report: (problem: Diagnostic) => void },
): MacroLibrary {
  const library = new Map<string, string>();
  for (const { path } of files) {
    const text = /\.sql$/i.test(path) ? options.text(path) : undefined;
    if (text === undefined) continue;
    try {
      for (const [name, source] of macroSources(text)) library.set(name, source);
    } catch (error) {
      if (!(error instanceof JinjaProblem)) throw error;
      const at = { file: path, ...lineColumn(text, error.offset) };
      options.report(diagnostic('MODEL_JINJA', { detail: error.message }, { at }));
    }
  }
  return library;
}
