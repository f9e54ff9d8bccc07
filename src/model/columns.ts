// Columns of a model: declared by its author or inferred by the engine.

export interface Column {
  readonly name: string;
  /** The engine's type text, upper case; null when it is not known. */
  readonly type: string | null;
  /** False for `NOT NULL` in a declaration. */
  readonly nullable?: boolean;
}

/** In order. */
export type Columns = readonly Column[];
