// Which files of a load may be kept for the next one, and what decides that all of them are still right.
import type { Diagnostic } from '../../error/diagnostic.ts';
import type { AuditDefinition, Model } from '../../model/model.ts';
import { hashParts } from '../../util/hash.ts';
import { stableJson } from '../../util/stableJson.ts';
import type { ProjectConfig } from '../config/config.ts';
import { statFile } from '../discover.ts';
import type { FileTexts } from '../fileTexts.ts';
import type { ModelFile } from '../loadModels.ts';
import type { UsableCode } from '../modelUses.ts';
import { seedPath } from '../seed/readSeed.ts';
import type { LoadCache } from './loadCache.ts';

export interface Loaded {
  readonly models: ReadonlyMap<string, Model>;
  /** Their texts depend on other models' columns: they are never kept. */
  readonly dependent: ReadonlySet<string>;
  readonly diagnostics: readonly Diagnostic[];
  readonly texts: FileTexts;
}

/** Files with problems are read again, so that the problems are found again. */
export function recordFiles(cache: LoadCache, files: readonly ModelFile[], loaded: Loaded): void {
  const troubled = new Set(loaded.diagnostics.map((problem) => problem.at?.file));
  const stat = (path: string) => statFile(loaded.texts.root, path);
  for (const { file, models, linked } of files) {
    if (linked || troubled.has(file.path)) continue;
    const found = models.filter((model) => model.enabled).map((model) => loaded.models.get(model.name));
    if (!found.every((model) => model !== undefined && isKeepable(model, file.path, loaded))) continue;
    const kept = found as Model[];
    const seeds = new Set(kept.flatMap((model) => (model.kind.name === 'SEED' ? [seedPath(model, model.kind)] : [])));
    if (seeds.size > 1) continue;
    cache.record(file, kept, { text: () => loaded.texts.read(file.path) ?? '', stat, also: [...seeds][0] });
  }
  cache.save();
}

function isKeepable(model: Model, path: string, { dependent }: Loaded): boolean {
  if (model.file !== path || dependent.has(model.name)) return false;
  const lists = [model.preStatements, model.postStatements, model.onVirtualUpdate];
  if (model.query?.jinja !== undefined || lists.flat().some(({ jinja }) => jinja !== undefined)) return false;
  return model.kind.name !== 'SEED' || model.seedColumns !== undefined;
}

/** Everything besides the model files that decides what they mean. */
export function cacheKey(config: ProjectConfig, code: UsableCode, audits: readonly AuditDefinition[]): string {
  const definitions = [
    ...code.macros.values(),
    ...code.signals.values(),
    ...(code.materializations?.values() ?? []),
    ...(code.functions?.values() ?? []),
  ];
  return hashParts([
    stableJson(config),
    ...definitions.map(({ name, hash }) => `${name} ${hash ?? ''}`).sort(),
    stableJson(audits),
  ]);
}
