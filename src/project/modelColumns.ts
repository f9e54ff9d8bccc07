// Output columns (and column lineage) of models, asked of the SQL frontend level by level, parents first.
import { didYouMean } from '../error/nearest.ts';
import type { Columns } from '../model/columns.ts';
import type { Model } from '../model/model.ts';
import type {
  BindAnswer,
  BindRequest,
  GivenTable,
  OutputColumn,
  SqlFrontend,
  SqlProblem,
  Traced,
} from '../sql/frontend.ts';
import type { TableName } from '../sql/tableName.ts';

export interface ColumnsInput {
  readonly frontend: SqlFrontend;
  readonly models: ReadonlyMap<string, Model>;
  /** Parents first. */
  readonly order: readonly string[];
  /** Only these are bound; parents outside of them are taken from `known`. All models when absent. */
  readonly wanted?: ReadonlySet<string> | undefined;
  /** Columns of tables that are not bound here: stored ones of unchanged models, external tables. */
  readonly known: (name: string) => Columns | null | undefined;
  /** In the engine's dialect. */
  readonly queryOf: (model: Model) => Promise<string | undefined>;
  /** Parts of a parent's name that is no model. */
  readonly tableOf: (name: string) => TableName;
  readonly lineage?: ReadonlySet<string> | undefined;
  /** Tables that the frontend has from an earlier question. */
  readonly isDefined?: ((name: string) => boolean) | undefined;
  /** What their texts told where their columns were not known. */
  readonly outlineOf?: ((name: string) => Columns | undefined) | undefined;
}

export interface BoundColumns {
  readonly columns: ReadonlyMap<string, Columns | null>;
  /** Names that the text of a query tells although its columns are not known; types are null where it does not. */
  readonly outlines: ReadonlyMap<string, Columns>;
  readonly traced: ReadonlyMap<string, Traced>;
  readonly problems: ReadonlyMap<string, SqlProblem>;
  /** Columns that a query outputs although its kind adds them. */
  readonly doubled: ReadonlyMap<string, readonly string[]>;
  /** Why the columns of a model are not known. */
  readonly unknown: ReadonlyMap<string, string>;
}

export async function bindColumns(input: ColumnsInput): Promise<BoundColumns> {
  const bound = {
    columns: new Map<string, Columns | null>(),
    outlines: new Map<string, Columns>(),
    traced: new Map<string, Traced>(),
    problems: new Map<string, SqlProblem>(),
    doubled: new Map<string, readonly string[]>(),
    unknown: new Map<string, string>(),
  };
  const wanted = input.order.filter((name) => input.models.has(name) && (input.wanted?.has(name) ?? true));
  const levels = levelsOf(wanted, input);
  await defineOutside(input, new Set(wanted));
  for (const level of levels) {
    const requests: { readonly model: Model; readonly request: BindRequest }[] = [];
    const given: GivenTable[] = [];
    for (const name of level) {
      const model = input.models.get(name)!;
      const text = await input.queryOf(model);
      if (text === undefined) given.push(withoutQuery(input, bound, model));
      else requests.push({ model, request: requestOf(model, text, input.lineage?.has(name) ?? false) });
    }
    if (given.length > 0) await input.frontend.defineAll(given);
    const answers = requests.length === 0 ? [] : await input.frontend.bind(requests.map(({ request }) => request));
    for (const [i, answer] of answers.entries()) {
      const { model, request } = requests[i]!;
      await take(input, bound, { model, answer });
      if (bound.columns.get(model.name) !== null) continue;
      await takeOutline(input, bound, { model, text: request.text });
      if (model.selfReference) await bindSelf(input, bound, { model, request });
    }
  }
  return bound;
}

export type Bound = {
  -readonly [K in keyof BoundColumns]: BoundColumns[K] extends ReadonlyMap<infer A, infer B> ? Map<A, B> : never;
};

function requestOf(model: Model, text: string, lineage: boolean): BindRequest {
  const columns = typed(model.columns);
  return { table: model.table, text, lineage, ...(columns === undefined ? {} : { columns }) };
}

async function take(
  input: ColumnsInput,
  bound: Bound,
  { model, answer }: { model: Model; answer: BindAnswer },
): Promise<void> {
  const { described, traced } = answer;
  if (traced !== undefined) bound.traced.set(model.name, traced);
  if (described.type === 'problem') bound.problems.set(model.name, described.problem);
  if (described.type === 'unknown') bound.unknown.set(model.name, described.reason);
  const found = described.type === 'columns' ? described.columns : undefined;
  const columns = typed(model.columns) ?? (found === undefined ? undefined : found);
  const missing = found === undefined ? undefined : missingColumn(model, found);
  if (missing !== undefined) bound.problems.set(model.name, missing);
  const doubled = model.columns === undefined ? doubledTimes(model, found ?? []) : [];
  if (doubled.length > 0) bound.doubled.set(model.name, doubled);
  const table = columns === undefined ? null : tableColumns(model, columns);
  bound.columns.set(model.name, model.columns !== undefined && table === null ? model.columns : table);
  // The frontend knows what the query gives; the kind may add columns of its own.
  if (table !== null && table !== columns) await input.frontend.define(model.table, typed(table) ?? []);
}

/** A model that reads itself: the types that its casts tell are those of the table it reads. */
async function bindSelf(
  input: ColumnsInput,
  bound: Bound,
  { model, request }: { readonly model: Model; readonly request: BindRequest },
): Promise<void> {
  const outline = bound.outlines.get(model.name);
  const columns = typed(outline);
  if (outline === undefined || columns === undefined) return;
  for (const found of [bound.outlines, bound.unknown, bound.problems]) found.delete(model.name);
  await input.frontend.define(model.table, columns);
  const [answer] = await input.frontend.bind([request]);
  await take(input, bound, { model, answer: answer! });
  if (bound.columns.get(model.name) === null) bound.outlines.set(model.name, outline);
}

async function takeOutline(
  input: ColumnsInput,
  bound: Bound,
  { model, text }: { readonly model: Model; readonly text: string },
): Promise<void> {
  const named = (wanted: TableName): string | undefined =>
    model.parents.find((parent) => {
      const table = input.models.get(parent)?.table ?? input.tableOf(parent);
      return (
        table.table === wanted.table &&
        (table.schema ?? 'main') === (wanted.schema ?? 'main') &&
        (table.catalog === wanted.catalog || table.catalog === undefined || wanted.catalog === undefined)
      );
    });
  const found = await input.frontend.outline(text, (table) => {
    const parent = named(table);
    if (parent === undefined) return undefined;
    const columns =
      bound.columns.get(parent) ??
      bound.outlines.get(parent) ??
      input.outlineOf?.(parent) ??
      columnsOfDefinition(input.models.get(parent)) ??
      input.known(parent);
    return columns ?? undefined;
  });
  if (found !== undefined) bound.outlines.set(model.name, tableColumns(model, found));
}

/** Seeds, TypeScript models and external tables: their columns are declared, inferred from rows, or unknown. */
function withoutQuery(input: ColumnsInput, bound: Bound, model: Model): GivenTable {
  const columns = definedColumns(input, model.name) ?? null;
  const complete = typed(columns ?? undefined);
  bound.columns.set(model.name, columns);
  if (complete !== undefined) return { table: model.table, columns: complete };
  bound.unknown.set(model.name, notDeclared);
  return { table: model.table, unknown: notDeclared };
}

export const notDeclared = 'its columns are not declared';

/** Of what is no query here. */
export function definedColumns(
  { models, known }: Pick<ColumnsInput, 'models' | 'known'>,
  name: string,
): Columns | undefined {
  return columnsOfDefinition(models.get(name)) ?? known(name) ?? undefined;
}

/** Known without asking anybody: declared, or read from a seed's file. */
function columnsOfDefinition(model: Model | undefined): Columns | undefined {
  return typed(model?.columns) ?? model?.seedColumns?.map(({ name, type }) => ({ name, type }));
}

async function defineOutside(input: ColumnsInput, wanted: ReadonlySet<string>): Promise<void> {
  const outside = new Set<string>();
  for (const name of wanted)
    for (const parent of input.models.get(name)!.parents)
      if (!wanted.has(parent) && input.isDefined?.(parent) !== true) outside.add(parent);
  const given = [...outside].map((name): GivenTable => {
    const model = input.models.get(name);
    const table = model?.table ?? input.tableOf(name);
    const given = typed(definedColumns(input, name));
    const columns = given === undefined || model === undefined ? given : typed(tableColumns(model, given));
    if (columns !== undefined) return { table, columns };
    return { table, unknown: 'it is no model and no external model declares it' };
  });
  if (given.length > 0) await input.frontend.defineAll(given);
}

function levelsOf(wanted: readonly string[], input: ColumnsInput): string[][] {
  const depth = new Map<string, number>();
  const levels: string[][] = [];
  const set = new Set(wanted);
  for (const name of wanted) {
    let level = 0;
    for (const parent of input.models.get(name)!.parents)
      if (set.has(parent)) level = Math.max(level, (depth.get(parent) ?? 0) + 1);
    depth.set(name, level);
    (levels[level] ??= []).push(name);
  }
  return levels;
}

function typed(columns: Columns | null | undefined): OutputColumn[] | undefined {
  if (columns === null || columns === undefined || columns.length === 0) return undefined;
  return columns.every((c) => c.type !== null) ? columns.map(({ name, type }) => ({ name, type: type! })) : undefined;
}

/** A declared one that the query does not give, and the kind does not add. */
function missingColumn({ columns = [], kind }: Model, found: readonly OutputColumn[]): SqlProblem | undefined {
  if (kind.name === 'EMBEDDED' || kind.name.startsWith('SCD_TYPE_2')) return undefined;
  const names = found.map(({ name }) => name);
  const given = new Set(names.map((name) => name.toLowerCase()));
  const missing = columns.find(({ name }) => !given.has(name.toLowerCase()));
  if (missing === undefined) return undefined;
  const message = `the query gives no column ${missing.name}, which is declared`;
  return { category: 'column', message, hint: didYouMean(missing.name, names) };
}

function doubledTimes({ kind }: Model, columns: readonly OutputColumn[]): string[] {
  if (kind.name !== 'SCD_TYPE_2_BY_TIME' && kind.name !== 'SCD_TYPE_2_BY_COLUMN') return [];
  const own = [kind.validFromName, kind.validToName].map((name) => name.toLowerCase());
  return columns.map((c) => c.name).filter((name) => own.includes(name.toLowerCase()));
}

/** What the table holds: SCD type 2 adds the time a row was valid, and keeps that of a change in the same type. */
export function tableColumns(model: Model, columns: Columns): Columns {
  const { kind } = model;
  if (kind.name !== 'SCD_TYPE_2_BY_TIME' && kind.name !== 'SCD_TYPE_2_BY_COLUMN') return columns;
  const names = new Set(columns.map((c) => c.name.toLowerCase()));
  const added = [kind.validFromName, kind.validToName].filter((name) => !names.has(name.toLowerCase()));
  const isChangeTime = (name: string): boolean =>
    kind.name === 'SCD_TYPE_2_BY_TIME' && kind.updatedAtName.toLowerCase() === name.toLowerCase();
  const typed = columns.map((c) =>
    isChangeTime(c.name) && c.type !== null && canBeTime(c.type) ? { ...c, type: kind.timeDataType.toUpperCase() } : c,
  );
  return [...typed, ...added.map((name) => ({ name, type: kind.timeDataType.toUpperCase() }))];
}

/** Texts as files have them count; anything else is left for the check of its type. */
function canBeTime(type: string): boolean {
  return /^(DATE|DATETIME|TIMESTAMP.*|VARCHAR|TEXT)$/i.test(type);
}
