// The rules that mesh brings: one file each, one line here.
import type { Rule } from '../rule.ts';
import { ambiguousOrInvalidColumn } from './ambiguousOrInvalidColumn.ts';
import { invalidSelectStarExpansion } from './invalidSelectStarExpansion.ts';
import { noAmbiguousProjections } from './noAmbiguousProjections.ts';
import { noMissingAudits } from './noMissingAudits.ts';
import { noMissingExternalModels } from './noMissingExternalModels.ts';
import { noMissingUnitTest } from './noMissingUnitTest.ts';
import { noSelectStar } from './noSelectStar.ts';

export const builtinRules: readonly Rule[] = [
  ambiguousOrInvalidColumn,
  invalidSelectStarExpansion,
  noAmbiguousProjections,
  noMissingAudits,
  noMissingExternalModels,
  noMissingUnitTest,
  noSelectStar,
];
