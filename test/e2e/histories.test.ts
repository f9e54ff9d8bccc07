// Random histories of edits, each applied to prod (some by way of development, some after a day went by): afterwards every
// view equals what a new project in a new database computes. MESH_HISTORIES=<n> plays more of them, MESH_HISTORY=<seed> one.
import { describe, expect, it } from 'vitest';
import {
  diceFrom,
  randomEdit,
  randomShop,
  shopFiles,
  shownModels,
  sourceSql,
  type RandomShop,
} from '../support/randomShop.ts';
import { testProject, type TestProject } from '../support/testProject.ts';

const only = process.env['MESH_HISTORY'];
const count = Number(process.env['MESH_HISTORIES'] ?? 8);
const seeds = only === undefined ? Array.from({ length: count }, (_, i) => i + 1) : [Number(only)];
const edits = 5;

async function contents(project: TestProject, shop: RandomShop): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const name of shownModels(shop)) {
    const columns = await project.rows(`SELECT column_name, column_type FROM (DESCRIBE s.${name})`);
    found[name] = [columns.join(' '), ...(await project.rows(`SELECT * FROM s.${name} ORDER BY ALL`))];
  }
  return found;
}

async function computedAnew(shop: RandomShop, now: string): Promise<Record<string, string[]>> {
  const fresh = testProject(shopFiles(shop), { now });
  await fresh.sql(sourceSql);
  await fresh.plan();
  return contents(fresh, shop);
}

describe('prod after every applied plan equals a new project', () => {
  for (const seed of seeds) {
    it(`in history ${seed}`, async () => {
      const random = diceFrom(seed);
      let shop = randomShop(random);
      const project = testProject(shopFiles(shop), { now: '2023-01-05T12:00:00Z' });
      await project.sql(sourceSql);
      await project.plan();
      const told: string[] = [];
      let day = 5;
      for (let i = 0; i < edits; i++) {
        for (let n = random.int(1, 2); n > 0; n--) {
          const edit = randomEdit(random, shop);
          project.write(shopFiles(edit.shop, shop));
          shop = edit.shop;
          told.push(edit.text);
        }
        if (random.chance(0.3)) {
          told.push('dev');
          const dev = await project.mesh('plan dev --auto-apply --json');
          if (dev.code !== 0 && !dev.stdout.includes('PLAN_NO_CHANGES_NEW_ENVIRONMENT')) throw new Error(dev.stdout);
        }
        if (random.chance(0.3)) {
          project.now = `2023-01-${String(++day).padStart(2, '0')}T12:00:00Z`;
          told.push('a day later');
          await project.run();
        }
        await project.plan();
        told.push('prod');
        const expected = await computedAnew(shop, project.now);
        expect(await contents(project, shop), `seed ${seed}: ${told.join(', ')}`).toEqual(expected);
      }
    });
  }
});
