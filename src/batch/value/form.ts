// How a value is read or put into place.

/** Other forms of a value than the default. */
export type As = 'number' | 'string' | 'unscaled' | 'days' | 'micros' | 'nanos' | 'bytes' | 'parsed' | 'index';

export interface ReadOptions {
  readonly as?: As | undefined;
  /** Every value in a form that loses nothing, nested ones too. */
  readonly lossless?: boolean | undefined;
  /** Name of the column, for messages. */
  readonly column?: string | undefined;
  /** Called when a Date cannot hold all digits of a time. */
  readonly onCut?: (() => void) | undefined;
}

export type Reader = (i: number) => unknown;

/** Puts a value into place; false when it does not fit. */
export type FixedSetter = (view: DataView, at: number, value: unknown) => boolean;
