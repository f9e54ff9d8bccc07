// Names and what they stand for, inside of functions that are followed, and around them.
import { either, type ClassAtom, type Value } from './values.ts';

export interface ScopeOptions {
  readonly parent?: CodeScope | undefined;
  /** What is declared outside of the functions that are followed is looked up when it is asked for. */
  readonly declared?: ((name: string) => Value | undefined) | undefined;
  readonly self?: Value | undefined;
  readonly home?: ClassAtom | undefined;
  /** Of a function that is followed: a function made here may hold the context. */
  readonly isLocal?: boolean | undefined;
}

export class CodeScope {
  readonly isLocal: boolean;
  readonly #options: ScopeOptions;
  readonly #variables = new Map<string, Value>();

  constructor(options: ScopeOptions) {
    this.#options = options;
    this.isLocal = options.isLocal ?? false;
  }

  get self(): Value | undefined {
    return this.#options.self ?? this.#options.parent?.self;
  }

  get home(): ClassAtom | undefined {
    return this.#options.home ?? this.#options.parent?.home;
  }

  lookup(name: string): Value | undefined {
    const { declared, parent } = this.#options;
    return this.#variables.get(name) ?? declared?.(name) ?? parent?.lookup(name);
  }

  declare(name: string, value: Value): void {
    this.#variables.set(name, either(this.#variables.get(name) ?? [], value));
  }

  assign(name: string, value: Value): void {
    if (this.#variables.has(name)) this.declare(name, value);
    else this.#options.parent?.assign(name, value);
  }
}
