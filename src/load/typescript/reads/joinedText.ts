// A text out of parts: whole when all of them are known, else a query with NULL or a subquery in their places.
import { textsOf, textValue, unknown, type Value } from './values.ts';

const most = 32;

export function joinedText(parts: readonly Value[]): Value {
  if (parts.length > 0 && parts.every((part) => textsOf(part) !== undefined)) {
    const texts = parts.reduce<readonly string[]>(
      (begun, part) => begun.flatMap((text) => textsOf(part)!.map((more) => text + more)).slice(0, most),
      [''],
    );
    return texts.flatMap((text) => textValue(text));
  }
  // What begins with something unknown may be any query.
  const [first] = parts.filter((part) => textsOf(part)?.[0] !== '');
  if (first === undefined || (textsOf(first) === undefined && first.every(({ type }) => type !== 'query')))
    return unknown;
  return unfinished(parts);
}

function unfinished(parts: readonly Value[]): Value {
  let text = '';
  let isComputed = false;
  for (const part of parts) {
    const [known] = textsOf(part) ?? [];
    const [query] = part;
    if (known !== undefined) text += known;
    else if (query?.type === 'query') {
      text += query.text;
      isComputed ||= query.isComputed;
    } else {
      const isTable = /\b(?:from|join)\s+$/i.test(text);
      text += isTable ? '(SELECT 1)' : 'NULL';
      isComputed ||= isTable && !part.some(({ type }) => type === 'made');
    }
  }
  return [{ type: 'query', text, isComputed }];
}
