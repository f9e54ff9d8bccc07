// On a terminal: `script` makes one that is 0 columns wide, as other programs do.
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { expect, test } from 'vitest';
import { projectFolder } from '../config/project.ts';

const mesh = `${process.execPath} ${resolve('bin/mesh.cjs')}`;
const hasScript = /util-linux/.test(String(spawnSync('script', ['--version']).stdout));

test.skipIf(!hasScript)(
  'a question is one line on a terminal that does not tell its width',
  () => {
    const cwd = projectFolder({
      'mesh.config.yaml': 'gateways: { local: { connection: { type: duckdb, database: db.duckdb } } }\n',
      'models/a.sql': 'MODEL (name s.a, kind FULL);\nSELECT 1 AS a\n',
    });
    const { CI: _, ...env } = process.env;
    const answer = `(sleep 4; printf n) | script -qec "${mesh} plan" /dev/null`;
    const { stdout, status } = spawnSync('sh', ['-c', answer], { cwd, env, encoding: 'utf8', timeout: 60_000 });
    const text = stripVTControlCharacters(stdout);
    expect(text).toContain('Apply this plan to prod?');
    expect(text).toContain('Nothing was applied.');
    expect(status).toBe(0);
  },
  60_000,
);
