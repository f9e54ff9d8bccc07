// What only the whole project can tell: circles, signals, self-references, whether there is anything at all.
import { diagnostic, type Diagnostic } from '../error/diagnostic.ts';
import type { Dag } from '../graph/dag.ts';
import type { Model } from '../model/model.ts';
import { kindFacts } from '../model/kinds/index.ts';

export interface ProjectToCheck {
  readonly models: ReadonlyMap<string, Model>;
  readonly dag: Dag;
  readonly signals: ReadonlyMap<string, unknown>;
  readonly report: (problem: Diagnostic) => void;
}

export function checkProject(project: ProjectToCheck): void {
  const { models, report } = project;
  reportCycles(project);
  for (const model of models.values()) {
    reportUnknownSignals(model, project);
    reportEmbedded(model, project);
  }
  if (models.size === 0) report(diagnostic('MODEL_NONE', { folder: 'models/' }, { severity: 'warning' }));
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

/** An embedded query that reads itself would be put into itself without end. */
function reportEmbedded(model: Model, { report }: ProjectToCheck): void {
  if (!model.selfReference || kindFacts(model.kind).object !== 'none') return;
  const path = [model.name, model.name];
  report(diagnostic('MODEL_CYCLE', { path }, { at: model.positions['query'] ?? model.at }));
}
