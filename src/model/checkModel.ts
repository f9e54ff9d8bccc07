// Rules between a model's properties: each on its own was right.
import { diagnostic, type Diagnostic } from '../error/diagnostic.ts';
import { parseCron, unitFromCron } from '../interval/cron.ts';
import { endExclusive, tryParseDate, type ParsedDate } from '../interval/parseDate.ts';
import { isFinerThan } from '../interval/unit.ts';
import type { Model } from './model.ts';
import { kindFacts } from './kinds/index.ts';
import type { modelProperties } from './property/modelProperties.ts';
import type { ReadProperties } from './property/specification.ts';

type Report = (problem: Diagnostic) => void;

export function checkModel(model: Model, properties: ReadProperties<typeof modelProperties>, report: Report): void {
  checkSchedule(model, report);
  checkQuery(model, report);
  checkPartitions(model, report);
  if (model.columns !== undefined)
    checkColumns(
      model,
      model.columns.map((column) => column.name),
      report,
    );
  const { values } = properties;
  const conflict = (property: string, reason: string) =>
    report(diagnostic('MODEL_PROPERTY_CONFLICT', { property, reason }, { at: model.positions[property] ?? model.at }));
  if (values.grain !== undefined && values.grains !== undefined) conflict('grain', 'grains is given as well');
  if (values.contract !== undefined && values.columns === undefined && model.source !== 'typescript') {
    conflict('contract', 'a contract is about declared columns, and the model declares none');
  }
  if (model.kind.name === 'EMBEDDED' && (values.audits?.length ?? 0) > 0) {
    report(diagnostic('MODEL_AUDIT_EMBEDDED', { name: model.name }, { at: model.positions['audits'] ?? model.at }));
  }
  if (values.physical_version !== undefined && !('forwardOnly' in model.kind && model.kind.forwardOnly)) {
    conflict('physical_version', 'only forward-only models keep their table, so only they can be pinned to one');
  }
}

function checkSchedule(model: Model, report: Report): void {
  const at = (property: string) => model.positions[property] ?? model.at;
  if (model.positions['interval_unit'] !== undefined) {
    const unit = unitFromCron(parseCron(model.cron));
    if (isFinerThan(unit, model.intervalUnit)) {
      const reason = `its cron ${model.cron} runs more often than once a ${model.intervalUnit}; the coarsest unit it may have is ${unit}`;
      report(diagnostic('MODEL_PROPERTY_CONFLICT', { property: 'interval_unit', reason }, { at: at('interval_unit') }));
    }
  }
  if (model.end !== undefined && model.start === undefined) {
    const reason = 'an end needs a start';
    report(diagnostic('MODEL_PROPERTY_CONFLICT', { property: 'end', reason }, { at: at('end') }));
  }
  const [start, end] = [fixedDate(model.start), fixedDate(model.end)];
  if (start !== undefined && end !== undefined && start.ts >= endExclusive(end)) {
    const reason = `it ends before its start ${model.start}`;
    report(diagnostic('MODEL_PROPERTY_CONFLICT', { property: 'end', reason }, { at: at('end') }));
  }
}

/** A date that is the same whatever the clock says. */
function fixedDate(text: string | undefined): ParsedDate | undefined {
  if (text === undefined) return undefined;
  const date = tryParseDate(text, { now: 0 });
  return date !== undefined && tryParseDate(text, { now: 1e12 })?.ts === date.ts ? date : undefined;
}

function checkQuery(model: Model, report: Report): void {
  const { hasQuery } = kindFacts(model.kind);
  const written = model.source === 'sql';
  if (written && hasQuery && model.query === undefined) {
    report(diagnostic('MODEL_QUERY_MISSING', { name: model.name }, { at: model.at }));
  }
  if (!hasQuery && model.query !== undefined) {
    report(diagnostic('MODEL_QUERY_UNEXPECTED', { name: model.name, kind: model.kind.name }, { at: model.query.at }));
  }
}

function checkPartitions(model: Model, report: Report): void {
  const { kind } = model;
  const needed =
    kind.name === 'INCREMENTAL_BY_PARTITION' || (kind.name === 'INCREMENTAL_UNMANAGED' && kind.insertOverwrite);
  if (!needed || model.partitionedBy.length > 0) return;
  const at = model.positions['kind'] ?? model.at;
  const name = kind.name === 'INCREMENTAL_UNMANAGED' ? `${kind.name} (insert_overwrite true)` : kind.name;
  report(diagnostic('MODEL_PARTITION_MISSING', { kind: name }, { at }));
}

/** Columns that properties name must be among the declared ones. */
export function checkColumns(model: Model, known: readonly string[], report: Report): void {
  const names = new Set(known.map((name) => name.toLowerCase()));
  for (const { property, column, warning } of namedColumns(model)) {
    if (names.has(column.toLowerCase())) continue;
    const at = model.positions[property] ?? model.positions['kind'] ?? model.at;
    const severity = warning === true ? 'warning' : 'error';
    report(
      diagnostic('MODEL_COLUMN_UNKNOWN', { property: property.replace('kind.', ''), column, known }, { at, severity }),
    );
  }
}

interface NamedColumn {
  readonly property: string;
  readonly column: string;
  readonly warning?: boolean;
}

const simpleName = /^[\p{L}_][\p{L}\p{N}_$]*$/u;

function namedColumns(model: Model): NamedColumn[] {
  const { kind } = model;
  const found: NamedColumn[] = [];
  const add = (property: string, columns: readonly string[]) => {
    for (const column of columns) if (simpleName.test(column)) found.push({ property, column });
  };
  if (kind.name === 'INCREMENTAL_BY_TIME_RANGE') add('kind.time_column', [kind.timeColumn.column]);
  if ('uniqueKey' in kind) add('kind.unique_key', kind.uniqueKey);
  if (kind.name === 'SCD_TYPE_2_BY_COLUMN') add('kind.columns', kind.columns);
  if (kind.name === 'SCD_TYPE_2_BY_TIME') add('kind.updated_at_name', [kind.updatedAtName]);
  if (model.positions['partitioned_by'] !== undefined) add('partitioned_by', model.partitionedBy);
  add('clustered_by', model.clusteredBy);
  // A grain of an SCD table may well be one of the columns that mesh adds.
  for (const column of Object.keys(model.columnDescriptions)) {
    if (model.positions['column_descriptions'] !== undefined) {
      found.push({ property: 'column_descriptions', column, warning: true });
    }
  }
  return found.filter(
    ({ column }) => !('validFromName' in kind) || (column !== kind.validFromName && column !== kind.validToName),
  );
}
