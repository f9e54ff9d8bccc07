// Pieces of SQL that macros put together.
import type { Fragment } from './definition.ts';
import { isList, literalText, literalTexts, type Dialect, type Value } from './value.ts';

/** In a text of JavaScript it stands for its SQL. */
const printing = {
  toString(this: Fragment): string {
    return this.sqlText;
  },
};

export function fragment(sqlText: string): Fragment {
  return Object.assign(Object.create(printing) as object, { sqlText });
}

export type SqlTemplate = (strings: TemplateStringsArray, ...values: readonly Value[]) => Fragment;

/** Values become literals, Fragments SQL; a list becomes its items joined by commas. */
export function sqlTemplate(dialect: Dialect): SqlTemplate {
  return (strings, ...values) => {
    let text = strings[0]!;
    values.forEach((value, i) => {
      text += (isList(value) ? literalTexts(value, dialect) : literalText(value, dialect)) + strings[i + 1]!;
    });
    return fragment(text);
  };
}

export const sql = sqlTemplate(undefined);
