// A built-in audit: its parameters and the query that returns the bad rows of a relation.
export type ParameterType = 'column' | 'columns' | 'expression' | 'expressions' | 'number' | 'boolean' | 'relation';

export interface AuditParameter {
  readonly type: ParameterType;
  /** SQL text used when the argument is not given; a parameter without one is required. */
  readonly default?: string | undefined;
  /** May be left out, without a value standing in. */
  readonly optional?: boolean | undefined;
}

export interface BuiltinAudit {
  readonly name: string;
  readonly summary: string;
  readonly parameters: Readonly<Record<string, AuditParameter>>;
  readonly query: (args: AuditArguments) => string;
  /** For audits of single rows: true (or NULL for good ones) for a bad row. */
  readonly bad?: ((args: AuditArguments) => string) | undefined;
  /** An aggregate over the rows, zero exactly when the audit passes: several audits then share one pass. */
  readonly measure?: ((args: AuditArguments, filter: string) => string) | undefined;
  /** The whole table is looked at, also when only an interval of it was written. */
  readonly wholeTable?: boolean | undefined;
}

/** Arguments as SQL texts. */
export interface AuditArguments {
  /** The audited rows as a relation for FROM, without alias, the condition not applied. */
  readonly table: string;
  /** The same with the condition applied and an alias. */
  readonly rows: string;
  has(name: string): boolean;
  one(name: string): string;
  list(name: string): readonly string[];
  /** `TRUE` or `FALSE` arguments. */
  flag(name: string): boolean;
  /** A relation of another model, for audits that compare two. */
  relation(name: string): string;
  /** The time of the plan or run as a TIMESTAMP. */
  readonly now: string;
  /** How many rows the table had before this batch; undefined when it was not there. */
  readonly rowsBefore: number | undefined;
}

const condition: AuditParameter = { type: 'expression', optional: true };

export interface AuditShape {
  readonly summary: string;
  readonly parameters: Readonly<Record<string, AuditParameter>>;
  /** False for the audits that take no `condition`. */
  readonly condition?: false;
  readonly measure?: BuiltinAudit['measure'];
  readonly wholeTable?: true;
}

/** Every built-in takes `condition`, which limits the rows that are looked at, unless its shape says otherwise. */
export function audit(name: string, shape: AuditShape, query: BuiltinAudit['query']): BuiltinAudit {
  const parameters = shape.condition === false ? shape.parameters : { ...shape.parameters, condition };
  const { summary, measure, wholeTable } = shape;
  return { name, summary, parameters, query, measure, wholeTable };
}

/** An audit that judges each row by itself. */
export function rowAudit(name: string, shape: AuditShape, bad: (args: AuditArguments) => string): BuiltinAudit {
  return { ...audit(name, shape, (a) => `SELECT * FROM ${a.rows} WHERE ${bad(a)}`), bad };
}

/** Columns may be expressions, also as texts: variables of the configuration are. */
export const column: AuditParameter = { type: 'column' };
export const columns: AuditParameter = { type: 'columns' };
export const expression: AuditParameter = { type: 'expression' };
export const expressions: AuditParameter = { type: 'expressions' };
export const number: AuditParameter = { type: 'number' };
export const relation: AuditParameter = { type: 'relation' };
export const optionalValue: AuditParameter = { type: 'expression', optional: true };
export const inclusive: AuditParameter = { type: 'boolean', default: 'TRUE' };

/** `value` lies outside [min_v, max_v], or outside the open range when `inclusive` is false; absent bounds do not count. */
export function outside(value: string, args: AuditArguments): string {
  const [below, above] = args.flag('inclusive') ? ['<', '>'] : ['<=', '>='];
  const parts = [
    ...(args.has('min_v') ? [`${value} ${below} ${args.one('min_v')}`] : []),
    ...(args.has('max_v') ? [`${value} ${above} ${args.one('max_v')}`] : []),
  ];
  return parts.length === 0 ? 'FALSE' : parts.join(' OR ');
}

export const range = { min_v: optionalValue, max_v: optionalValue, inclusive };

export function matches(value: string, pattern: string): string {
  return `REGEXP_MATCHES(CAST(${value} AS VARCHAR), ${pattern})`;
}
