// What asking signals needs of a project: their functions, from the files or as stored, and what they are told.
import { MeshError } from '../error/meshError.ts';
import { queryText } from '../execute/typescript/output.ts';
import type { SignalTools } from '../execute/signals.ts';
import type { Interval } from '../interval/interval.ts';
import type { LoadedProject } from '../load/loadedProject.ts';
import { isFragment } from '../macro/value.ts';
import type { Call, Model, Values } from '../model/model.ts';
import type { ModelContext, Params } from '../model/typescript/context.ts';
import type { SignalDefinition } from '../model/typescript/definition.ts';
import type { Sql } from '../model/typescript/sql.ts';
import type { Project } from './openProject.ts';
import { storedCode } from './storedCode.ts';

export interface SignalFacts {
  readonly environment: string;
  readonly executionTime: number;
  /** The files, where a plan has read them: a run knows only what is stored. */
  readonly loaded?: LoadedProject | undefined;
}

export async function signalTools(project: Project, facts: SignalFacts): Promise<SignalTools> {
  const { root, gateway } = await project.config();
  const { modelExpander } = await import('../model/expandModel.ts');
  const code = storedCode(project);
  const { sourceLocation } = await import('../load/typescript/sourceLocation.ts');
  const { collectSignals } = await import('../load/typescript/collectDefinitions.ts');
  const roots = new Set([root]);
  return {
    async definitionOf(model, call) {
      const use = model.code.find((each) => each.type === 'signal' && each.name === call.name);
      if (use === undefined) throw new MeshError('PROJECT_CODE_MISSING', { name: call.name, file: model.file });
      const own = ownSignal(facts.loaded, use.hash, call);
      if (own !== undefined) return own;
      const module = await code.moduleOf(use);
      roots.add(module.folder);
      const { found } = collectSignals([module], { root, source: () => undefined });
      const definition = found.get(call.name);
      if (definition === undefined) throw new MeshError('PROJECT_CODE_MISSING', { name: call.name, file: use.file });
      return definition;
    },
    context: (model, range) => signalContext(project, model, { ...facts, range }),
    async expander(model, { start, end }) {
      return modelExpander(model, {
        stage: 'evaluating',
        time: { start, end, executionTime: facts.executionTime },
        variables: model.variables,
        gateway: gateway.name,
        defaultCatalog: await project.defaultCatalog(),
        macros: facts.loaded?.macros ?? (await code.macrosOf(model)),
      });
    },
    locate(error) {
      const stack = error instanceof Error ? error.stack : undefined;
      for (const each of roots) {
        const found = sourceLocation(stack, each);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

/** The project's own function when its files are what the snapshot knows. */
function ownSignal(loaded: LoadedProject | undefined, hash: string, call: Call): SignalDefinition | undefined {
  return loaded?.codeModules.has(hash) === true ? loaded.signals.get(call.name) : undefined;
}

/** SQL among the values as its text. */
function plainValues(values: Values): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, isFragment(value) ? value.sqlText : value]),
  );
}

function signalContext(
  project: Project,
  model: Model,
  { environment, executionTime, range }: SignalFacts & { readonly range: Interval },
): ModelContext {
  const log = (level: 'debug' | 'info' | 'warn') => (text: string) =>
    project.emit({ type: 'log', level, model: model.name, text });
  const known = {
    start: new Date(range.start),
    end: new Date(range.end),
    executionTime: new Date(executionTime),
    environment,
    isRestatement: false,
    vars: plainValues(model.variables),
    blueprint: plainValues(model.blueprint),
    model: { name: model.name, kind: model.kind.name, columns: {} },
    query: (text: string | Sql, params?: Params) => smallQuery(project, queryText(text, params)),
    log: { debug: log('debug'), info: log('info'), warn: log('warn') },
  };
  return new Proxy(known, {
    get(target, key) {
      if (typeof key === 'symbol' || key in target || key === 'then') return Reflect.get(target, key) as unknown;
      throw new MeshError('RUN_SIGNAL_CONTEXT', { property: key });
    },
  }) as unknown as ModelContext;
}

/** A question to the database: the newest row of a source, how many there are. */
function smallQuery(project: Project, text: string) {
  const rows = async () => {
    const session = await (await project.engine()).session();
    try {
      return await session.query(text);
    } finally {
      await session.close();
    }
  };
  return { toArray: rows, first: async () => (await rows())[0] };
}
