// Formats the SQL files of a project. It reads the configuration and the files, not the models: a project that does not
// load can be formatted, and a file with errors does not keep the others from it.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { diagnostic, type Diagnostic } from '../error/diagnostic.ts';
import { MeshError } from '../error/meshError.ts';
import { discoverFiles, type ProjectFile } from '../load/discover.ts';
import { ignoredFiles } from '../load/ignoredFiles.ts';
import { readTextFile } from '../load/readTextFile.ts';
import { formatFile } from '../sql/format/formatFile.ts';
import type { FormatStyle } from '../sql/format/formatStyle.ts';
import type { Project } from './openProject.ts';

export interface FormatRequest {
  /** Files or folders, relative to the working directory; everything when empty. */
  readonly paths: readonly string[];
  /** Writes nothing. */
  readonly isCheck: boolean;
  /** Over what the configuration says. */
  readonly style?: Partial<FormatStyle> | undefined;
}

export interface FormatResult {
  /** Files whose layout differs; written unless it was a check. */
  readonly changed: readonly string[];
  readonly unchanged: number;
  /** Their models say `formatting false`. */
  readonly excluded: number;
  readonly diagnostics: readonly Diagnostic[];
}

export async function formatProject(project: Project, request: FormatRequest): Promise<FormatResult> {
  const config = await project.config();
  const diagnostics: Diagnostic[] = [];
  const report = (problem: Diagnostic): void => void diagnostics.push(problem);
  const ignored = await ignoredFiles(config.root, config.ignorePatterns);
  const { byFolder } = discoverFiles({ root: config.root, ignored, report });
  const all = [...byFolder.models, ...byFolder.audits].filter(({ path }) => /\.sql$/i.test(path));
  const files = chosenFiles(all, request.paths, { root: config.root, cwd: project.options.cwd });
  const options = {
    style: { ...config.format, ...request.style },
    defaultDialect: config.modelDefaults.dialect ?? 'duckdb',
  };
  const changed: string[] = [];
  const counts = { unchanged: 0, excluded: 0 };
  for (const { path, size } of files) {
    // The check of size and encoding; the byte order mark is only in the raw text.
    if (readTextFile(path, size, { root: config.root, report }) === undefined) continue;
    const file = join(config.root, path);
    const result = await formatFile(readFileSync(file, 'utf8'), options);
    if (result.type === 'excluded') counts.excluded++;
    else if (result.type === 'refused') {
      const { reason, line, column, cause } = result;
      const severity = cause === 'broken' ? 'error' : 'warning';
      report(diagnostic('CLI_NOT_FORMATTED', { reason }, { at: { file: path, line, column }, severity }));
    } else if (!result.isChanged) counts.unchanged++;
    else {
      changed.push(path);
      if (!request.isCheck) write(file, result.text);
    }
  }
  return { changed, ...counts, diagnostics };
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    throw new MeshError('CLI_FILE_WRITE', { file, detail: (error as Error).message }, { cause: error });
  }
}

function chosenFiles(
  all: readonly ProjectFile[],
  paths: readonly string[],
  { root, cwd }: { readonly root: string; readonly cwd: string },
): readonly ProjectFile[] {
  if (paths.length === 0) return all;
  const chosen = new Set<ProjectFile>();
  for (const path of paths) {
    const wanted = relative(root, resolve(cwd, path)).replaceAll('\\', '/');
    const found = all.filter((file) => wanted === '' || file.path === wanted || file.path.startsWith(`${wanted}/`));
    if (found.length === 0) throw new MeshError('CLI_NO_SUCH_FILE', { path });
    for (const file of found) chosen.add(file);
  }
  return all.filter((file) => chosen.has(file));
}
