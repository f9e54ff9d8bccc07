// GitHub: comments of the issue that a pull request is, statuses of commits.
import { callForge, findComment, listOf, type ForgeClient } from './forgeCall.ts';
import type { Forge, ForgeAccess } from './forge.ts';

interface Pull {
  readonly number: number;
  readonly merged_at: string | null;
  readonly head: { readonly ref: string };
}

export function githubForge({ url, token, repository, abort }: ForgeAccess): Forge {
  const headers = {
    Authorization: `Bearer ${token}`,
    Accept: 'application/vnd.github+json',
    'X-GitHub-Api-Version': '2022-11-28',
  };
  const client: ForgeClient = { forge: 'GitHub', url: `${url}/repos/${repository}`, headers, abort };
  return {
    name: 'GitHub',
    longestComment: 65_000,
    putComment: async (number, { marker, body }) => {
      const comments = `/issues/${number}/comments`;
      const found = await findComment(client, comments, marker);
      if (found === undefined) await callForge(client, { method: 'POST', path: comments, body: { body } });
      else await callForge(client, { method: 'PATCH', path: `/issues/comments/${found.id}`, body: { body } });
      return found === undefined ? 'created' : 'updated';
    },
    setStatus: async (commit, { context, passed, description }) => {
      const body = { state: passed ? 'success' : 'failure', context, description };
      await callForge(client, { method: 'POST', path: `/statuses/${encodeURIComponent(commit)}`, body });
    },
    mergedRequest: async (commit) => {
      const path = `/commits/${encodeURIComponent(commit)}/pulls`;
      const found = (listOf(await callForge(client, { method: 'GET', path })) as readonly Pull[]).find(
        (pull) => pull.merged_at !== null,
      );
      return found === undefined ? undefined : { number: found.number, branch: found.head.ref };
    },
  };
}
