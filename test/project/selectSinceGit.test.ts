// `git:ref` in selections: what this branch changed, in whatever state of being committed.
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { testProject, type TestProject } from '../support/testProject.ts';

const model = (name: string, query: string): string => `MODEL (name s.${name}, kind FULL);\n${query}`;

function git(project: TestProject, ...args: string[]): void {
  const who = ['-c', 'user.name=a', '-c', 'user.email=a@b.c', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...who, ...args], { cwd: project.folder, stdio: 'pipe' });
}

function branched(): TestProject {
  const project = testProject({
    '.gitignore': '.mesh\n*.duckdb*\n',
    'models/a.sql': model('a', 'SELECT 1 AS id'),
    'models/b.sql': model('b', 'SELECT id FROM s.a'),
    'models/c.sql': model('c', 'SELECT 2 AS id'),
    'models/countries.sql': "MODEL (name s.countries, kind SEED (path '../seeds/countries.csv'))",
    'seeds/countries.csv': 'code\nDE\n',
  });
  git(project, 'init', '-q', '-b', 'main');
  git(project, 'add', '.');
  git(project, 'commit', '-q', '-m', 'first');
  git(project, 'checkout', '-q', '-b', 'feature');
  return project;
}

async function selected(project: TestProject, selection: string): Promise<unknown> {
  const run = await project.mesh(['dag', '--select', selection, '--json']);
  return run.code === 0 ? (run.json as { models: { name: string }[] }).models.map((m) => m.name) : run.json;
}

describe('a selection of what changed since a git ref', () => {
  it('leaves out what others changed on that branch meanwhile', async () => {
    const project = branched();
    project.write({ 'models/b.sql': model('b', 'SELECT id, 1 AS one FROM s.a') });
    git(project, 'commit', '-q', '-am', 'mine');
    git(project, 'checkout', '-q', 'main');
    project.write({ 'models/c.sql': model('c', 'SELECT 3 AS id') });
    git(project, 'commit', '-q', '-am', 'theirs');
    git(project, 'checkout', '-q', 'feature');
    project.write({ 'models/new.sql': model('new', 'SELECT 1 AS id') });
    expect(await selected(project, 'git:main')).toEqual(['s.b', 's.new']);
  });

  it('takes a seed whose data changed', async () => {
    const project = branched();
    project.write({ 'seeds/countries.csv': 'code\nDE\nFR\n' });
    expect(await selected(project, 'git:main')).toEqual(['s.countries']);
  });

  it('names the nearest branch for one that git does not know, and takes none for an option', async () => {
    const project = branched();
    expect(await selected(project, 'git:mian')).toMatchObject({
      error: { code: 'PROJECT_GIT_REF', message: "git knows no commit 'mian' here", hint: 'did you mean git:main?' },
    });
    expect(await selected(project, 'git:--output=x')).toMatchObject({ error: { code: 'PROJECT_GIT_REF' } });
  });

  it('says that there is no repository', async () => {
    const project = testProject({ 'models/a.sql': model('a', 'SELECT 1 AS id') });
    expect(await selected(project, 'git:main')).toMatchObject({ error: { code: 'PROJECT_GIT' } });
  });
});
