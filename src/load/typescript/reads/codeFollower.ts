// What expressions and statements ask of the one who follows the code.
import type { AnyNode, Pattern } from 'acorn';
import type { CodeModule } from './codeModule.ts';
import type { CodeScope } from './codeScope.ts';
import type { ClassAtom, FunctionAtom, ObjectAtom, Value } from './values.ts';

export interface Noted {
  readonly tables: Set<string>;
  readonly queries: Set<string>;
  readonly registered: Set<string>;
  /** Calls with a name that is not known, by where they stand. */
  readonly computed: Map<string, { readonly call: string; readonly module: CodeModule; readonly offset: number }>;
  /** Texts of the functions that were followed. */
  readonly entered: Set<string>;
  isSelf: boolean;
}

export interface CodeFollower {
  readonly noted: Noted;
  evaluate(node: AnyNode, scope: CodeScope): Value;
  /** Too much has been looked at. */
  isOver(): boolean;
  closure(atom: FunctionAtom): Value;
  call(atom: FunctionAtom, given: readonly Value[]): Value;
  callValue(callee: Value, given: readonly Value[], node: AnyNode, scope: CodeScope): Value;
  construct(atom: ClassAtom, given: readonly Value[]): Value;
  constructParent(atom: ClassAtom, given: readonly Value[], object: ObjectAtom): void;
  get(value: Value, name: string | undefined): Value;
  superMember(scope: CodeScope, name: string | undefined): Value;
  bind(pattern: Pattern | AnyNode, value: Value, scope: CodeScope): void;
  keyName(of: { readonly key: AnyNode; readonly computed: boolean }, scope: CodeScope): string | undefined;
  moduleOf(scope: CodeScope): CodeModule | undefined;
}
