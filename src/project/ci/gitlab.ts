// GitLab: notes of a merge request, statuses of commits.
import { callForge, findComment, listOf, type ForgeClient } from './forgeCall.ts';
import type { Forge, ForgeAccess } from './forge.ts';

interface MergeRequest {
  readonly iid: number;
  readonly state: string;
  readonly source_branch: string;
}

export function gitlabForge({ url, token, repository, abort }: ForgeAccess): Forge {
  const project = `/projects/${encodeURIComponent(repository)}`;
  const client: ForgeClient = { forge: 'GitLab', url: `${url}${project}`, headers: { 'PRIVATE-TOKEN': token }, abort };
  return {
    name: 'GitLab',
    longestComment: 900_000,
    putComment: async (number, { marker, body }) => {
      const notes = `/merge_requests/${number}/notes`;
      const found = await findComment(client, notes, marker);
      if (found === undefined) await callForge(client, { method: 'POST', path: notes, body: { body } });
      else await callForge(client, { method: 'PUT', path: `${notes}/${found.id}`, body: { body } });
      return found === undefined ? 'created' : 'updated';
    },
    setStatus: async (commit, { context, passed, description }) => {
      const body = { state: passed ? 'success' : 'failed', name: context, description };
      await callForge(client, { method: 'POST', path: `/statuses/${encodeURIComponent(commit)}`, body });
    },
    mergedRequest: async (commit) => {
      const path = `/repository/commits/${encodeURIComponent(commit)}/merge_requests`;
      const found = (listOf(await callForge(client, { method: 'GET', path })) as readonly MergeRequest[]).find(
        ({ state }) => state === 'merged',
      );
      return found === undefined ? undefined : { number: found.iid, branch: found.source_branch };
    },
  };
}
