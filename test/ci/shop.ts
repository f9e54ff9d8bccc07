// A shop in a git repository: prod is what main says, a branch changes it.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { testProject, type Files, type TestProject } from '../support/testProject.ts';
import { forgeServer, type ForgeServer } from '../support/forgeServer.ts';

const files: Files = {
  'models/raw.sql': `MODEL (name shop.raw, kind FULL);
SELECT range AS id, 10 * range AS amount FROM range(5)`,
  'models/totals.sql': `MODEL (name shop.totals, kind FULL);
SELECT count(*) AS orders, sum(amount) AS amount FROM shop.raw`,
};

/** Reads all rows anew: breaking. */
export const changedRaw = {
  'models/raw.sql': `MODEL (name shop.raw, kind FULL);
SELECT range AS id, 20 * range AS amount FROM range(5)`,
};

export interface Shop {
  readonly project: TestProject;
  readonly git: (...words: readonly string[]) => string;
  /** Writes files and commits them; its sha. */
  readonly commit: (files: Files) => string;
}

/** On the branch `feature/Ticket-7`, with prod as on main. */
export async function shop(config = '', more: Files = {}): Promise<Shop> {
  const project = testProject({ ...files, '.gitignore': '.mesh\ndb.duckdb*\n', ...more }, { config });
  const git = (...words: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=Ann', '-c', 'user.email=ann@example.com', ...words], {
      cwd: project.folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  const commit = (changed: Files): string => {
    project.write(changed);
    git('add', '-A');
    git('commit', '-qm', 'change');
    return git('rev-parse', 'HEAD');
  };
  git('init', '-q', '-b', 'main');
  commit({});
  await project.plan();
  git('checkout', '-q', '-b', 'feature/Ticket-7');
  return { project, git, commit };
}

export async function github(): Promise<ForgeServer> {
  const repo = '/repos/acme/shop';
  return forgeServer({
    header: ['Authorization', 'Bearer secret-token'],
    comments: `${repo}/issues/12/comments`,
    comment: `${repo}/issues/comments/:id`,
    statuses: `${repo}/statuses`,
    update: 'PATCH',
  });
}

export async function gitlab(): Promise<ForgeServer> {
  const project = '/projects/42';
  return forgeServer({
    header: ['PRIVATE-TOKEN', 'secret-token'],
    comments: `${project}/merge_requests/12/notes`,
    comment: `${project}/merge_requests/12/notes/:id`,
    statuses: `${project}/statuses`,
    update: 'PUT',
  });
}

/** What a pipeline of GitHub has in its environment for request 12. */
export function githubPipeline({ project, git }: Shop, url: string): Record<string, string> {
  const event = {
    action: 'synchronize',
    pull_request: {
      number: 12,
      head: { ref: git('branch', '--show-current'), sha: git('rev-parse', 'HEAD') },
      base: { ref: 'main' },
    },
  };
  const file = join(project.folder, '.git', 'event.json');
  writeFileSync(file, JSON.stringify(event));
  return {
    GITHUB_ACTIONS: 'true',
    GITHUB_REPOSITORY: 'acme/shop',
    GITHUB_EVENT_PATH: file,
    GITHUB_SHA: 'a'.repeat(40),
    GITHUB_API_URL: url,
    GITHUB_TOKEN: 'secret-token',
  };
}
