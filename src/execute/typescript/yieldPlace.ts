// Where a generator stands: a value that is refused is told with its `yield`. The inspector knows; it is asked only when
// something is wrong already.
import type { Runtime, Session } from 'node:inspector';
import { isMeshError } from '../../error/meshError.ts';
import { calledAt } from './promises.ts';
import type { Pull } from './pull.ts';

interface Location {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

const asked = 'mesh.asked';

/** An item that cannot be written, told with the place where it was given: the generator stands there still. */
export async function placedAtYield(error: unknown, items: Pull<unknown>): Promise<unknown> {
  const isRefused = isMeshError(error) && /^RUN_(VALUE|RETURN|COLUMN)/.test(error.code);
  return isRefused ? calledAt(error, await yieldedAt(items.origin ?? items)) : error;
}

/** As an error with a stack, for who places errors; undefined for other iterators, and for one that has ended. */
async function yieldedAt(items: unknown): Promise<Error | undefined> {
  const inspector = await import('node:inspector');
  const session = new inspector.Session();
  session.connect();
  try {
    const location = standsAt(session, items);
    if (location === undefined) return undefined;
    const { scriptId, lineNumber, columnNumber } = location;
    const stack = `    at yield (${urlOf(session, scriptId)}:${lineNumber + 1}:${columnNumber + 1})`;
    return Object.assign(new Error('yielded here'), { stack });
  } finally {
    session.disconnect();
  }
}

/** Sessions of one's own thread answer before `post` returns. */
function standsAt(session: Session, items: unknown): Location | undefined {
  const shelf = globalThis as { [key: symbol]: unknown };
  shelf[Symbol.for(asked)] = items;
  let found: Location | undefined;
  try {
    session.post('Runtime.evaluate', { expression: `globalThis[Symbol.for('${asked}')]` }, (_, evaluated) => {
      const { objectId } = evaluated.result;
      if (objectId === undefined) return;
      session.post(
        'Runtime.getProperties',
        { objectId, ownProperties: true },
        (_error, { internalProperties = [] }) => {
          const property = internalProperties.find(
            (each: Runtime.InternalPropertyDescriptor) => each.name === '[[GeneratorLocation]]',
          );
          found = property?.value?.value as Location | undefined;
        },
      );
    });
  } finally {
    delete shelf[Symbol.for(asked)];
  }
  return found;
}

function urlOf(session: Session, script: string): string {
  let url = '';
  session.on('Debugger.scriptParsed', ({ params }) => {
    if (params.scriptId === script) ({ url } = params);
  });
  session.post('Debugger.enable');
  return url;
}
