// Calls between the main thread and a model's thread, both ways, over their message port; iterators are pulled by calls.
import { isMeshError, MeshError } from '../../../error/meshError.ts';
import type { ErrorCode } from '../../../error/catalogue.ts';

export interface Port {
  postMessage(message: unknown, transfer?: ArrayBuffer[]): void;
  on(event: 'message', listener: (message: Message) => void): void;
}

export interface WireError {
  readonly name: string;
  readonly message: string;
  readonly stack: string | undefined;
  readonly mesh?: { readonly code: string; readonly data: unknown; readonly hint: string | undefined };
}

type Message =
  | { readonly type: 'call'; readonly id: number; readonly method: string; readonly args: unknown }
  | { readonly type: 'tell'; readonly method: string; readonly args: unknown }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'failure'; readonly id: number; readonly error: WireError };

/** What a handler gives when some of it is handed over instead of copied. */
export class Handed {
  readonly value: unknown;
  readonly buffers: ArrayBuffer[];

  constructor(value: unknown, buffers: ArrayBuffer[]) {
    this.value = value;
    this.buffers = buffers;
  }
}

export type Handlers = Readonly<Record<string, (args: never) => unknown>>;

export class Rpc {
  readonly #port: Port;
  readonly #handlers: Handlers;
  readonly #own: Handlers;
  readonly #open = new Map<number, { resolve: (value: never) => void; reject: (error: unknown) => void }>();
  readonly #streams = new Map<number, AsyncIterator<unknown>>();
  readonly #keepAlive: (needed: boolean) => void;
  #handling = 0;
  #awake = 0;
  #last = 0;
  #failure: { readonly error: unknown } | undefined;

  /** `keepAlive` is told whether this side must wait for messages: not while it works on a call and has asked for nothing. */
  constructor(port: Port, handlers: Handlers, keepAlive: (needed: boolean) => void = () => undefined) {
    this.#port = port;
    this.#handlers = handlers;
    this.#keepAlive = keepAlive;
    this.#own = {
      next: ({ stream }: { stream: number }) => this.#next(stream),
      return: ({ stream }: { stream: number }) => this.#return(stream),
    };
    port.on('message', (message) => void this.#received(message));
  }

  call<T>(method: string, args: unknown, buffers: ArrayBuffer[] = []): Promise<T> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure.error);
    const id = ++this.#last;
    return new Promise<T>((resolve, reject) => {
      this.#open.set(id, { resolve, reject });
      this.#waits();
      this.#port.postMessage({ type: 'call', id, method, args } satisfies Message, buffers);
    });
  }

  tell(method: string, args: unknown): void {
    if (this.#failure === undefined) this.#port.postMessage({ type: 'tell', method, args } satisfies Message, []);
  }

  /** Work of its own, not of a model: this side does not end meanwhile. */
  async awake<T>(work: () => Promise<T>): Promise<T> {
    this.#awake++;
    this.#waits();
    try {
      return await work();
    } finally {
      this.#awake--;
      this.#waits();
    }
  }

  /** A number under which the other side may pull these. */
  expose(items: AsyncIterator<unknown>): number {
    const id = ++this.#last;
    this.#streams.set(id, items);
    return id;
  }

  /** What the other side has exposed; the next item is asked for while one is worked on. */
  async *pull<T>(stream: number): AsyncGenerator<T, void, undefined> {
    const ask = (): Promise<IteratorResult<T>> => {
      const asked = this.call<IteratorResult<T>>('next', { stream });
      asked.catch(() => undefined);
      return asked;
    };
    let open = true;
    try {
      for (let next = ask(); ;) {
        const result = await next;
        open = result.done !== true;
        if (result.done === true) return;
        next = ask();
        yield result.value;
      }
    } finally {
      if (open && this.#failure === undefined) await this.call('return', { stream });
    }
  }

  /** The other side is gone: nobody waits for it any more. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    for (const { reject } of this.#open.values()) reject(error);
    this.#open.clear();
    for (const items of this.#streams.values()) void Promise.resolve(items.return?.()).catch(() => undefined);
    this.#streams.clear();
  }

  async #next(stream: number): Promise<unknown> {
    const items = this.#streams.get(stream);
    const next = await items?.next();
    if (next === undefined || next.done === true) {
      this.#streams.delete(stream);
      return { done: true, value: undefined };
    }
    const { value } = next;
    return value instanceof Handed ? new Handed({ value: value.value }, value.buffers) : { value };
  }

  async #return(stream: number): Promise<void> {
    const items = this.#streams.get(stream);
    this.#streams.delete(stream);
    await items?.return?.();
  }

  async #received(message: Message): Promise<void> {
    if (message.type === 'answer' || message.type === 'failure') {
      const open = this.#open.get(message.id);
      this.#open.delete(message.id);
      this.#waits();
      if (message.type === 'answer') open?.resolve(message.value as never);
      else open?.reject(errorFromWire(message.error));
      return;
    }
    const handle = async (): Promise<unknown> =>
      (this.#own[message.method] ?? this.#handlers[message.method])?.(message.args as never);
    if (message.type === 'tell') {
      await handle();
      return;
    }
    const { id } = message;
    this.#handling++;
    this.#waits();
    try {
      const given = await handle();
      const { value, buffers } = given instanceof Handed ? given : { value: given, buffers: [] };
      this.#port.postMessage({ type: 'answer', id, value } satisfies Message, buffers);
    } catch (error) {
      this.#port.postMessage({ type: 'failure', id, error: wireError(error) } satisfies Message, []);
    } finally {
      this.#handling--;
      this.#waits();
    }
  }

  #waits(): void {
    this.#keepAlive(this.#handling === 0 || this.#open.size > 0 || this.#awake > 0);
  }
}

export function wireError(error: unknown): WireError {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const stack = stacksOf(error);
  if (!isMeshError(error)) return { name, message, stack };
  return { name, message, stack, mesh: { code: error.code, data: plain(error.data), hint: error.hint } };
}

/** Its own and those of its causes: one of them tells the place. */
function stacksOf(error: unknown): string {
  let text = '';
  for (let at = error; at instanceof Error; at = at.cause) text += `${at.stack ?? ''}\n`;
  return text;
}

/** The same error on this side, with the stack from the other. */
function errorFromWire({ name, message, stack = '', mesh }: WireError): Error {
  const cause = Object.assign(new Error(message), { name, stack });
  if (mesh === undefined) return cause;
  return new MeshError(mesh.code as ErrorCode, mesh.data as never, { hint: mesh.hint, cause });
}

function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? String(item) : item)));
}
