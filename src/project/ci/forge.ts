// Where a report goes: one comment on the request, found again by its marker, and the status of a commit.
import { githubForge } from './github.ts';
import { gitlabForge } from './gitlab.ts';
import type { CiRequest, Env } from './ciRequest.ts';

export interface Forge {
  readonly name: 'GitHub' | 'GitLab';
  /** The most characters a comment may have. */
  readonly longestComment: number;
  /** Writes the comment that begins with the marker, or makes it. */
  readonly putComment: (number: number, comment: Comment) => Promise<'created' | 'updated'>;
  readonly setStatus: (commit: string, status: CommitStatus) => Promise<void>;
  /** The request that brought a commit into its branch. */
  readonly mergedRequest: (commit: string) => Promise<MergedRequest | undefined>;
}

export interface MergedRequest {
  readonly number: number;
  readonly branch: string;
}

export interface Comment {
  readonly marker: string;
  readonly body: string;
}

export interface CommitStatus {
  /** What tells it from other checks of the commit. */
  readonly context: string;
  readonly passed: boolean;
  readonly description: string;
}

export interface ForgeAccess {
  readonly url: string;
  readonly token: string;
  /** As it stands in an address. */
  readonly repository: string;
  readonly abort: AbortSignal;
}

/** A text where there is nothing to write to, which says why. */
export function openForge(request: CiRequest, env: Env, abort: AbortSignal): Forge | string {
  if (request.forge === undefined) return 'this is no pipeline of GitHub or GitLab';
  const { name, tokenNames, url, open } = forges[request.forge];
  const token = tokenNames.map((variable) => env[variable]).find((value) => value !== undefined && value !== '');
  if (token === undefined) return `there is no token in ${tokenNames.join(' or ')}`;
  if (request.repository === undefined) return `${name} does not say which repository this is`;
  return open({ url: (url(env) ?? '').replace(/\/+$/, ''), token, repository: request.repository, abort });
}

const forges = {
  github: {
    name: 'GitHub',
    tokenNames: ['GITHUB_TOKEN', 'GH_TOKEN'],
    url: (env: Env) => env['GITHUB_API_URL'] ?? 'https://api.github.com',
    open: githubForge,
  },
  gitlab: {
    name: 'GitLab',
    tokenNames: ['GITLAB_TOKEN'],
    url: (env: Env) => env['CI_API_V4_URL'] ?? `${env['CI_SERVER_URL'] ?? 'https://gitlab.com'}/api/v4`,
    open: gitlabForge,
  },
};
