// docs/ names everything that a user may write: keys of the configuration, properties, options of kinds, macros.
import { readFileSync } from 'node:fs';
import { describe, expect, it, test } from 'vitest';
import { connectionFields } from '../../src/load/config/connection.ts';
import type { Field } from '../../src/load/config/field.ts';
import { snakeCase } from '../../src/load/config/field.ts';
import { gatewayFields, modelDefaultKeys, readRoot } from '../../src/load/config/schema.ts';
import { builtinMacros } from '../../src/macro/builtins/index.ts';
import { clauseMacros } from '../../src/macro/clause.ts';
import { kinds } from '../../src/model/kinds/index.ts';
import { auditProperties } from '../../src/model/property/auditProperties.ts';
import { modelProperties } from '../../src/model/property/modelProperties.ts';

const page = (name: string): string => readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
const names = (text: string, name: string): boolean =>
  new RegExp(`\`[^\`\\n]*(?<![\\w@])${name}(?!\\w)[^\`\\n]*\``).test(text);

/** `plan.no_diff` of every record below the root. */
function keysBelow(field: Field<unknown>, path: string): string[] {
  const fields = (field as { fields?: Readonly<Record<string, Field<unknown>>> }).fields;
  if (fields === undefined) return [path];
  return Object.entries(fields).flatMap(([key, child]) =>
    keysBelow(child, path === '' ? snakeCase(key) : `${path}.${snakeCase(key)}`),
  );
}

describe('docs/configuration.md', () => {
  const text = page('configuration.md');
  const nested = [
    ...keysBelow(readRoot, ''),
    ...Object.keys(gatewayFields).map((key) => `gateways.<name>.${snakeCase(key)}`),
    ...Object.keys(connectionFields).map((key) => `connection.${snakeCase(key)}`),
  ];
  it.each(nested)('says what %s is', (key) => {
    const part = key.includes('.') ? section(text, key.split('.')[0]!) : text;
    expect(names(part, key.split('.').at(-1)!)).toBe(true);
  });
  it.each(modelDefaultKeys)('lists %s among the defaults of models', (key) => {
    expect(names(section(text, 'model_defaults'), key)).toBe(true);
  });
});

/** The text below the first heading that names the key. */
function section(text: string, key: string): string {
  const found = text.split(/^## /m).find((part) => part.split('\n', 1)[0]!.includes(`\`${key}`));
  if (found === undefined) throw new Error(`no section of docs/configuration.md is about ${key}`);
  return found;
}

test.each(Object.keys(modelProperties))('docs/models.md says what the property %s is', (name) => {
  expect(page('models.md')).toMatch(new RegExp(`^\\| [^|]*\`${name}\``, 'm'));
});

test.each(kinds.flatMap(({ name, options }) => [name, ...Object.keys(options)]))(
  'docs/models.md has the kind or option %s',
  (name) => {
    expect(names(page('models.md'), name)).toBe(true);
  },
);

test.each(Object.keys(auditProperties))('docs/models.md says what %s of an AUDIT block is', (name) => {
  expect(names(page('models.md').split('## Audits')[1]!, name)).toBe(true);
});

test.each([...builtinMacros.keys(), ...clauseMacros])('docs/macros.md has @%s', (name) => {
  expect(page('macros.md')).toContain(`@${name.toUpperCase()}`);
});
