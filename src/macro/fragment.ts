// Pieces of SQL that macros put together.
import type { Fragment } from './definition.ts';
import { isList, literalText, literalTexts, type Dialect, type Value } from './value.ts';

export type SqlTemplate = (strings: TemplateStringsArray, ...values: readonly Value[]) => Fragment;

/** Values become literals, Fragments SQL; a list becomes its items joined by commas. */
export function sqlTemplate(dialect: Dialect): SqlTemplate {
  return (strings, ...values) => {
    let text = strings[0]!;
    values.forEach((value, i) => {
      text += (isList(value) ? literalTexts(value, dialect) : literalText(value, dialect)) + strings[i + 1]!;
    });
    return { sqlText: text };
  };
}

export const sql = sqlTemplate(undefined);
