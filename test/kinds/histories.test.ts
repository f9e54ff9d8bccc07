// Random models of every kind through random histories, compared with the naive reference. MESH_HISTORIES=n plays so many of
// them from MESH_FIRST_SEED on, telling how far it is, MESH_SEED=n,… replays some.
import { describe, expect, it } from 'vitest';
import { playHistory } from './playHistory.ts';
import { openWorld } from './world.ts';

const histories = Number(process.env['MESH_HISTORIES'] ?? 28);
const only = process.env['MESH_SEED'];
const firstSeed = Number(process.env['MESH_FIRST_SEED'] ?? 1);
const seeds =
  only === undefined ? Array.from({ length: histories }, (_, i) => i + firstSeed) : only.split(',').map(Number);
const parts = Math.ceil(seeds.length / 4);
const tell = process.env['MESH_HISTORIES'] !== undefined;
let played = 0;

describe.each(Array.from({ length: parts }, (_, i) => i))('random histories, part %i', (part) => {
  it('tables hold what the reference says', { timeout: 60_000 + seeds.length * 5000 }, async () => {
    const failures: string[] = [];
    for (const seed of seeds.filter((_, i) => i % parts === part)) {
      try {
        await playHistory(seed, {
          steps: 8,
          events: 3,
          dimensions: 2,
          open: (models, setup) => openWorld(models, setup, 'db.duckdb'),
        });
      } catch (error) {
        failures.push(`history ${seed} (replay it with MESH_SEED=${seed}): ${(error as Error).message}`);
        if (tell) process.stderr.write(`${failures.at(-1)}\n`);
      }
      played++;
      if (tell && played % 20 === 0) process.stderr.write(`${played} of ${seeds.length} histories played\n`);
    }
    expect(failures.join('\n\n')).toBe('');
  });
});
