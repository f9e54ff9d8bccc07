// One call of a forge's interface over HTTP, and lists that come in pages.
import { setTimeout as delay } from 'node:timers/promises';
import { MeshError } from '../../error/meshError.ts';

export interface ForgeClient {
  readonly forge: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly abort: AbortSignal;
}

export interface ForgeCall {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT';
  /** Begins with `/`. */
  readonly path: string;
  readonly body?: Readonly<Record<string, unknown>>;
}

const patience = 30_000;
/** Answers of a forge that is busy, and how long to wait before each further try. */
const passing = new Set([429, 502, 503, 504]);
const waits = [300, 1500];

export async function callForge(client: ForgeClient, call: ForgeCall): Promise<unknown> {
  for (const wait of [...waits, undefined]) {
    const response = await send(client, call);
    const answer = await response.text().catch(() => '');
    if (response.ok) return parse(client, call, answer);
    if (wait === undefined || !passing.has(response.status)) {
      const detail = `${response.status} ${messageOf(answer) || response.statusText}`.trim();
      throw failure(client, call, { detail, status: response.status });
    }
    await delay(wait, undefined, { signal: client.abort });
  }
  throw new Error('the last try either returns or throws');
}

async function send({ url, headers, abort, ...client }: ForgeClient, call: ForgeCall): Promise<Response> {
  try {
    return await fetch(`${url}${call.path}`, {
      method: call.method,
      headers: { 'Content-Type': 'application/json', 'User-Agent': 'mesh', ...headers },
      signal: AbortSignal.any([abort, AbortSignal.timeout(patience)]),
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
    });
  } catch (cause) {
    if (abort.aborted) throw new MeshError('RUN_INTERRUPTED', {}, { cause });
    const { message, cause: inner } = cause as Error & { cause?: { code?: string; message?: string } };
    const detail = `${url} cannot be reached: ${inner?.code ?? inner?.message ?? message}`;
    throw failure(client, call, { detail, cause });
  }
}

function parse(client: ForgeClient, call: ForgeCall, answer: string): unknown {
  try {
    return answer === '' ? null : JSON.parse(answer);
  } catch (cause) {
    throw failure(client, call, { detail: 'the answer is no JSON', cause });
  }
}

/** `{ "message": "Not Found" }` of GitHub and GitLab. */
function messageOf(answer: string): string {
  try {
    const { message, error } = JSON.parse(answer) as { message?: unknown; error?: unknown };
    const found = message ?? error ?? '';
    return typeof found === 'string' ? found : JSON.stringify(found);
  } catch {
    return '';
  }
}

interface Failure {
  readonly detail: string;
  readonly status?: number | undefined;
  readonly cause?: unknown;
}

function failure(
  { forge }: Pick<ForgeClient, 'forge'>,
  { method, path }: ForgeCall,
  { detail, status, cause }: Failure,
): MeshError {
  return new MeshError('CI_FORGE', { forge, call: `${method} ${path}`, detail, status }, { cause });
}

export interface FoundComment {
  readonly id: number;
  readonly body: string;
}

/** Nothing where the answer is no list; its items are what the forge documents. */
export function listOf(answer: unknown): readonly unknown[] {
  return Array.isArray(answer) ? (answer as readonly unknown[]) : [];
}

const pageSize = 100;

/** The comment that begins with the marker: other people may quote it. */
export async function findComment(
  client: ForgeClient,
  path: string,
  marker: string,
): Promise<FoundComment | undefined> {
  for (let page = 1; ; page++) {
    const list = await callForge(client, { method: 'GET', path: `${path}?per_page=${pageSize}&page=${page}` });
    const comments = listOf(list) as readonly Partial<FoundComment>[];
    const found = comments.find((comment) => comment.body?.startsWith(marker) === true);
    if (found?.id !== undefined) return { id: found.id, body: found.body ?? '' };
    if (comments.length < pageSize) return undefined;
  }
}
