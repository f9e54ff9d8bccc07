// What any audit may be told where a model names it: whether it blocks, from how many bad rows on, whether rows are kept.
import { diagnostic, type Diagnostic } from '../../error/diagnostic.ts';
import { stringValue } from '../../sql/literal.ts';
import type { Call } from '../model.ts';

export interface Severity {
  /** Undefined: as the audit says. */
  readonly blocking: boolean | undefined;
  readonly warnIf: Threshold | undefined;
  readonly errorIf: Threshold | undefined;
  readonly storeFailures: boolean;
}

export interface Threshold {
  readonly operator: '>' | '>=' | '<' | '<=' | '=' | '!=';
  readonly count: number;
}

const names = ['blocking', 'warn_if', 'error_if', 'store_failures'];

export function isForAnyAudit(argument: string): boolean {
  return names.includes(argument);
}

export function severityOf({ arguments: given }: Call): Severity {
  return {
    blocking: truth(given['blocking']),
    warnIf: threshold(given['warn_if']),
    errorIf: threshold(given['error_if']),
    storeFailures: truth(given['store_failures']) ?? false,
  };
}

/** Without thresholds any bad row is an error; with only `warn_if` nothing is. */
export function judge(failures: number, { warnIf, errorIf }: Severity): 'passed' | 'warning' | 'error' {
  const isError = errorIf === undefined ? warnIf === undefined && failures > 0 : holds(failures, errorIf);
  if (isError) return 'error';
  const isWarning = warnIf === undefined ? failures > 0 : holds(failures, warnIf);
  return isWarning ? 'warning' : 'passed';
}

export function checkSeverity(call: Call): Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const argument of names) {
    const text = call.arguments[argument];
    if (text === undefined || text.includes('@')) continue;
    const isSwitch = argument === 'blocking' || argument === 'store_failures';
    if ((isSwitch ? truth(text) : threshold(text)) !== undefined) continue;
    const expected = isSwitch ? 'TRUE or FALSE' : "a comparison such as '> 10'";
    found.push(
      diagnostic('AUDIT_ARGUMENT_TYPE', { audit: call.name, argument, expected, found: text }, { at: call.at }),
    );
  }
  return found;
}

function truth(text: string | undefined): boolean | undefined {
  const word = text?.trim().toUpperCase();
  return word === 'TRUE' ? true : word === 'FALSE' ? false : undefined;
}

/** `'> 10'`. */
function threshold(text: string | undefined): Threshold | undefined {
  const trimmed = text?.trim() ?? '';
  const match = /^(>=|<=|<>|!=|==|>|<|=)\s*(\d+)$/.exec(
    (trimmed.startsWith("'") ? stringValue(trimmed) : trimmed).trim(),
  );
  if (match === null) return undefined;
  const operator = match[1] === '<>' ? '!=' : match[1] === '==' ? '=' : (match[1] as Threshold['operator']);
  return { operator, count: Number(match[2]) };
}

function holds(failures: number, { operator, count }: Threshold): boolean {
  switch (operator) {
    case '>':
      return failures > count;
    case '>=':
      return failures >= count;
    case '<':
      return failures < count;
    case '<=':
      return failures <= count;
    case '=':
      return failures === count;
    case '!=':
      return failures !== count;
  }
}
