// Where a thread stands that answers nothing: the inspector halts it in the middle of its loop and tells its frames.
import type { Worker } from 'node:worker_threads';
import { whileHalting } from '../../../util/haltedThreads.ts';

const PATIENCE_MS = 3000;
/** The number of the last call. */
const RESUMED = 3;

interface Frame {
  readonly functionName: string;
  readonly location: { readonly scriptId: string; readonly lineNumber: number; readonly columnNumber: number };
}

type Told =
  | { readonly method: 'Debugger.scriptParsed'; readonly params: { readonly scriptId: string; readonly url: string } }
  | { readonly method: 'Debugger.paused'; readonly params: { readonly callFrames: readonly Frame[] } }
  | { readonly method?: undefined; readonly id: number };

interface Attached {
  readonly params: { readonly sessionId: string; readonly workerInfo: { readonly title: string } };
}

/** Its stack, as errors have it; undefined when it cannot be had. */
export function stackOfThread(worker: Worker): Promise<string | undefined> {
  return whileHalting(() => haltedStack(worker));
}

async function haltedStack(worker: Worker): Promise<string | undefined> {
  const { Session } = await import('node:inspector');
  const session = new Session();
  const urls = new Map<string, string>();
  let stack: string | undefined;
  let send: (id: number, method: string) => void = () => undefined;
  session.connect();
  try {
    return await new Promise<string | undefined>((resolve) => {
      setTimeout(() => resolve(undefined), PATIENCE_MS).unref();
      session.on('NodeWorker.attachedToWorker', ({ params: { sessionId, workerInfo } }: Attached) => {
        if (workerInfo.title !== `[worker ${worker.threadId}]`) return;
        send = (id, method) =>
          session.post('NodeWorker.sendMessageToWorker', { sessionId, message: JSON.stringify({ id, method }) });
        send(1, 'Debugger.enable');
        send(2, 'Debugger.pause');
      });
      session.on(
        'NodeWorker.receivedMessageFromWorker',
        ({ params: { message } }: { readonly params: { readonly message: string } }) => {
          const told = JSON.parse(message) as Told;
          if (told.method === 'Debugger.scriptParsed') urls.set(told.params.scriptId, told.params.url);
          if (told.method === 'Debugger.paused') {
            stack = told.params.callFrames.map((frame) => frameText(frame, urls)).join('\n');
            // A thread that is halted cannot be ended.
            send(RESUMED, 'Debugger.resume');
          }
          if ('id' in told && told.id === RESUMED) resolve(stack);
        },
      );
      session.post('NodeWorker.enable', { waitForDebuggerOnStart: false }, (error) => {
        if (error !== null) resolve(undefined);
      });
    });
  } finally {
    session.disconnect();
  }
}

function frameText({ functionName, location }: Frame, urls: ReadonlyMap<string, string>): string {
  const { scriptId, lineNumber, columnNumber } = location;
  return `    at ${functionName || '<anonymous>'} (${urls.get(scriptId) ?? ''}:${lineNumber + 1}:${columnNumber + 1})`;
}
