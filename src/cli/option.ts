// Options as data. The type of each value follows from how the option is declared, so `run` gets typed options.

interface OptionText {
  /** `-s, --start <date>`, as commander reads it. */
  readonly flags: string;
  readonly help: string;
  /** Other spellings (SQLMesh's), accepted and not shown. */
  readonly also: readonly string[];
  /** What it must be where a second, other value cannot just replace the first. */
  readonly once: string | undefined;
  /** The largest whole number that means anything. */
  readonly most?: number | undefined;
}

export type OptionSpec =
  | (OptionText & {
      readonly type: 'flag' | 'count' | 'text' | 'optionalText' | 'list' | 'commaList' | 'pairs' | 'integer';
    })
  | (OptionText & { readonly type: 'choice'; readonly choices: readonly string[] });

/** Carries the value's type; it exists at compile time only. */
export type Option<T> = OptionSpec & { readonly value?: T };

export type Options = Readonly<Record<string, OptionSpec>>;

export type OptionValues<O extends Options> = {
  readonly [K in keyof O]: O[K] extends Option<infer T> ? T : never;
};

interface More {
  readonly also?: readonly string[];
  readonly once?: string;
  readonly most?: number;
}

const text = (flags: string, help: string, { also = [], once, most }: More): OptionText => ({
  flags,
  help,
  also,
  once,
  most,
});

/** Present or not. */
export function flag(flags: string, help: string, more: More = {}): Option<boolean> {
  return { type: 'flag', ...text(flags, help, more) };
}

/** How often it was given: `-v`, `-vv`. */
export function count(flags: string, help: string, more: More = {}): Option<number> {
  return { type: 'count', ...text(flags, help, more) };
}

export function value(flags: string, help: string, more: More = {}): Option<string | undefined> {
  return { type: 'text', ...text(flags, help, more) };
}

/** `--markdown [file]`: true when it was given without a value. */
export function optionalValue(flags: string, help: string, more: More = {}): Option<string | true | undefined> {
  return { type: 'optionalText', ...text(flags, help, more) };
}

/** May be given several times. */
export function list(flags: string, help: string, more: More = {}): Option<readonly string[]> {
  return { type: 'list', ...text(flags, help, more) };
}

/** Several values by comma, or the option several times. */
export function commaList(flags: string, help: string, more: More = {}): Option<readonly string[]> {
  return { type: 'commaList', ...text(flags, help, more) };
}

/** `--var <name> <value>`, several times; each is `name=value`, in one word or in two. */
export function pairs(flags: string, help: string, more: More = {}): Option<readonly string[]> {
  return { type: 'pairs', ...text(flags, help, more) };
}

export function integer(flags: string, help: string, more: More = {}): Option<number | undefined> {
  return { type: 'integer', ...text(flags, help, more) };
}

export function choice<const C extends readonly string[]>(
  flags: string,
  choices: C,
  help: string,
  more: More = {},
): Option<C[number] | undefined> {
  return { type: 'choice', choices, ...text(flags, help, more) };
}

/** `--select-model <pattern>` → `selectModel`: the key under which a declaration must list the option. */
export function optionKey(spec: OptionSpec): string {
  const long = /--([\w-]+)/.exec(spec.flags)![1]!;
  return long.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** What an option that was not given is worth. */
export function absentValue(spec: OptionSpec): unknown {
  switch (spec.type) {
    case 'flag':
      return false;
    case 'count':
      return 0;
    case 'list':
    case 'commaList':
    case 'pairs':
      return [];
    case 'text':
    case 'optionalText':
    case 'integer':
    case 'choice':
      return undefined;
  }
}
