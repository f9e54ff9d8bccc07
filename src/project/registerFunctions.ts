// Functions of TypeScript for queries that run outside of a plan or run: `mesh evaluate`.
import { resolve } from 'node:path';
import type { Engine } from '../engine/engine.ts';
import { MeshError } from '../error/meshError.ts';
import type { ProjectConfig } from '../load/config/config.ts';
import type { CodeUse, Model } from '../model/model.ts';

/** Scalar functions that these models call, under the names by which they call them. */
export async function registerFunctions(engine: Engine, config: ProjectConfig, models: Iterable<Model>): Promise<void> {
  const uses = new Map<string, CodeUse>();
  for (const { code } of models) for (const use of code) if (use.type === 'scalarFunction') uses.set(use.name, use);
  if (uses.size === 0 || engine.bridge === undefined) return;
  const { loadModules } = await import('../load/typescript/loadModules.ts');
  const { collectFunctions } = await import('../load/typescript/collectFunctions.ts');
  const { registerScalarFunction } = await import('../execute/typescript/scalarFunctions.ts');
  const { root, cacheDir } = config;
  const files = [...new Set([...uses.values()].map(({ file }) => file))];
  const { modules } = await loadModules({ root, files, cacheDir: resolve(root, cacheDir), group: 'project' });
  const { found } = collectFunctions(modules, { root });
  await engine.bridge.prepare();
  for (const { name, file } of uses.values()) {
    const definition = found.get(name)?.definition;
    if (definition?.type !== 'scalarFunction') throw new MeshError('PROJECT_CODE_MISSING', { name, file });
    await registerScalarFunction(engine.bridge, definition);
  }
}
