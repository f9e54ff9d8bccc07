// Random histories of edits (of incremental, whole, forward-only and embedded models; new, removed and renamed ones;
// metadata), each applied to prod (some by way of two development environments, in parts or whole, some after a day went by,
// some undone again, some computed again): afterwards every view of every environment equals what a new project in a new
// database computes, and no plan of another environment moves prod. MESH_HISTORIES=<n> plays more of them, MESH_HISTORY=<seed> one.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { withFile } from '../support/duckdbFile.ts';
import {
  deployed,
  diceFrom,
  isAhead,
  randomEdit,
  randomShop,
  shopFiles,
  shownModels,
  sourceSql,
  type Dice,
  type RandomShop,
} from '../support/randomShop.ts';
import { testProject, type TestProject } from '../support/testProject.ts';

const only = process.env['MESH_HISTORY'];
const count = Number(process.env['MESH_HISTORIES'] ?? 8);
const from = Number(process.env['MESH_HISTORY_FROM'] ?? 1);
const seeds = only === undefined ? Array.from({ length: count }, (_, i) => i + from) : [Number(only)];
const edits = 5;

type Contents = Record<string, string[]>;

/** Columns by name: a column that a table got later stands at its end. */
async function contents(project: TestProject, names: readonly string[], schema = 's'): Promise<Contents> {
  return withFile(join(project.folder, 'db.duckdb'), async (rows) => {
    const found: Contents = {};
    for (const name of names) {
      const columns = await rows(
        `SELECT column_name, column_type FROM (DESCRIBE ${schema}.${name}) ORDER BY column_name`,
      );
      const list = columns.map((column) => column.split('|')[0]).join(', ');
      found[name] = [columns.join(' '), ...(await rows(`SELECT ${list} FROM ${schema}.${name} ORDER BY ALL`))];
    }
    return found;
  });
}

async function computedAnew(shop: RandomShop, now: string): Promise<Contents> {
  const fresh = testProject(shopFiles(shop), { now });
  await fresh.sql(sourceSql);
  await fresh.plan();
  return contents(fresh, shownModels(shop));
}

/** Plans that leave a part to later ones. */
function partialPlan(random: Dice, shop: RandomShop): readonly string[] {
  const { name } = random.pick(shop.models);
  return random.pick([
    ['--select-model', `s.${name}`],
    ['--select-model', `s.${name}+`],
    ['--backfill-model', `s.${name}`],
    ['--skip-backfill'],
    ['--start', '2023-01-03'],
    ['--end', '2023-01-02'],
  ]);
}

/** False where there was nothing to plan. */
async function planned(project: TestProject, environment: string, words: readonly string[] = []): Promise<boolean> {
  const dev = await project.mesh(['plan', environment, '--auto-apply', '--json', ...words]);
  if (dev.code === 0) return true;
  // A part may lack what it reads of the rest.
  const lacking = words.length > 0 ? ['PLAN_REMOVED_MODEL_READ', 'PLAN_PARENT_NOT_SELECTED'] : [];
  const isNothing = ['PLAN_NO_CHANGES_NEW_ENVIRONMENT', ...lacking];
  if (!isNothing.some((code) => dev.stdout.includes(code)))
    throw new Error(`${environment} ${words.join(' ')}\n${dev.stdout}`);
  return false;
}

async function shownIn(project: TestProject, environment: string): Promise<string[]> {
  return project.rows(`SELECT view_name FROM duckdb_views() WHERE schema_name = 's__${environment}' ORDER BY ALL`);
}

describe('what is shown after every applied plan equals a new project', () => {
  for (const seed of seeds) {
    it(`in history ${seed}`, { timeout: 120_000 }, async () => {
      const random = diceFrom(seed);
      let shop = randomShop(random);
      // As prod has it, with what the rows of forward-only models were made of.
      let prod = shop;
      const before = [shop];
      const project = testProject(shopFiles(shop), { now: '2023-01-05T12:00:00Z' });
      await project.sql(sourceSql);
      await project.plan();
      const told: string[] = [];
      const story = (): string => `seed ${seed}: ${told.join(', ')}`;
      let day = 5;
      for (let i = 0; i < edits; i++) {
        for (let n = random.int(1, 2); n > 0; n--) {
          const edit = random.chance(0.15)
            ? { text: 'back to earlier code', shop: random.pick(before) }
            : randomEdit(random, shop);
          project.write(shopFiles(edit.shop, shop));
          shop = edit.shop;
          told.push(edit.text);
        }
        before.push(shop);
        let expected: Contents | undefined;
        const inProd = random.chance(0.2) ? await contents(project, shownModels(prod)) : undefined;
        for (const environment of ['dev', 'other']) {
          if (random.chance(0.2)) {
            const words = partialPlan(random, shop);
            told.push(`${environment} ${words.join(' ')}`);
            await planned(project, environment, words);
          }
          if (!random.chance(0.3) || !(await planned(project, environment))) continue;
          told.push(environment);
          if (isAhead(shop, prod)) continue;
          expected ??= await computedAnew(deployed(shop, prod, day), project.now);
          const shown = await shownIn(project, environment);
          const wanted = Object.fromEntries(shown.map((name) => [name, expected![name] ?? ['is not in the project']]));
          expect(await contents(project, shown, `s__${environment}`), story()).toEqual(wanted);
        }
        if (inProd !== undefined) expect(await contents(project, shownModels(prod)), story()).toEqual(inProd);
        if (random.chance(0.3)) {
          project.now = `2023-01-${String(++day).padStart(2, '0')}T12:00:00Z`;
          told.push('a day later');
          await project.run();
          expected = undefined;
        }
        await project.plan();
        prod = deployed(shop, prod, day);
        told.push('prod');
        if (random.chance(0.2)) {
          const { name, kind } = random.pick(shop.models);
          if (kind !== 'FORWARD') await project.plan(`--restate-model s.${name} --start 2023-01-02 --end 2023-01-03`);
          told.push(`${name} again`);
        }
        expected ??= await computedAnew(prod, project.now);
        expect(await contents(project, shownModels(shop)), story()).toEqual(expected);
      }
    });
  }
});
