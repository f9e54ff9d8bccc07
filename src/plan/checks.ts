// Options and projects that no plan can be made from.
import { MeshError } from '../error/meshError.ts';
import type { SourceLocation } from '../error/diagnostic.ts';
import { PROD } from '../snapshot/environment.ts';
import { environmentNaming } from '../snapshot/tableNaming.ts';
import { hasTable } from './kindFacts.ts';
import type { Stage } from './plan.ts';
import type { PlanInput } from './planInput.ts';

export function checkOptions({ environment, options }: PlanInput): void {
  const { start, end, restate, effectiveFrom } = options;
  if (environment === PROD && restate === undefined) {
    if (start !== undefined) throw new MeshError('PLAN_WINDOW_IN_PROD', { option: '--start' });
    if (end !== undefined) throw new MeshError('PLAN_WINDOW_IN_PROD', { option: '--end' });
  }
  if (environment === PROD && options.backfill !== undefined) {
    const reason = 'prod shows every model, so every change must be computed';
    throw new MeshError('PLAN_OPTIONS_CONFLICT', { first: '--backfill-model', second: PROD, reason });
  }
  const last = Math.min(end ?? Infinity, options.executionTime);
  if (start !== undefined && last <= start) {
    throw new MeshError('PLAN_WINDOW_EMPTY', { start: iso(start), end: iso(last) });
  }
  if (effectiveFrom !== undefined) {
    if (options.forwardOnly !== true) {
      throw new MeshError('PLAN_EFFECTIVE_FROM', { reason: 'it belongs to --forward-only' });
    }
    if (effectiveFrom > options.now) {
      throw new MeshError('PLAN_EFFECTIVE_FROM', { reason: `${iso(effectiveFrom)} lies in the future` });
    }
  }
  if (restate !== undefined) refuseBeside('--restate-model', options);
  if (options.skipBackfill === true && options.emptyBackfill === true) {
    throw new MeshError('PLAN_OPTIONS_CONFLICT', { first: '--skip-backfill', second: '--empty-backfill' });
  }
}

function refuseBeside(first: string, options: PlanInput['options']): void {
  const second =
    options.forwardOnly === true
      ? '--forward-only'
      : options.skipBackfill === true
        ? '--skip-backfill'
        : options.emptyBackfill === true
          ? '--empty-backfill'
          : undefined;
  if (second !== undefined) throw new MeshError('PLAN_OPTIONS_CONFLICT', { first, second });
}

/** Where nothing can be made: found out before anything is computed. */
function checkCatalogs({ environment, models, settings }: PlanInput): void {
  const { catalogs: known, naming, catalogMappingAt } = settings;
  if (known === undefined) return;
  const refuse = (catalog: string | undefined, what: string, at: SourceLocation | undefined): void => {
    if (catalog === undefined || known.includes(catalog.toLowerCase())) return;
    throw new MeshError('PLAN_CATALOG_UNKNOWN', { catalog, what, known }, { at });
  };
  refuse(environmentNaming(environment, naming).catalog, `the views of ${environment} are to be`, catalogMappingAt);
  for (const { name, table, kind, positions, at } of models.values())
    if (hasTable(kind.name)) refuse(table.catalog, `${name} is`, positions['name'] ?? at);
}

export function checkProject(input: PlanInput): void {
  checkCatalogs(input);
  const { models, basis, changes } = input;
  const removed = new Set(changes.removed.filter((name) => basis.members.get(name)?.kindName !== 'EXTERNAL'));
  for (const model of models.values()) {
    // No engine of mesh has tables that keep themselves fresh.
    if (model.kind.name === 'MANAGED') {
      const data = { model: model.name, kind: 'MANAGED', engine: 'DuckDB' };
      throw new MeshError('PLAN_KIND_UNSUPPORTED', data, { at: model.positions['kind'] ?? model.at });
    }
    if (removed.size === 0) continue;
    const gone = model.parents.find((parent) => removed.has(parent));
    if (gone !== undefined) {
      throw new MeshError('PLAN_REMOVED_MODEL_READ', { removed: gone, reader: model.name }, { at: model.at });
    }
  }
}

/** A function says its columns, or its rows do: without either no empty table can be made. */
export function checkEmptyTables({ models, built }: PlanInput, stages: readonly Stage[]): void {
  const made = new Set(
    stages.flatMap((stage) => (stage.type === 'createTables' ? stage.tables.map((t) => t.snapshot.name) : [])),
  );
  for (const { name, outputColumns } of built.created) {
    const model = models.get(name)!;
    if (!made.has(name) || model.source !== 'typescript' || (model.columns ?? []).length > 0) continue;
    if (outputColumns === null || outputColumns.length === 0)
      throw new MeshError('PLAN_NO_COLUMNS', { model: name }, { at: model.at });
  }
}

function iso(ts: number): string {
  return new Date(ts).toISOString();
}
