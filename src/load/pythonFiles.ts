// Python files of a SQLMesh project: each is named with its TypeScript form, none is silently skipped.
import { basename } from 'node:path/posix';
import { diagnostic, type Diagnostic } from '../error/diagnostic.ts';
import type { DiscoveredFiles, Folder } from './discover.ts';

interface Counterpart {
  readonly what: string;
  readonly instead: (name: string) => string;
  readonly docs: string;
}

const docs = 'docs/differences.md';
const counterparts: Readonly<Record<Folder, Counterpart>> = {
  models: {
    what: 'model',
    instead: (name) => `models/${name}.ts with model({ ... }, run)`,
    docs: 'docs/typescript-models.md',
  },
  macros: {
    what: 'macro',
    instead: (name) => `macros/${name}.ts with macro('name', (context, ...args) => ...)`,
    docs: 'docs/macros.md',
  },
  signals: {
    what: 'signal',
    instead: (name) => `signals/${name}.ts with signal('name', check)`,
    docs: 'docs/models.md',
  },
  linter: {
    what: 'linter rule',
    instead: (name) => `linter/${name}.ts with rule('name', summary, check)`,
    docs: 'docs/tests.md',
  },
  materializations: { what: 'materialization', instead: (name) => `materializations/${name}.ts`, docs },
  audits: { what: 'file', instead: (name) => `audits/${name}.sql`, docs },
  seeds: { what: 'file', instead: () => 'a CSV file', docs },
  tests: { what: 'test', instead: (name) => `tests/test_${name}.yaml`, docs: 'docs/tests.md' },
  metrics: { what: 'file', instead: (name) => `metrics/${name}.sql`, docs },
};

export function reportPythonFiles(files: DiscoveredFiles, report: (problem: Diagnostic) => void): void {
  for (const [folder, found] of Object.entries(files.byFolder)) {
    for (const { path, size } of found) {
      if (!path.endsWith('.py') || (size === 0 && basename(path) === '__init__.py')) continue;
      const { what, instead, docs: page } = counterparts[folder as Folder];
      const name = basename(path, '.py');
      const data = { file: path, what, instead: instead(name), docs: page };
      report(diagnostic('MODEL_PYTHON', data, { at: { file: path, line: 1, column: 1 } }));
    }
  }
}
