import { describe, expect, it } from 'vitest';
import {
  environmentNaming,
  physicalTable,
  previewTable,
  sanitizeEnvironmentName,
  viewName,
  type NamingRules,
} from '../../src/snapshot/tableNaming.ts';
import { makeModel } from '../support/modelFactory.ts';

const rules: NamingRules = {
  physicalSchemaMapping: [],
  physicalTableNamingConvention: 'schema_and_table',
  environmentSuffixTarget: 'schema',
  environmentCatalogMapping: [],
};
const model = makeModel('shop.orders');

function text(name: { catalog?: string | undefined; schema?: string | undefined; table: string } | null): string {
  return name === null ? 'none' : [name.catalog, name.schema, name.table].filter((p) => p !== undefined).join('.');
}

describe('physical tables', () => {
  it.each([
    [rules, 'db.mesh__shop.shop__orders__v1'],
    [{ ...rules, physicalTableNamingConvention: 'table_only' }, 'db.mesh__shop.orders__v1'],
    [
      {
        ...rules,
        physicalSchemaMapping: [
          ['^x', 'never'],
          ['^shop$', 'phys'],
        ],
      },
      'db.phys.shop__orders__v1',
    ],
  ] as [NamingRules, string][])('are named by the rules %#', (given, expected) => {
    expect(text(physicalTable(model, 'v1', given))).toBe(expected);
  });

  it('have a short name of fixed length under hash_md5', () => {
    const given = { ...rules, physicalTableNamingConvention: 'hash_md5' } as const;
    expect(text(physicalTable(model, 'v1', given))).toMatch(/^db\.mesh__shop\.mesh_md5__[0-9a-f]{32}$/);
    expect(previewTable(model, 'v1', given)).not.toEqual(physicalTable(model, 'v1', given));
  });

  it('of previews say so', () => {
    expect(text(previewTable(model, 'd1', rules))).toBe('db.mesh__shop.shop__orders__d1__dev');
  });

  it('do not exist for embedded and external models', () => {
    expect(physicalTable(makeModel('a.b', { kind: { name: 'EMBEDDED' } }), 'v', rules)).toBeNull();
    expect(physicalTable(makeModel('a.b', { kind: { name: 'EXTERNAL' } }), 'v', rules)).toBeNull();
  });

  it('say which setting is no regular expression', () => {
    const given = { ...rules, physicalSchemaMapping: [['(', 'x']] as const };
    expect(() => physicalTable(model, 'v', given)).toThrow(/physicalSchemaMapping has '\('/);
  });
});

describe('views', () => {
  it.each([
    ['prod', 'schema', 'db.shop.orders'],
    ['dev', 'schema', 'db.shop__dev.orders'],
    ['dev', 'table', 'db.shop.orders__dev'],
    ['dev', 'catalog', 'db__dev.shop.orders'],
    ['prod', 'catalog', 'db.shop.orders'],
  ] as const)('of %s with suffix target %s', (environment, environmentSuffixTarget, expected) => {
    const naming = environmentNaming(environment, { ...rules, environmentSuffixTarget });
    expect(text(viewName(model.table, environment, naming))).toBe(expected);
  });

  it('go to the catalog that the mapping names', () => {
    const naming = environmentNaming('dev_x', {
      ...rules,
      environmentCatalogMapping: [
        ['^prod$', 'p'],
        ['^dev', 'development'],
      ],
    });
    expect(text(viewName(model.table, 'dev_x', naming))).toBe('development.shop__dev_x.orders');
  });
});

describe('sanitizeEnvironmentName', () => {
  it.each([
    ['My-Feature/1', 'my_feature_1'],
    ['dev', 'dev'],
    ['Größe', 'größe'],
  ])('%s becomes %s', (name, expected) => expect(sanitizeEnvironmentName(name)).toBe(expected));

  it('refuses names that say nothing', () => expect(() => sanitizeEnvironmentName('--')).toThrow(/no name/));
});
