// Readers of cron expressions and time zones, checked by the cron parser.
import { MeshError } from '../../error/meshError.ts';
import { parseCron } from '../../interval/cron.ts';
import { wrongValue, type Reader } from './reader.ts';
import { textOf } from './scalar.ts';
import { rangeText, valueAt } from './value.ts';

/** A valid expression, as written. Quotes may be left out: `cron @daily`. */
export const cronText: Reader<string> = (value, context) => {
  const text = value.type === 'code' ? value.value : (textOf(value, context.dialect) ?? rangeText(value));
  if (typeof text !== 'string') return wrongValue(value, context, "a cron expression such as '@daily'");
  try {
    parseCron(text);
    return text;
  } catch (error) {
    if (!(error instanceof MeshError)) throw error;
    context.report({ ...error.toDiagnostic(), at: valueAt(value) });
    return undefined;
  }
};

export const timeZoneName: Reader<string> = (value, context) => {
  const text = value.type === 'code' ? value.value : textOf(value, context.dialect);
  if (typeof text !== 'string') return wrongValue(value, context, "a time zone such as 'Europe/Paris'");
  try {
    parseCron('@daily', text);
    return text;
  } catch (error) {
    if (!(error instanceof MeshError)) throw error;
    context.report({ ...error.toDiagnostic(), at: valueAt(value) });
    return undefined;
  }
};
