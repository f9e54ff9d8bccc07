// Saved files are told however an editor writes them, in folders old and new.
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished, vi } from 'vitest';
import { watchFolder } from '../../src/cli/watchFolder.ts';

it('tells of files that are written, replaced again and again, and made in new folders, and of nothing left out', async () => {
  const root = mkdtempSync(join(tmpdir(), 'mesh-watch-'));
  const seen = new Set<string>();
  mkdirSync(join(root, 'models'));
  mkdirSync(join(root, '.git'));
  writeFileSync(join(root, 'models/a.sql'), '1');
  const watcher = watchFolder(root, { isLeftOut: (path) => path === '.git', changed: (path) => void seen.add(path) });
  onTestFinished(() => {
    watcher.close();
    rmSync(root, { recursive: true });
  });
  const told = async (path: string, change: () => void): Promise<void> => {
    seen.clear();
    change();
    await vi.waitFor(() => expect([...seen]).toContain(path), { timeout: 5000, interval: 20 });
  };
  const replace = (): void => {
    writeFileSync(join(root, 'models/a.sql.new'), '2');
    renameSync(join(root, 'models/a.sql.new'), join(root, 'models/a.sql'));
  };
  await told('models/a.sql', () => writeFileSync(join(root, 'models/a.sql'), '1'));
  for (let i = 0; i < 3; i++) await told('models/a.sql', replace);
  await told('models/deep/er/b.sql', () => {
    mkdirSync(join(root, 'models/deep/er'), { recursive: true });
    writeFileSync(join(root, 'models/deep/er/b.sql'), '1');
  });
  await told('models/deep/er/b.sql', () => writeFileSync(join(root, 'models/deep/er/b.sql'), '2'));
  await told('c.sql', () => {
    writeFileSync(join(root, '.git/x.sql'), '1');
    writeFileSync(join(root, 'c.sql'), '1');
  });
  expect([...seen].filter((path) => path.includes('.git'))).toEqual([]);
});
