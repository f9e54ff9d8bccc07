// A seed as a table: the columns it declares in the order it declares them, or those of its file.
import type { ColumnDefinition } from '../engine/writeStrategy.ts';
import { MeshError } from '../error/meshError.ts';
import type { Snapshot } from '../snapshot/snapshot.ts';
import type { Renderer, SeedRows } from './context.ts';
import { definitionsFrom } from './strategy.ts';

export interface SeedTable {
  readonly columns: readonly ColumnDefinition[];
  readonly rows: SeedRows['rows'];
  readonly placeOf: SeedRows['placeOf'];
}

export async function seedTable(renderer: Renderer, snapshot: Snapshot): Promise<SeedTable> {
  const seed = await renderer.seedRows(snapshot);
  const declared = definitionsFrom(snapshot.model.columns);
  if (declared === undefined) return seed;
  const positions = declared.map(({ name }) => {
    const at = seed.columns.findIndex((c) => c.name.toLowerCase() === name.toLowerCase());
    if (at < 0)
      throw new MeshError(
        'RUN_STATEMENT',
        { model: snapshot.name, detail: `its file has no column ${name}` },
        { at: snapshot.model.positions['columns'] ?? snapshot.model.at },
      );
    return at;
  });
  return { columns: declared, rows: picked(seed.rows, positions), placeOf: seed.placeOf };
}

function* picked(rows: SeedRows['rows'], positions: readonly number[]): Generator<readonly (string | null)[]> {
  for (const row of rows) yield positions.map((at) => row[at] ?? null);
}
