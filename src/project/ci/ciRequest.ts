// Which pull or merge request a pipeline is about: what the command line says, else what the forge put into the environment.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { MeshError } from '../../error/meshError.ts';
import type { CiConfig } from '../../load/config/config.ts';
import { sanitizeEnvironmentName } from '../../snapshot/tableNaming.ts';

export type Env = Readonly<Record<string, string | undefined>>;

export interface GivenRequest {
  readonly number?: number | undefined;
  readonly branch?: string | undefined;
  readonly commit?: string | undefined;
}

export interface CiRequest extends GivenRequest {
  readonly forge: 'github' | 'gitlab' | undefined;
  /** `acme/shop` of GitHub, the project's number at GitLab. */
  readonly repository: string | undefined;
  /** The branch that it goes into. */
  readonly target: string | undefined;
}

export function readCiRequest(env: Env, given: GivenRequest, preferred: CiConfig['forge']): CiRequest {
  const found = preferred ?? detectForge(env);
  const detected = found === 'github' ? githubRequest(env, given) : found === 'gitlab' ? gitlabRequest(env) : {};
  return {
    forge: found,
    repository: detected.repository,
    target: detected.target,
    number: given.number ?? detected.number,
    branch: given.branch ?? detected.branch,
    commit: given.commit ?? detected.commit,
  };
}

function detectForge(env: Env): CiRequest['forge'] {
  if (text(env['GITHUB_REPOSITORY']) !== undefined || env['GITHUB_ACTIONS'] === 'true') return 'github';
  return text(env['CI_PROJECT_ID']) !== undefined || env['GITLAB_CI'] === 'true' ? 'gitlab' : undefined;
}

type Detected = Partial<Omit<CiRequest, 'forge'>>;

function githubRequest(env: Env, given: GivenRequest): Detected {
  const isKnown = given.number !== undefined && given.branch !== undefined && given.commit !== undefined;
  const event = isKnown ? {} : readEvent(text(env['GITHUB_EVENT_PATH']));
  const pull = record(event['pull_request']);
  const [head, base, issue] = [record(pull['head']), record(pull['base']), record(event['issue'])];
  // A comment on a request is an event of an issue that says it is one.
  const fromIssue = issue['pull_request'] === undefined ? undefined : wholeNumber(issue['number']);
  const ref = text(env['GITHUB_REF']);
  const fromRef = wholeNumber(/^refs\/pull\/(\d+)\//.exec(ref ?? '')?.[1]);
  return {
    repository: text(env['GITHUB_REPOSITORY']),
    number: wholeNumber(pull['number']) ?? fromIssue ?? fromRef,
    branch: text(head['ref']) ?? text(env['GITHUB_HEAD_REF']) ?? /^refs\/heads\/(.+)$/.exec(ref ?? '')?.[1],
    target: text(base['ref']) ?? text(env['GITHUB_BASE_REF']),
    // GITHUB_SHA of a pull request is a merge that nobody sees: its head is what carries the result.
    commit: text(head['sha']) ?? text(env['GITHUB_SHA']),
  };
}

function gitlabRequest(env: Env): Detected {
  return {
    repository: text(env['CI_PROJECT_ID']),
    number: wholeNumber(env['CI_MERGE_REQUEST_IID']),
    branch: text(env['CI_MERGE_REQUEST_SOURCE_BRANCH_NAME']) ?? text(env['CI_COMMIT_BRANCH']),
    target: text(env['CI_MERGE_REQUEST_TARGET_BRANCH_NAME']),
    commit: text(env['CI_MERGE_REQUEST_SOURCE_BRANCH_SHA']) ?? text(env['CI_COMMIT_SHA']),
  };
}

function readEvent(file: string | undefined): Readonly<Record<string, unknown>> {
  if (file === undefined) return {};
  try {
    return record(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    throw new MeshError('CI_EVENT_UNREADABLE', { file, detail: (cause as Error).message }, { cause });
  }
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function wholeNumber(value: unknown): number | undefined {
  const found = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value;
  return typeof found === 'number' && Number.isSafeInteger(found) && found > 0 ? found : undefined;
}

/** Always with something in front, so that no branch can name prod. */
export function requestEnvironment({ number, branch }: CiRequest, { environmentName }: CiConfig): string | undefined {
  const own = number ?? branch;
  return own === undefined ? undefined : sanitizeEnvironmentName(`${environmentName}_${own}`);
}

/** The branch of a checkout where no pipeline says more; undefined outside of git and on a detached head. */
export function checkedOutBranch(root: string): string | undefined {
  const done = spawnSync('git', ['branch', '--show-current'], { cwd: root, encoding: 'utf8' });
  return done.status === 0 ? text(done.stdout.trim()) : undefined;
}
