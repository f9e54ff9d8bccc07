// A built-in audit: its parameters and the query that returns the bad rows of a relation.
export type ParameterType = 'expression' | 'expressions' | 'number' | 'boolean' | 'name';

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
}

const condition: AuditParameter = { type: 'expression', optional: true };

export interface AuditShape {
  readonly summary: string;
  readonly parameters: Readonly<Record<string, AuditParameter>>;
  /** False for the audits that take no `condition`. */
  readonly condition?: false;
}

/** Every built-in takes `condition`, which limits the rows that are looked at, unless its shape says otherwise. */
export function audit(name: string, shape: AuditShape, query: BuiltinAudit['query']): BuiltinAudit {
  const parameters = shape.condition === false ? shape.parameters : { ...shape.parameters, condition };
  return { name, summary: shape.summary, parameters, query };
}

export const column: AuditParameter = { type: 'expression' };
export const columns: AuditParameter = { type: 'expressions' };
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
