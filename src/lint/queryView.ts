// A model's query for rules: its written text, its rendered text, and the way from either to the user's file.
import type { SourceLocation } from '../error/diagnostic.ts';
import { lex } from '../sql/lexer.ts';
import { lineColumn } from '../sql/location.ts';
import type { Model } from '../model/model.ts';
import { selectLists, type Projection, type SelectList } from './selectList.ts';

export interface QueryView {
  readonly written: string;
  readonly rendered: string;
  /** Outermost lists of the written text; of the rendered one. */
  readonly writtenLists: readonly SelectList[];
  readonly lists: readonly SelectList[];
  /** A span of the written text in the user's file. */
  place(start: number, end: number): SourceLocation;
  /** The same for the rendered text, as near as it can be told. */
  placeOfRendered(start: number, end: number): SourceLocation;
  /** Where the projection stands in the file, by its number in its list. */
  placeOfProjection(list: number, index: number): SourceLocation;
  /** Its written form, when macros did not change how many there are. */
  writtenProjection(list: number, index: number): Projection | undefined;
}

export function queryView(model: Model): QueryView | undefined {
  const { query } = model;
  const rendered = model.rendered.query;
  if (query === undefined || rendered === undefined) return undefined;
  const written = query.sql;
  const lists = selectLists(lex(rendered, model.dialect));
  const writtenLists = rendered === written ? lists : selectLists(lex(written, model.dialect));
  const place = (start: number, end: number): SourceLocation => {
    const { line, column } = lineColumn(written, start);
    const length = Math.max(1, Math.min(end, lineEnd(written, start)) - start);
    const { file } = query.at;
    return { file, line: query.at.line + line - 1, column: line === 1 ? query.at.column + column - 1 : column, length };
  };
  const placeOfRendered = (start: number, end: number): SourceLocation => {
    if (rendered === written) return place(start, end);
    const found = sameOccurrence(written, rendered, { start, end });
    return found === undefined ? query.at : place(found, found + end - start);
  };
  const writtenProjection = (list: number, index: number): Projection | undefined => {
    const own = writtenLists[list]?.projections;
    const same = writtenLists.length === lists.length && own?.length === lists[list]?.projections.length;
    return same ? own?.[index] : undefined;
  };
  return {
    written,
    rendered,
    writtenLists,
    lists,
    place,
    placeOfRendered,
    writtenProjection,
    placeOfProjection(list, index) {
      const own = writtenProjection(list, index);
      if (own !== undefined) return place(own.start, own.end);
      const shown = lists[list]?.projections[index];
      return shown === undefined ? query.at : placeOfRendered(shown.start, shown.end);
    },
  };
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end < 0 ? text.length : end;
}

/** A word that macros left as it is stands as the same occurrence of its text, as long as they made no more of them. */
function sameOccurrence(written: string, rendered: string, span: { start: number; end: number }): number | undefined {
  const text = rendered.slice(span.start, span.end);
  if (text === '') return undefined;
  const places = occurrences(written, text);
  const among = occurrences(rendered, text);
  return places.length === among.length ? places[among.indexOf(span.start)] : places[0];
}

function occurrences(text: string, word: string): number[] {
  const places: number[] = [];
  for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) places.push(at);
  return places;
}
