// What only the whole project can tell: circles, signals, self-references.
import { diagnostic, type Diagnostic } from '../error/diagnostic.ts';
import type { Dag } from '../graph/dag.ts';
import type { Model } from '../model/model.ts';
import { untypedColumns } from '../model/projections.ts';
import { lex } from '../sql/lexer.ts';
import { kindFacts } from '../model/kinds/index.ts';

export interface ProjectToCheck {
  readonly models: ReadonlyMap<string, Model>;
  readonly dag: Dag;
  readonly signals: ReadonlyMap<string, unknown>;
  readonly materializations: ReadonlyMap<string, unknown>;
  /** Names of all that are configured, lower case. */
  readonly gateways: readonly string[];
  readonly report: (problem: Diagnostic) => void;
}

export function checkProject(project: ProjectToCheck): void {
  const { models } = project;
  reportCycles(project);
  for (const model of models.values()) {
    reportUnknownSignals(model, project);
    reportUnknownMaterialization(model, project);
    reportUnknownGateway(model, project);
    reportEmbedded(model, project);
    reportUntyped(model, project);
  }
}

function reportCycles({ dag, models, report }: ProjectToCheck): void {
  for (const path of dag.cycles) {
    const places = path.slice(0, -1).flatMap((name) => {
      const model = models.get(name);
      return model === undefined ? [] : [{ message: name, at: model.positions['name'] ?? model.at }];
    });
    report(diagnostic('MODEL_CYCLE', { path }, { at: places[0]?.at, related: places.slice(1) }));
  }
}

function reportUnknownSignals(model: Model, { signals, report }: ProjectToCheck): void {
  for (const { name, at } of model.signals) {
    if (signals.has(name)) continue;
    const known = [...signals.keys()];
    report(diagnostic('MODEL_SIGNAL_UNKNOWN', { name, known }, { at: at ?? model.positions['signals'] ?? model.at }));
  }
}

function reportUnknownMaterialization(model: Model, { materializations, report }: ProjectToCheck): void {
  if (model.kind.name !== 'CUSTOM') return;
  const name = model.kind.materialization;
  if (materializations.has(name.toLowerCase())) return;
  const at = model.positions['kind.materialization'] ?? model.positions['kind'] ?? model.at;
  report(diagnostic('MODEL_MATERIALIZATION_UNKNOWN', { name, known: [...materializations.keys()] }, { at }));
}

function reportUnknownGateway({ name: from, gateway: name, positions, at }: Model, project: ProjectToCheck): void {
  const { gateways: known, report } = project;
  if (name === undefined || known.includes(name)) return;
  report(diagnostic('CONFIG_GATEWAY_UNKNOWN', { name, from, known }, { at: positions['gateway'] ?? at }));
}

/** The first run has no table to take the types from. */
function reportUntyped(model: Model, { report }: ProjectToCheck): void {
  if (!model.selfReference || model.columns !== undefined) return;
  // Only now: the text of a model from the cache is read when it is asked for.
  const text = model.rendered.query;
  if (text === undefined) return;
  const columns = untypedColumns(lex(text, model.dialect));
  if (columns.length === 0) return;
  const at = model.positions['query'] ?? model.at;
  report(diagnostic('MODEL_SELF_REFERENCE_UNTYPED', { name: model.name, columns }, { at }));
}

/** An embedded query that reads itself would be put into itself without end. */
function reportEmbedded(model: Model, { report }: ProjectToCheck): void {
  if (!model.selfReference || kindFacts(model.kind).object !== 'none') return;
  const path = [model.name, model.name];
  report(diagnostic('MODEL_CYCLE', { path }, { at: model.positions['query'] ?? model.at }));
}
