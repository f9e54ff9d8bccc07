// The rules that mesh brings: one file each, one line here.
import type { Rule } from '../rule.ts';
import { ambiguousOrInvalidColumn } from './ambiguousOrInvalidColumn.ts';
import { invalidSelectStarExpansion } from './invalidSelectStarExpansion.ts';
import { noAmbiguousProjections } from './noAmbiguousProjections.ts';
import { noMissingAudits } from './noMissingAudits.ts';
import { noMissingExternalModels } from './noMissingExternalModels.ts';
import { noMissingUnitTest } from './noMissingUnitTest.ts';
import { noSelectStar } from './noSelectStar.ts';
import { noCartesianJoin } from './noCartesianJoin.ts';
import { noMissingTimeFilter } from './noMissingTimeFilter.ts';
import { noNondeterminism } from './noNondeterminism.ts';
import { noNotInSubquery } from './noNotInSubquery.ts';
import { noOrderByWithoutLimit } from './noOrderByWithoutLimit.ts';
import { noUnionTypeChange } from './noUnionTypeChange.ts';
import { noUnusedCte } from './noUnusedCte.ts';

export const builtinRules: readonly Rule[] = [
  ambiguousOrInvalidColumn,
  invalidSelectStarExpansion,
  noAmbiguousProjections,
  noMissingAudits,
  noMissingExternalModels,
  noMissingUnitTest,
  noSelectStar,
  ...[
    noCartesianJoin,
    noMissingTimeFilter,
    noNondeterminism,
    noNotInSubquery,
    noOrderByWithoutLimit,
    noUnionTypeChange,
    noUnusedCte,
  ].map((rule): Rule => ({ ...rule, isHabit: true })),
];
