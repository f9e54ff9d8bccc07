// The arguments a model gives a signal, as values: `folder := '/data'` is a text, `count := 3` a number.
import { lex } from '../sql/lexer.ts';
import { stringValue } from '../sql/literal.ts';
import { T } from '../sql/tokens.ts';
import { listItems } from './audits/auditArguments.ts';
import type { Call } from './model.ts';
import type { Json } from './typescript/context.ts';

export function signalArguments({ arguments: given }: Call, dialect: string): Readonly<Record<string, Json>> {
  return Object.fromEntries(Object.entries(given).map(([name, text]) => [name, valueOf(text.trim(), dialect)]));
}

/** Anything that is no literal stays SQL text. */
function valueOf(text: string, dialect: string): Json {
  if (/^-?\d+(\.\d+)?([eE][+-]?\d+)?$/.test(text)) return Number(text);
  if (/^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
  if (/^null$/i.test(text)) return null;
  const tokens = lex(text, dialect);
  if (tokens.count === 1 && tokens.types[0] === T.string) return stringValue(text, dialect);
  const isList = /^[([]/.test(text) && /[)\]]$/.test(text);
  return isList ? listItems(text).map((item) => valueOf(item, dialect)) : text;
}
