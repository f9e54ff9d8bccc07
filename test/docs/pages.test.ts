// The pages of docs/ are lessons: read from top to bottom, each is one project. Files are written, commands run, shown output compared.
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { queryFile } from '../support/duckdbFile.ts';
import { runMesh } from '../support/runMesh.ts';

const folder = new URL('../../docs/', import.meta.url);
type Part =
  | { readonly type: 'file'; readonly path: string; readonly text: string }
  | { readonly type: 'commands'; readonly lines: readonly string[] }
  | { readonly type: 'output'; readonly lines: readonly string[] }
  | { readonly type: 'check'; readonly sql: string; readonly rows: string };

const patterns = [
  // `models/orders.sql` at the start of a paragraph, and the fence behind it.
  /^`(?<path>[\w./-]+\.\w+)`(?:[^\n]*\n)(?:[^\n`]+\n)*\n```\w+\n(?<text>[\s\S]*?)^```/,
  /^```sh\n(?<commands>[\s\S]*?)^```/,
  /^```text\n(?<output>[\s\S]*?)^```/,
  /^<!-- check: (?<sql>.*) = (?<rows>\S.*?) -->/,
  /^```\w*\n[\s\S]*?^```/,
];
const all = new RegExp(patterns.map((pattern) => `(?:${pattern.source})`).join('|'), 'gm');

function partsOf(page: string): Part[] {
  return [...page.matchAll(all)].flatMap(({ groups = {} }): Part[] => {
    const { path, text, commands, output, sql, rows } = groups;
    if (path !== undefined) return [{ type: 'file', path, text: text! }];
    if (commands !== undefined) return [{ type: 'commands', lines: meshLines(commands) }];
    if (output !== undefined) return [{ type: 'output', lines: shownLines(output) }];
    if (sql !== undefined) return [{ type: 'check', sql, rows: rows! }];
    return [];
  });
}

const setsClock = /^export MESH_NOW=(\S+)/;
const meshLines = (block: string): string[] =>
  block
    .split('\n')
    .filter((line) => setsClock.test(line) || (line.startsWith('mesh ') && !line.includes('# not run here')));
/** What changes from run to run is left out of pages, or written as `…`. */
const shownLines = (block: string): string[] =>
  block
    .split('\n')
    .flatMap((line) => line.split('…').map((part) => part.trim()))
    .filter((part) => part !== '');

/** `mesh plan   # exit 2: why` → the words and the expected code. */
function readLine(line: string): { words: string[]; code: number } {
  const comment = /\s#.*$/.exec(line)?.[0] ?? '';
  const words = [...line.slice(0, line.length - comment.length).matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)];
  return {
    words: words.slice(1).map((m) => m[1] ?? m[2] ?? m[3]!),
    code: Number(/# exit (\d+)/.exec(comment)?.[1] ?? 0),
  };
}

async function follow(page: string): Promise<void> {
  const cwd = mkdtempSync(join(tmpdir(), 'mesh-docs-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  let now = new Date().toISOString();
  let printed = '';
  for (const part of partsOf(page)) {
    switch (part.type) {
      case 'file': {
        const path = join(cwd, part.path);
        mkdirSync(dirname(path), { recursive: true });
        writeFileSync(path, part.text);
        if (part.path.startsWith('mesh.config') && part.path !== 'mesh.config.yaml')
          rmSync(join(cwd, 'mesh.config.yaml'), { force: true });
        break;
      }
      case 'commands':
        printed = '';
        for (const line of part.lines) {
          const [, clock] = setsClock.exec(line) ?? [];
          if (clock !== undefined) {
            now = clock;
            continue;
          }
          const { words, code } = readLine(line);
          const run = await runMesh(words, { cwd, now });
          printed += run.stdout + run.stderr;
          expect([line, run.code, run.code === code ? '' : printed]).toEqual([line, code, '']);
        }
        break;
      case 'output':
        for (const line of part.lines) expect(printed).toContain(line);
        break;
      case 'check':
        expect([part.sql, (await queryFile(join(cwd, 'db.duckdb'), part.sql)).join(' ; ')]).toEqual([
          part.sql,
          part.rows,
        ]);
        break;
    }
  }
}

const pages = readdirSync(folder).filter((name) => name.endsWith('.md') && name !== 'typescript-models.md');

test.each(pages)(
  'what docs/%s shows works as it stands there',
  async (name) => {
    await follow(readFileSync(new URL(name, folder), 'utf8'));
  },
  180_000,
);

test.each([...pages, '../README.md'])('links of docs/%s lead somewhere', (name) => {
  const text = readFileSync(new URL(name, folder), 'utf8');
  const links = [...text.matchAll(/\]\((?!https?:)([^)#\s]+)(?:#([^)]+))?\)/g)];
  for (const [, path, anchor] of links) {
    const target = readFileSync(new URL(path!, new URL(name, folder)), 'utf8');
    if (anchor !== undefined) expect([path, anchor, anchorsOf(target).has(anchor)]).toEqual([path, anchor, true]);
  }
});

function anchorsOf(text: string): Set<string> {
  const titles = [...text.matchAll(/^#+ (.+)$/gm)].map(([, title]) => title!);
  return new Set(
    titles.map((title) =>
      title
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}
