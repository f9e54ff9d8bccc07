// A model's audits as queries over its table, or over the interval of it that was just written.
import type { Diagnostic, SourceLocation } from '../error/diagnostic.ts';
import { MeshError } from '../error/meshError.ts';
import type { Interval } from '../interval/interval.ts';
import type { RuntimeStage } from '../macro/expand.ts';
import { builtinAuditMeasure, builtinAuditQuery, listItems } from '../model/audits/auditArguments.ts';
import { expandAudit } from '../model/audits/expandAudit.ts';
import { builtinAudit } from '../model/audits/index.ts';
import { severityOf } from '../model/audits/severity.ts';
import { expandCall, holdsMacros } from '../model/expandCall.ts';
import { modelExpander, type ExpandContext } from '../model/expandModel.ts';
import type { AuditDefinition, Call, Model, Statement } from '../model/model.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import { quotedName, quoteIdentifier, type TableName } from '../sql/tableName.ts';
import type { AuditsRequest, RenderedAudit } from './context.ts';
import { timeBounds } from './timeLiteral.ts';

/** What rendering audits takes from the renderer of the plan or run. */
export interface AuditTools {
  readonly engineDialect: string;
  readonly timeColumnFormat: string;
  readonly executionTime: number;
  readonly context: (
    model: Model,
    scene: {
      readonly stage: RuntimeStage;
      readonly interval: Interval | null;
      readonly thisModel: string;
      readonly extra?: Readonly<Record<string, string>> | undefined;
    },
  ) => Promise<ExpandContext>;
  readonly physical: (
    text: string,
    of: {
      readonly model: Model;
      readonly self: TableName;
      readonly interval: Interval | null;
      readonly rows?: string;
      readonly at?: SourceLocation;
      readonly written?: Statement | undefined;
    },
  ) => Promise<string>;
  /** Functions of the project by the engine's names. */
  readonly named: (text: string, of: { readonly model: Model; readonly at?: SourceLocation | undefined }) => string;
  readonly refuse: (model: Model, diagnostics: readonly Diagnostic[]) => void;
}

export async function renderAudits(
  tools: AuditTools,
  snapshot: Snapshot,
  request: AuditsRequest,
): Promise<readonly RenderedAudit[]> {
  const audits: RenderedAudit[] = [];
  for (const call of snapshot.model.audits) {
    const definition = snapshot.model.auditDefinitions.find((a) => a.name === call.name);
    if (definition?.skip === true) continue;
    const one: OneAudit = { ...request, call };
    audits.push(
      definition === undefined
        ? await renderBuiltin(tools, snapshot, one)
        : await renderDefined(tools, snapshot, { ...one, definition }),
    );
  }
  return audits;
}

interface OneAudit extends AuditsRequest {
  readonly call: Call;
}

async function renderBuiltin(tools: AuditTools, snapshot: Snapshot, one: OneAudit): Promise<RenderedAudit> {
  const { thisModel, rowsBefore } = one;
  const { model } = snapshot;
  const builtin = builtinAudit(one.call.name);
  if (builtin === undefined) {
    const detail = `its audit ${one.call.name} is not known`;
    throw new MeshError('RUN_STATEMENT', { model: model.name, detail }, { at: one.call.at });
  }
  const call = withNames(
    tools,
    model,
    await engineCall(tools, model, { ...one, call: await expandedCall(tools, model, one) }),
  );
  const relation = builtin.audit.wholeTable === true ? quotedName(thisModel) : auditedRelation(tools, snapshot, one);
  const query = builtinAuditQuery(builtin.audit, call, relation, { now: tools.executionTime, rowsBefore });
  const severity = severityOf(call);
  const measure = builtinAuditMeasure(builtin.audit, call);
  return {
    name: call.name,
    blocking: severity.blocking ?? builtin.blocking,
    severity,
    at: call.at,
    calledAt: call.at,
    query: await tools.physical(query, {
      model: { ...model, dialect: tools.engineDialect, code: [] },
      self: thisModel,
      interval: one.interval,
    }),
    ...(measure === undefined ? {} : { measure: { relation, ...measure } }),
  };
}

async function renderDefined(
  tools: AuditTools,
  { model, ...snapshot }: Snapshot,
  one: OneAudit & { readonly definition: AuditDefinition },
): Promise<RenderedAudit> {
  const { definition, interval, thisModel } = one;
  const call = await expandedCall(tools, model, one);
  const relation = auditedRelation(tools, { model, ...snapshot }, one);
  const owner: Model = { ...model, dialect: definition.dialect };
  const isOwn = owner.dialect === tools.engineDialect;
  const extra = { ...definition.defaults, ...call.arguments };
  const context = await tools.context(model, {
    stage: 'auditing',
    interval,
    thisModel: isOwn ? relation : quotedName(thisModel, owner.dialect),
    extra,
  });
  const expansion = expandAudit(modelExpander(owner, context), definition, { model: owner, context });
  tools.refuse(model, expansion.diagnostics);
  const severity = severityOf(call);
  return {
    name: call.name,
    blocking: severity.blocking ?? definition.blocking,
    severity,
    at: definition.query.at,
    calledAt: call.at,
    query: await tools.physical(expansion.text, {
      model: owner,
      self: thisModel,
      interval,
      at: definition.query.at,
      written: definition.query,
      ...(isOwn ? {} : { rows: relation }),
    }),
  };
}

async function expandedCall(tools: AuditTools, model: Model, { call, interval, thisModel }: OneAudit): Promise<Call> {
  if (!holdsMacros(call)) return call;
  const context = await tools.context(model, {
    stage: 'auditing',
    interval,
    thisModel: quotedName(thisModel, model.dialect),
  });
  const expanded = expandCall(call, modelExpander(model, context));
  tools.refuse(model, expanded.diagnostics);
  return expanded.call;
}

/** Its own query calls what the engine calls so, whatever functions of the project are called. */
function withNames(tools: AuditTools, model: Model, call: Call): Call {
  if (model.code.length === 0) return call;
  const named = Object.entries(call.arguments).map(([name, text]) => [name, tools.named(text, { model, at: call.at })]);
  return { ...call, arguments: Object.fromEntries(named) as Call['arguments'] };
}

/** What a built-in audit is handed, in the engine's dialect: its own query is written in that. */
async function engineCall(tools: AuditTools, model: Model, { call, interval, thisModel }: OneAudit): Promise<Call> {
  if (model.dialect === tools.engineDialect) return call;
  const translated = async (text: string): Promise<string> => {
    if (alikeEverywhere.test(text)) return text;
    const query = await tools.physical(`SELECT ${text}`, {
      model,
      self: thisModel,
      interval,
      ...(call.at === undefined ? {} : { at: call.at, written: { sql: '', at: call.at } }),
    });
    return query.replace(/^SELECT\s+/i, '');
  };
  const entries: [string, string][] = [];
  for (const [name, text] of Object.entries(call.arguments)) {
    const isList = /^\s*[([]/.test(text);
    const items: string[] = [];
    for (const item of isList ? listItems(text) : [text]) items.push(await translated(item));
    entries.push([name, isList ? `(${items.join(', ')})` : items[0]!]);
  }
  return { ...call, arguments: Object.fromEntries(entries) };
}

const alikeEverywhere = /^\s*(?:[\w.]+|-?[\d.]+|'[^'\\]*')\s*$/;

/** The table, limited to the batch for models that are filled by time. */
function auditedRelation(tools: AuditTools, snapshot: Snapshot, { interval, thisModel }: OneAudit): string {
  const { kind } = snapshot.model;
  if (kind.name !== 'INCREMENTAL_BY_TIME_RANGE' || interval === null) return quotedName(thisModel);
  const { column, format } = kind.timeColumn;
  const columns = snapshot.outputColumns ?? snapshot.model.columns ?? [];
  const type = columns.find((c) => c.name.toLowerCase() === column.toLowerCase())?.type ?? null;
  const bounds = timeBounds(interval, {
    model: snapshot.name,
    name: column,
    type,
    format: format ?? tools.timeColumnFormat,
  });
  const name = quoteIdentifier(column);
  return `(SELECT * FROM ${quotedName(thisModel)} WHERE ${name} >= ${bounds.low} AND ${name} < ${bounds.high})`;
}
