// What a model's thread is told of one run: everything of its context that is plain data.
import type { Json, ModelContext } from '../../../model/typescript/context.ts';
import type { ColumnShape } from '../../../batch/sqlType.ts';
import type { TimeBounds } from '../../timeLiteral.ts';

type PlainFacts = 'start' | 'end' | 'executionTime' | 'isRestatement' | 'environment' | 'vars' | 'blueprint' | 'model';

export interface RunFacts extends Pick<ModelContext, PlainFacts> {
  readonly engine: { readonly name: string; readonly capabilities: unknown };
  readonly task: string | undefined;
  readonly last: Readonly<Record<string, unknown>> | undefined;
  /** SQL of those values of the last row that JavaScript would cut. */
  readonly lastExact: Readonly<Record<string, string>>;
  /** By model: what it and its parents have set. */
  readonly variables: Readonly<Record<string, Readonly<Record<string, Json>>>>;
  /** By canonical name: what may be read, and how SQL names it. */
  readonly tables: Readonly<Record<string, string>>;
  readonly registered: readonly string[];
  readonly defaultCatalog: string;
  readonly dialect: string;
  /** The model's own rows, and the table that it writes. */
  readonly self: string;
  readonly target: string;
  readonly bounds: TimeBounds;
  readonly cacheDir: string;
  readonly shapes: readonly ColumnShape[] | undefined;
}
