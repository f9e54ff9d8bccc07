// What a person should know before saying yes.
import { didYouMean } from '../error/nearest.ts';
import { countUnits } from '../interval/unit.ts';
import type { BackfillStep, PlanNote } from './plan.ts';
import type { PlanInput } from './planInput.ts';
import type { Scope } from './scope.ts';

/** Above so many statements for one model somebody has probably mistyped a start or a batch size. */
const manyBatches = 1000;

export function planNotes(
  input: PlanInput,
  { scope, steps }: { readonly scope: Scope; readonly steps: readonly BackfillStep[] },
): PlanNote[] {
  const notes: PlanNote[] = [];
  for (const step of steps) {
    const { name } = step.snapshot;
    const model = input.models.get(name)!;
    if (step.batches.length > manyBatches) {
      const units = step.intervals.reduce((sum, i) => sum + countUnits(i, model.intervalUnit), 0);
      const text = `${step.batches.length} batches for ${units} intervals of one ${model.intervalUnit}: a larger batch_size would need fewer`;
      notes.push({ severity: 'warning', model: name, text });
    }
    if (step.target === 'preview') {
      const because = input.built.heads.get(name)!.forwardOnly
        ? 'a forward-only change is tried in a table of its own; prod keeps its table'
        : 'the window leaves out a part of its history, or it reads a preview; prod will compute it itself';
      notes.push({ severity: 'info', model: name, text: `preview: ${because}` });
    }
  }
  for (const { name, model } of input.built.created) {
    if (model.kind.name !== 'VIEW' || !model.kind.materialized) continue;
    const text = 'DuckDB has no materialised views: it is a plain view, computed when it is read';
    notes.push({ severity: 'warning', model: name, text });
  }
  notes.push(...decidedBefore(input), ...describedInVain(input));
  if (scope.isProd && input.basis.isNew && input.models.size > 0) {
    notes.push({ severity: 'info', text: 'prod does not exist yet: all models are new' });
  }
  return notes;
}

/** Its fingerprint is its identity: the same change cannot be there twice, decided in two ways. */
function decidedBefore({ verdicts }: PlanInput): PlanNote[] {
  return [...verdicts.values()].flatMap(({ name, tooLate }) => {
    if (tooLate === undefined) return [];
    const text = `${tooLate} comes too late: this change was planned before and keeps the category it got then; another stamp of the model makes it a new one`;
    return [{ severity: 'warning', model: name, text }];
  });
}

/** Descriptions of columns that are not there help nobody: mostly they are slips. */
function describedInVain({ built }: PlanInput): PlanNote[] {
  return built.created.flatMap(({ name, model, outputColumns }) => {
    const written = model.positions['column_descriptions'] !== undefined;
    if (!written || outputColumns === null || outputColumns.length === 0) return [];
    const known = outputColumns.map((column) => column.name);
    const names = new Set(known.map((column) => column.toLowerCase()));
    return Object.keys(model.columnDescriptions)
      .filter((column) => !names.has(column.toLowerCase()))
      .map((column): PlanNote => {
        const hint = didYouMean(column, known);
        const text = `column_descriptions names the column ${column}, which the model has not got`;
        return { severity: 'warning', model: name, text: hint === undefined ? text : `${text}; ${hint}` };
      });
  });
}
