// What texts may say about the environment they are rendered for: `@this_env`, `@schemas`, `@views`.
import { quoteString } from '../sql/literal.ts';

export interface EnvironmentNames {
  readonly name: string;
  readonly schemas: readonly string[];
  readonly views: readonly string[];
}

/** Nobody has chosen one when the project is loaded. */
export const environmentAtLoad: EnvironmentNames = { name: 'prod', schemas: [], views: [] };

export type EnvironmentText = Readonly<Record<'this_env' | 'schemas' | 'views', string>>;

/** Each model asks for the names of all. */
const texts = new WeakMap<EnvironmentNames, EnvironmentText>();

/** As SQL, for macros. */
export function environmentText(names: EnvironmentNames): EnvironmentText {
  const known = texts.get(names);
  if (known !== undefined) return known;
  const list = (items: readonly string[]): string => `[${items.map(quoteString).join(', ')}]`;
  const text = { this_env: quoteString(names.name), schemas: list(names.schemas), views: list(names.views) };
  texts.set(names, text);
  return text;
}

/** As a value, for Jinja: its lists are the template's own, which may append to them. */
export function environmentValue({ name, schemas, views }: EnvironmentNames, wanted: string): unknown {
  switch (wanted) {
    case 'this_env':
      return name;
    case 'schemas':
      return [...schemas];
    case 'views':
      return [...views];
    default:
      return undefined;
  }
}
