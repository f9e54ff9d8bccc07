// The built-in audits. Adding one = one file + one line. Each also exists as `<name>_non_blocking`.
import type { BuiltinAudit } from './audit.ts';
import { acceptedRange } from './acceptedRange.ts';
import { acceptedValues } from './acceptedValues.ts';
import { atLeastOne } from './atLeastOne.ts';
import { chiSquare } from './chiSquare.ts';
import { forall } from './forall.ts';
import { klDivergence } from './klDivergence.ts';
import { matchLikePatternList } from './matchLikePatternList.ts';
import { matchRegexPatternList } from './matchRegexPatternList.ts';
import { meanInRange } from './meanInRange.ts';
import { mutuallyExclusiveRanges } from './mutuallyExclusiveRanges.ts';
import { notAcceptedValues } from './notAcceptedValues.ts';
import { notConstant } from './notConstant.ts';
import { notEmptyString } from './notEmptyString.ts';
import { notMatchLikePatternList } from './notMatchLikePatternList.ts';
import { notMatchRegexPatternList } from './notMatchRegexPatternList.ts';
import { notNull } from './notNull.ts';
import { notNullProportion } from './notNullProportion.ts';
import { numberOfRows } from './numberOfRows.ts';
import { sequentialValues } from './sequentialValues.ts';
import { stddevInRange } from './stddevInRange.ts';
import { stringLengthBetween } from './stringLengthBetween.ts';
import { stringLengthEqual } from './stringLengthEqual.ts';
import { uniqueCombinationOfColumns } from './uniqueCombinationOfColumns.ts';
import { uniqueValues } from './uniqueValues.ts';
import { validEmail } from './validEmail.ts';
import { validHttpMethod } from './validHttpMethod.ts';
import { validUrl } from './validUrl.ts';
import { validUuid } from './validUuid.ts';
import { zScore } from './zScore.ts';
import { relationships } from './relationships.ts';
import { equalRowCount } from './equalRowCount.ts';
import { fewerRowsThan } from './fewerRowsThan.ts';
import { freshness } from './freshness.ts';
import { rowCountChange } from './rowCountChange.ts';

const list: readonly BuiltinAudit[] = [
  acceptedRange,
  acceptedValues,
  atLeastOne,
  chiSquare,
  forall,
  klDivergence,
  matchLikePatternList,
  matchRegexPatternList,
  meanInRange,
  mutuallyExclusiveRanges,
  notAcceptedValues,
  notConstant,
  notEmptyString,
  notMatchLikePatternList,
  notMatchRegexPatternList,
  notNull,
  notNullProportion,
  numberOfRows,
  sequentialValues,
  stddevInRange,
  stringLengthBetween,
  stringLengthEqual,
  uniqueCombinationOfColumns,
  uniqueValues,
  validEmail,
  validHttpMethod,
  validUrl,
  validUuid,
  zScore,
  relationships,
  equalRowCount,
  fewerRowsThan,
  freshness,
  rowCountChange,
];

export const builtinAudits: ReadonlyMap<string, BuiltinAudit> = new Map(list.map((a) => [a.name, a]));

const nonBlocking = '_non_blocking';

/** The built-in of this name, and whether the name asks for its non-blocking form. */
export function builtinAudit(name: string): { readonly audit: BuiltinAudit; readonly blocking: boolean } | undefined {
  const plain = builtinAudits.get(name);
  if (plain !== undefined) return { audit: plain, blocking: true };
  const audit = name.endsWith(nonBlocking) ? builtinAudits.get(name.slice(0, -nonBlocking.length)) : undefined;
  return audit === undefined ? undefined : { audit, blocking: false };
}

/** All names a model may use, for the nearest name of a misspelt one. */
export function builtinAuditNames(): string[] {
  return list.flatMap((a) => [a.name, `${a.name}${nonBlocking}`]);
}
