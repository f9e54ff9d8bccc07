// `csv_settings (delimiter = ';', na_values = ['-'])`.
import type { CsvSettings } from '../kind.ts';
import { snakeCase } from './entries.ts';
import { isMapValue, mapItems } from './maps.ts';
import { itemsOf } from './names.ts';
import { readAll, wrongValue, type Reader } from './reader.ts';
import { boolean, text } from './scalar.ts';
import { readProperties, specification } from './specification.ts';

/** `'\t'` is a tab, also where the dialect knows no escapes. */
const character: Reader<string> = (value, context) => {
  const written = text(value, context);
  if (written === undefined) return undefined;
  const found = written
    .replaceAll('\\t', '\t')
    .replaceAll('\\n', '\n')
    .replaceAll('\\r', '\r')
    .replace(/^\\\\$/, '\\');
  return found.length === 1 || context.property.toLowerCase() === 'lineterminator'
    ? found
    : wrongValue(value, context, 'one character');
};

const naValues: Reader<NonNullable<CsvSettings['naValues']>> = (value, context) => {
  if (!isMapValue(value)) return readAll(itemsOf(value), text, context);
  const items = mapItems(value, context) ?? [];
  return Object.fromEntries(items.map((item) => [item.key, readAll(itemsOf(item.value), text, context)]));
};

const specifications = {
  delimiter: specification(character, { otherNames: ['sep'] }),
  quotechar: specification(character),
  doublequote: specification(boolean),
  escapechar: specification(character),
  skipinitialspace: specification(boolean),
  lineterminator: specification(character),
  encoding: specification(text),
  na_values: specification(naValues),
  keep_default_na: specification(boolean),
};

export const csvSettings: Reader<CsvSettings> = (value, context) => {
  const items = mapItems(value, context);
  if (items === undefined) return wrongValue(value, context, "a map such as (delimiter = ';')");
  const entries = items.map((item) => ({
    key: snakeCase(item.key),
    written: item.key,
    keyAt: item.at,
    value: item.value,
  }));
  const { values } = readProperties(specifications, entries, { ...context, owner: 'csv_settings' });
  const { na_values: naValuesFound, keep_default_na: keepDefaultNa, ...rest } = values;
  return {
    ...rest,
    ...(naValuesFound === undefined ? {} : { naValues: naValuesFound }),
    ...(keepDefaultNa === undefined ? {} : { keepDefaultNa }),
  };
};
