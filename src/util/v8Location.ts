// Where V8 says that a function begins or a generator stands. It costs milliseconds: for errors only.
import type { Runtime, Session } from 'node:inspector';

export interface V8Location {
  readonly url: string;
  /** Both from 0, as V8 counts. */
  readonly line: number;
  readonly column: number;
}

interface Location {
  readonly scriptId: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

const asked = 'mesh.asked';

/** Undefined for other values, and for a generator that has ended. */
export async function v8Location(value: unknown, what: 'function' | 'generator'): Promise<V8Location | undefined> {
  const inspector = await import('node:inspector');
  const session = new inspector.Session();
  session.connect();
  try {
    const found = locationOf(session, value, what === 'function' ? '[[FunctionLocation]]' : '[[GeneratorLocation]]');
    if (found === undefined) return undefined;
    return { url: urlOf(session, found.scriptId), line: found.lineNumber, column: found.columnNumber };
  } finally {
    session.disconnect();
  }
}

/** Sessions of one's own thread answer before `post` returns. */
function locationOf(session: Session, value: unknown, name: string): Location | undefined {
  const shelf = globalThis as { [key: symbol]: unknown };
  shelf[Symbol.for(asked)] = value;
  let found: Location | undefined;
  try {
    session.post('Runtime.evaluate', { expression: `globalThis[Symbol.for('${asked}')]` }, (_, evaluated) => {
      const { objectId } = evaluated.result;
      if (objectId === undefined) return;
      session.post(
        'Runtime.getProperties',
        { objectId, ownProperties: true },
        (_error, { internalProperties = [] }) => {
          const of = (wanted: string): unknown =>
            internalProperties.find((each: Runtime.InternalPropertyDescriptor) => each.name === wanted)?.value?.value;
          // One that has ended is said to stand where its function begins.
          if (of('[[GeneratorState]]') !== 'closed') found = of(name) as Location | undefined;
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
