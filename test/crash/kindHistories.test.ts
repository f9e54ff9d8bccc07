// Random histories whose processes die by kill -9 before, between and within batches: what is done again makes the tables
// what the reference says. MESH_CRASHES=n plays more histories, from MESH_FIRST_SEED on; MESH_SEED=n,… replays some.
import { expect, it } from 'vitest';
import { playHistory } from '../kinds/playHistory.ts';
import { openProcessWorld, type ProcessWorld } from './processWorld.ts';

const only = process.env['MESH_SEED'];
const firstSeed = Number(process.env['MESH_FIRST_SEED'] ?? 1);
const count = Number(process.env['MESH_CRASHES'] ?? 2);
const seeds = only === undefined ? Array.from({ length: count }, (_, i) => i + firstSeed) : only.split(',').map(Number);

it('kinds of every sort survive the death of their processes', { timeout: 300_000 * seeds.length }, async () => {
  const worlds: ProcessWorld[] = [];
  const failures: string[] = [];
  for (const seed of seeds) {
    try {
      await playHistory(seed, {
        steps: 4,
        events: 3,
        dimensions: 1,
        open: async (models, setup) => {
          const world = await openProcessWorld(models, setup);
          worlds.push(world);
          return world;
        },
      });
    } catch (error) {
      failures.push(`history ${seed} (replay it with MESH_SEED=${seed}): ${(error as Error).message}`);
    }
  }
  expect(failures.join('\n\n')).toBe('');
  expect(worlds.reduce((sum, world) => sum + world.kills(), 0)).toBeGreaterThan(0);
});
