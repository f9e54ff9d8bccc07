// `{# … #}` in a statement that is not in Jinja: SQLMesh reads it as a comment in every dialect, no engine does.
import { lex } from './lexer.ts';
import { T, tokenText } from './tokens.ts';

/** Blanks in its place, so that everything else stays where it is. */
export function withoutJinjaComments(sql: string, dialect: string | undefined): string {
  if (!sql.includes('{#')) return sql;
  const tokens = lex(sql, dialect);
  return Array.from({ length: tokens.count }, (_, i) => {
    const text = tokenText(tokens, i);
    const isJinja = tokens.types[i] === T.blockComment && text.startsWith('{#');
    return isJinja ? text.replaceAll(/[^\n\r]/g, ' ') : text;
  }).join('');
}
