// A forge on this machine: keeps comments and statuses as GitHub and GitLab do, refuses what they would refuse.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface ForgeServer {
  readonly url: string;
  /** `METHOD path`, in the order they came. */
  readonly calls: string[];
  readonly comments: { id: number; body: string }[];
  readonly statuses: { readonly commit: string; readonly body: Readonly<Record<string, string>> }[];
  /** Requests that a commit came with, by the path that lists them. */
  readonly requests: Map<string, unknown>;
  /** Status codes to answer the next calls with instead. */
  readonly failures: number[];
}

export interface ForgeRules {
  /** What every call must carry. */
  readonly header: readonly [name: string, value: string];
  /** Below it are comments and statuses. */
  readonly comments: string;
  /** Of one comment; `:id` is its number. */
  readonly comment: string;
  readonly statuses: string;
  readonly update: 'PATCH' | 'PUT';
}

export async function forgeServer(rules: ForgeRules): Promise<ForgeServer> {
  const state: ForgeServer = { url: '', calls: [], comments: [], statuses: [], requests: new Map(), failures: [] };
  const server = createServer((request, response) => {
    void bodyOf(request).then((text) => {
      const { status, answer } = answerTo(state, rules, { request, text });
      response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => new Promise<void>((resolve) => void server.close(() => resolve())));
  return Object.assign(state, { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
}

interface Asked {
  readonly request: IncomingMessage;
  readonly text: string;
}

function answerTo(
  state: ForgeServer,
  rules: ForgeRules,
  { request, text }: Asked,
): { status: number; answer: unknown } {
  const [path, query] = (request.url ?? '').split('?') as [string, string | undefined];
  const call = `${request.method} ${path}`;
  state.calls.push(call);
  const failure = state.failures.shift();
  if (failure !== undefined) return { status: failure, answer: { message: 'Something is wrong' } };
  const [name, value] = rules.header;
  if (request.headers[name.toLowerCase()] !== value) return { status: 401, answer: { message: 'Bad credentials' } };
  const body = text === '' ? {} : (JSON.parse(text) as Record<string, string>);
  if (call === `GET ${rules.comments}`) {
    const asked = new URLSearchParams(query);
    const size = Number(asked.get('per_page'));
    const first = (Number(asked.get('page')) - 1) * size;
    return { status: 200, answer: state.comments.slice(first, first + size) };
  }
  const requests = request.method === 'GET' ? state.requests.get(path) : undefined;
  if (requests !== undefined) return { status: 200, answer: requests };
  if (call === `POST ${rules.comments}`) {
    const comment = { id: 1000 + state.comments.length, body: body['body'] ?? '' };
    state.comments.push(comment);
    return { status: 201, answer: comment };
  }
  const known = state.comments.find(({ id }) => call === `${rules.update} ${rules.comment.replace(':id', String(id))}`);
  if (known !== undefined) return { status: 200, answer: Object.assign(known, { body: body['body'] }) };
  if (request.method === 'POST' && path.startsWith(`${rules.statuses}/`)) {
    state.statuses.push({ commit: path.slice(rules.statuses.length + 1), body });
    return { status: 201, answer: {} };
  }
  return { status: 404, answer: { message: 'Not Found' } };
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const part of request.setEncoding('utf8')) text += part;
  return text;
}
