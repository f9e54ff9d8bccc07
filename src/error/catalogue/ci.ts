import { define } from '../define.ts';

export const ciErrors = {
  CI_REQUEST_UNKNOWN: define<Record<string, never>>({
    message: () => 'mesh ci does not know which request it is about',
    hint: () =>
      'run it in a pipeline of GitHub or GitLab for pull or merge requests, or name it with --number <n> or --branch <name>',
  }),
  CI_EVENT_UNREADABLE: define<{ file: string; detail: string }>({
    message: (d) => `the event that GITHUB_EVENT_PATH names cannot be read: ${d.file}: ${d.detail}`,
    hint: () => 'give --number, --branch and --commit instead',
  }),
  CI_BRANCH: define<{ target: string; prodBranch: string }>({
    message: (d) => `the request goes into ${d.target}, and only ${d.prodBranch} is deployed (ci.prod_branch_name)`,
    hint: () => 'nothing was run',
  }),
  CI_FORGE: define<{ forge: string; call: string; detail: string; status: number | undefined }>({
    message: (d) => `${d.forge} did not take ${d.call}: ${d.detail}`,
    hint: (d) => {
      if (d.status === 401) return `the token is not valid: ${tokens[d.forge] ?? 'look at its variable'}`;
      if (d.status === 403 || d.status === 404)
        return `the token may not do this, or the address is wrong: ${tokens[d.forge] ?? 'look at its rights'}`;
      return 'what was run stays as it is; run the same command again to send its report';
    },
  }),
};

const tokens: Readonly<Record<string, string>> = {
  GitHub: 'GITHUB_TOKEN needs the permissions `pull-requests: write` and `statuses: write`',
  GitLab: 'GITLAB_TOKEN must be an access token with the scope api (a job token may not write notes)',
};
