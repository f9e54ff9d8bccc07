// Names that spell the default catalog out (`shop.sales.orders` on shop.duckdb) without it, as the analysis instance knows them.
import { applyEdits, identityMap, originalSpan, type Edit, type Edited } from '../../../sql/edit.ts';
import type { SqlProblem } from '../../../sql/frontend.ts';
import { normalizeIdentifier } from '../../../sql/identifier.ts';
import { lex } from '../../../sql/lexer.ts';
import { scanReferences } from '../../../sql/scanReferences.ts';
import { quotedName } from '../../../sql/tableName.ts';
import { isText, tokenEnd, tokenStart, tokenText, type Tokens } from '../../../sql/tokens.ts';

export function withoutHomeCatalog(text: string, defaultCatalog: string): Edited {
  const catalog = defaultCatalog.toLowerCase();
  // Almost no text does: looking for the word is all they pay.
  if (!text.toLowerCase().includes(catalog)) return { text, map: identityMap };
  const tokens = lex(text);
  const scanned = scanReferences(tokens);
  if (scanned.type !== 'exact') return { text, map: identityMap };
  const spelled = scanned.tables.filter(({ name }) => name.catalog === catalog);
  if (spelled.length === 0) return { text, map: identityMap };
  const tables = spelled.map(({ name, start, end }) => ({
    start,
    end,
    text: quotedName({ ...name, catalog: undefined }),
  }));
  return applyEdits(text, [...tables, ...columnPrefixes(tokens, catalog)]);
}

/** `shop.sales.orders.id`: the catalog and its dot go. A table's own name has three parts only. */
function columnPrefixes(tokens: Tokens, catalog: string): Edit[] {
  const edits: Edit[] = [];
  for (let i = 0; i + 6 < tokens.count; i++) {
    const dotted = [1, 3, 5].every((k) => isText(tokens, i + k, '.'));
    if (!dotted || isText(tokens, i - 1, '.') || normalizeIdentifier(tokenText(tokens, i)) !== catalog) continue;
    edits.push({ start: tokenStart(tokens, i), end: tokenEnd(tokens, i + 1), text: '' });
  }
  return edits;
}

/** A problem of the edited text at its place in the original. */
export function placedBack(problem: SqlProblem, { map }: Edited): SqlProblem {
  if (problem.start === undefined) return problem;
  const { start, end } = originalSpan(map, problem.start, problem.end ?? problem.start);
  return { ...problem, start, ...(problem.end === undefined ? {} : { end }) };
}
