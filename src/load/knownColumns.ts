// Columns that macros such as @STAR may ask for while a project is loaded: declared ones at once, others when bound.
import { MeshError } from '../error/meshError.ts';
import type { Column, Columns } from '../model/columns.ts';
import type { Model } from '../model/model.ts';
import { parseTableName } from '../sql/parseTableName.ts';
import { canonicalName } from '../sql/tableName.ts';

/** What decides how names are read. */
export type Naming = Pick<Model, 'dialect' | 'normalization'>;

export class KnownColumns {
  readonly defaultCatalog: string;
  readonly byName = new Map<string, Columns>();

  constructor(models: readonly Model[], defaultCatalog: string) {
    this.defaultCatalog = defaultCatalog;
    for (const model of models) {
      const columns = model.columns ?? model.seedColumns?.map(({ name, type }): Column => ({ name, type }));
      if (columns !== undefined) this.byName.set(model.name, columns);
    }
  }

  /** For one model: names are read by its dialect's rules, and those that are not known are noted. */
  lookup(model: Model, missing: Set<string>): (table: string) => Columns | undefined {
    return (table) => {
      const name = this.canonical(table, model);
      const columns = name === undefined ? undefined : this.byName.get(name);
      if (columns === undefined && name !== undefined) missing.add(name);
      return columns;
    };
  }

  /** By any spelling of the table's name in a text of the dialect. */
  find(table: string, naming: Naming): Columns | undefined {
    const name = this.canonical(table, naming);
    return name === undefined ? undefined : this.byName.get(name);
  }

  canonical(table: string, { dialect, normalization }: Naming): string | undefined {
    try {
      return canonicalName(parseTableName(table, { dialect, strategy: normalization }), this.defaultCatalog);
    } catch (error) {
      if (error instanceof MeshError) return undefined;
      throw error;
    }
  }
}
