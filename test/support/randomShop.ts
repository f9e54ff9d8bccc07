// Random small graphs of SQL models over one source table and one seed, and random edits of them. Everything valid, all
// from one seed of randomness, and such that a table computed day by day equals one computed at once.
import { seededRandom } from './seededRandom.ts';
import type { Files } from './testProject.ts';

export interface Dice {
  /** Both ends included. */
  int(low: number, high: number): number;
  chance(part: number): boolean;
  pick<T>(list: readonly T[]): T;
}

export function diceFrom(seed: number): Dice {
  const next = seededRandom(seed);
  const int = (low: number, high: number): number => low + Math.floor(next() * (high - low + 1));
  return { int, chance: (part) => next() < part, pick: (list) => list[int(0, list.length - 1)]! };
}

/** FORWARD: incremental by time and forward-only, over the source alone. */
type Kind = 'FULL' | 'VIEW' | 'EMBEDDED' | 'INCREMENTAL_BY_TIME_RANGE' | 'FORWARD';

interface RandomColumn {
  readonly name: string;
  /** A parent's column, by name; gone columns read as 0. */
  readonly of: string;
  readonly plus: number;
}

export interface RandomModel {
  readonly name: string;
  readonly kind: Kind;
  readonly parents: readonly string[];
  readonly columns: readonly RandomColumn[];
  readonly filter: number | undefined;
  readonly shape: 'plain' | 'distinct' | 'grouped' | 'union' | 'star';
  readonly batchSize: number | undefined;
  readonly owner: string | undefined;
  readonly description?: string | undefined;
  readonly comment?: string | undefined;
  /** Of a forward-only model: what its rows were computed with until a day, oldest first. */
  readonly past?: readonly Past[] | undefined;
}

interface Past {
  /** First day that is not computed so. */
  readonly until: number;
  readonly model: RandomModel;
}

export interface RandomShop {
  readonly models: readonly RandomModel[];
  readonly seed: readonly (readonly [number, number])[];
}

/** Days with rows in main.src; the clock of a test may go up to here. */
export const sourceSql = `CREATE TABLE main.src AS SELECT d::DATE AS d, i AS id, (i * 7 + day(d)) % 5 AS v, i % 3 AS w
  FROM range(DATE '2023-01-01', DATE '2023-01-20', INTERVAL 1 DAY) AS t(d), range(4) AS u(i)`;

const kinds: readonly Kind[] = ['FULL', 'VIEW', 'INCREMENTAL_BY_TIME_RANGE', 'INCREMENTAL_BY_TIME_RANGE', 'EMBEDDED'];
const shapes = ['plain', 'plain', 'plain', 'distinct', 'grouped', 'union', 'star'] as const;

export function randomShop(random: Dice): RandomShop {
  let shop: RandomShop = {
    models: [],
    seed: [
      [0, 1],
      [1, 2],
      [2, 3],
    ],
  };
  const count = random.int(3, 6);
  for (let i = 0; i < count; i++) shop = { ...shop, models: [...shop.models, randomModel(random, shop, `m${i}`)] };
  return shop;
}

function randomModel(random: Dice, shop: RandomShop, name: string): RandomModel {
  if (shop.models.length < 2 && random.chance(0.35)) return forwardModel(random, name);
  const above = ['src', ...shop.models.map((m) => m.name)];
  const parents = [...new Set([random.pick(above), ...(random.chance(0.4) ? [random.pick(above)] : [])])];
  return {
    name,
    kind: random.pick(kinds),
    parents,
    columns: Array.from({ length: random.int(1, 3) }, (_, i) => randomColumn(random, `c${i}`)),
    filter: random.chance(0.3) ? random.int(0, 2) : undefined,
    shape: random.pick(shapes),
    batchSize: random.chance(0.3) ? random.int(1, 4) : undefined,
    owner: undefined,
  };
}

function forwardModel(random: Dice, name: string): RandomModel {
  return {
    name,
    kind: 'FORWARD',
    parents: ['src'],
    columns: Array.from({ length: random.int(1, 3) }, (_, i) => forwardColumn(random, `c${i}`)),
    filter: undefined,
    shape: 'plain',
    batchSize: random.chance(0.3) ? random.int(1, 4) : undefined,
    owner: undefined,
  };
}

function forwardColumn(random: Dice, name: string): RandomColumn {
  return { name, of: random.pick(['v', 'w']), plus: random.int(0, 3) };
}

function randomColumn(random: Dice, name: string): RandomColumn {
  return { name, of: random.pick(['v', 'w', 'c0', 'c1', 'c2', 'c3']), plus: random.int(0, 3) };
}

export interface Edit {
  readonly text: string;
  readonly shop: RandomShop;
}

export function randomEdit(random: Dice, shop: RandomShop): Edit {
  const at = random.int(0, shop.models.length - 1);
  const model = shop.models[at]!;
  const changed = (change: Partial<RandomModel>, text: string): Edit => ({
    text: `${model.name}: ${text}`,
    shop: { ...shop, models: shop.models.map((m, i) => (i === at ? { ...m, ...change } : m)) },
  });
  const last = model.columns.length - 1;
  const isForward = model.kind === 'FORWARD';
  switch (random.int(0, 15)) {
    case 0:
    case 1: {
      const name = ['c0', 'c1', 'c2', 'c3'].find((c) => !model.columns.some((column) => column.name === c));
      if (name === undefined) return changed({ owner: random.pick(['ann', 'bob']) }, 'owner');
      const column = isForward ? forwardColumn(random, name) : randomColumn(random, name);
      const columns = random.chance(0.5) ? [...model.columns, column] : [column, ...model.columns];
      return changed({ columns }, `+ ${name}`);
    }
    case 2:
      return model.columns.length === 1
        ? changed({ filter: 1 }, 'filter 1')
        : changed({ columns: model.columns.slice(0, last) }, `- ${model.columns[last]!.name}`);
    case 3:
    case 4:
      return changed(
        { columns: model.columns.map((c, i) => (i === last ? { ...c, plus: c.plus + 1 } : c)) },
        `other ${model.columns[last]!.name}`,
      );
    case 5: {
      const filter = random.chance(0.5) ? random.int(0, 2) : undefined;
      return changed({ filter }, `filter ${filter}`);
    }
    case 6: {
      if (isForward) return changed({ batchSize: random.int(1, 4) }, 'batch size');
      const shape = random.pick(shapes);
      return changed({ shape }, shape);
    }
    case 7: {
      if (isForward) return changed({ description: 'of the source' }, 'description');
      const kind = random.pick(kinds);
      return changed({ kind }, kind);
    }
    case 8: {
      const name = `m${shop.models.length + random.int(10, 99)}`;
      return { text: `new ${name}`, shop: { ...shop, models: [...shop.models, randomModel(random, shop, name)] } };
    }
    case 9: {
      const leaf = shop.models.findLast(
        (m) => m.kind !== 'FORWARD' && !shop.models.some((other) => other.parents.includes(m.name)),
      );
      if (leaf === undefined || shop.models.length < 3) return changed({ owner: 'eve' }, 'owner');
      return { text: `without ${leaf.name}`, shop: { ...shop, models: shop.models.filter((m) => m !== leaf) } };
    }
    case 10: {
      const seed = shop.seed.map(([id, x], i) => [id, i === 1 ? x + 1 : x] as const);
      return { text: 'seed value', shop: { ...shop, seed } };
    }
    case 11:
      return changed({ owner: random.pick(['ann', 'bob', 'eve']) }, 'owner');
    case 12:
      return changed({ description: `number ${random.int(1, 9)}` }, 'description');
    case 13:
      return changed({ comment: `remark ${random.int(1, 9)}` }, 'comment');
    case 14:
      return isForward ? changed({ owner: 'zoe' }, 'owner') : renamed(shop, model, `${model.name}x`);
    default:
      return { text: 'seed row', shop: { ...shop, seed: [...shop.seed, [shop.seed.length % 4, shop.seed.length]] } };
  }
}

function renamed(shop: RandomShop, model: RandomModel, name: string): Edit {
  const models = shop.models.map((m) => ({
    ...m,
    name: m === model ? name : m.name,
    parents: m.parents.map((parent) => (parent === model.name ? name : parent)),
  }));
  return { text: `${model.name} is now ${name}`, shop: { ...shop, models } };
}

/** What prod's rows are made of once this shop is deployed on this day: forward-only models keep what they have. */
export function deployed(shop: RandomShop, before: RandomShop, day: number): RandomShop {
  const models = shop.models.map((model): RandomModel => {
    const was = before.models.find((m) => m.name === model.name);
    if (model.kind !== 'FORWARD' || was?.kind !== 'FORWARD') return model;
    const kept = (m: RandomModel): RandomModel => ({
      ...m,
      columns: m.columns.filter((c) => model.columns.some(({ name }) => name === c.name)),
    });
    const past = (was.past ?? []).map((p) => ({ ...p, model: kept(p.model) }));
    const isSame = JSON.stringify([was.columns, was.filter]) === JSON.stringify([model.columns, model.filter]);
    return { ...model, past: isSame ? past : [...past, { until: day, model: kept(was) }] };
  });
  return { ...shop, models };
}

/** Whether it has a forward-only change that prod has not. */
export function isAhead(shop: RandomShop, prod: RandomShop): boolean {
  return shop.models.some((model) => {
    const was = prod.models.find((m) => m.name === model.name);
    if (model.kind !== 'FORWARD' || was === undefined) return false;
    return JSON.stringify([was.columns, was.filter]) !== JSON.stringify([model.columns, model.filter]);
  });
}

/** Files of the project; `previous` tells which have to go. */
export function shopFiles(shop: RandomShop, previous?: RandomShop): Files {
  const files: Record<string, string | null> = {};
  for (const { name } of previous?.models ?? []) files[`models/${name}.sql`] = null;
  files['seeds/extra.csv'] = `id,x\n${shop.seed.map((row) => row.join(',')).join('\n')}\n`;
  files['models/extra.sql'] = `MODEL (name s.extra, kind SEED (path '../seeds/extra.csv'), columns (id INT, x INT));`;
  for (const model of shop.models) files[`models/${model.name}.sql`] = modelText(model, shop);
  return files;
}

/** Names of what a query of prod can ask for. */
export function shownModels(shop: RandomShop): string[] {
  return ['extra', ...shop.models.filter((m) => m.kind !== 'EMBEDDED').map((m) => m.name)];
}

function modelText(model: RandomModel, shop: RandomShop): string {
  const incremental = model.kind === 'INCREMENTAL_BY_TIME_RANGE' || model.kind === 'FORWARD';
  const forward = model.kind === 'FORWARD' ? ', forward_only true, on_destructive_change allow' : '';
  const batch = model.batchSize === undefined ? '' : `, batch_size ${model.batchSize}`;
  const kind = incremental ? `INCREMENTAL_BY_TIME_RANGE (time_column d${batch}${forward})` : model.kind;
  const description = model.description === undefined ? '' : `, description '${model.description}'`;
  const comment = model.comment === undefined ? '' : `-- ${model.comment}\n`;
  const owner = model.owner === undefined ? '' : `, owner ${model.owner}`;
  return `MODEL (name s.${model.name}, kind ${kind}${owner}${description});\n${comment}${composedText(model, shop, incremental)}\n`;
}

/** Each day as it was computed. */
function composedText(model: RandomModel, shop: RandomShop, incremental: boolean): string {
  const { past = [] } = model;
  if (past.length === 0) return queryText(model, shop, incremental);
  const parts = [...past, { until: 99, model }].map((part, i) => {
    const from = past[i - 1]?.until ?? 0;
    const columns = model.columns.map(({ name }) =>
      part.model.columns.some((c) => c.name === name) ? name : `NULL::BIGINT AS ${name}`,
    );
    const query = queryText(part.model.columns.length === 0 ? model : part.model, shop, incremental);
    return `SELECT d, id, ${columns.join(', ')} FROM (${query}) AS p${i} WHERE day(d) >= ${from} AND day(d) < ${part.until}`;
  });
  return parts.join('\nUNION ALL\n');
}

function columnsOf(name: string, shop: RandomShop): readonly string[] {
  const model = shop.models.find((m) => m.name === name);
  if (model === undefined) return ['v', 'w'];
  return model.shape === 'star' ? [...new Set(columnsOf(model.parents[0]!, shop))] : model.columns.map((c) => c.name);
}

function queryText(model: RandomModel, shop: RandomShop, incremental: boolean): string {
  const [first, second] = model.parents;
  const table = (name: string): string => (name === 'src' ? 'main.src' : `s.${name}`);
  const conditions = [
    ...(model.filter === undefined ? [] : [`a.id % 3 <> ${model.filter}`]),
    ...(incremental ? ['a.d BETWEEN @start_date AND @end_date'] : []),
  ];
  const where = conditions.length === 0 ? '' : `\nWHERE ${conditions.join(' AND ')}`;
  if (model.shape === 'star') return `SELECT a.* FROM ${table(first!)} AS a${where}`;
  const from =
    second === undefined
      ? ''
      : `\nLEFT JOIN (SELECT d, id, max(${columnsOf(second, shop)[0]!}) AS other FROM ${table(second)} GROUP BY d, id) AS b ON a.d = b.d AND a.id = b.id`;
  const known = columnsOf(first!, shop);
  const expressions = model.columns.map(({ name, of, plus }) => {
    const source = known.includes(of)
      ? `a.${of}`
      : second === undefined
        ? '(SELECT max(x) FROM s.extra)'
        : 'COALESCE(b.other, 0)';
    return { name, text: `${source} + ${plus}` };
  });
  const list = (wrap: (text: string) => string): string =>
    expressions.map(({ name, text }) => `${wrap(text)} AS ${name}`).join(', ');
  const tail = `\nFROM ${table(first!)} AS a${from}${where}`;
  switch (model.shape) {
    case 'distinct':
      return `SELECT DISTINCT a.d, a.id, ${list((t) => t)}${tail}`;
    case 'grouped':
      return `SELECT a.d, a.id, ${list((t) => `sum(${t})::INT`)}${tail}\nGROUP BY a.d, a.id`;
    case 'union':
      return `SELECT a.d, a.id, ${list((t) => t)}${tail}\nUNION ALL\nSELECT a.d, a.id, ${list((t) => t)}${tail}`;
    default:
      return `SELECT a.d, a.id, ${list((t) => t)}${tail}`;
  }
}
