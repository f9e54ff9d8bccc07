// nomissingtimefilter: a model filled by time whose query reads everything for every interval.
import type { Rule } from '../rule.ts';

const times = /@\{?(start|end)_(date|ds|ts|tstz|dt|dtntz|epoch|millis|hour)\b/i;

export const noMissingTimeFilter: Rule = {
  name: 'nomissingtimefilter',
  summary: 'a model filled by time reads only the interval that it fills',
  explanation:
    'mesh keeps only the rows of the interval, but the query decides what is read: without a condition on @start_… and @end_… each batch ' +
    'reads the whole parent. Filter the large parent on its own time: WHERE created_at >= @start_ts AND created_at < @end_ts.',
  severity: 'warning',
  check(model, context) {
    const view = context.query(model);
    if (view === undefined || model.kind.name !== 'INCREMENTAL_BY_TIME_RANGE') return [];
    // A macro of the project may filter; what it does is its own affair.
    const others = [...view.written.matchAll(/@\{?([a-z_]\w*)\s*\(/gi)].some(
      ([, name]) => !/^(def|eval|if|sql|var)$/i.test(name!),
    );
    if (times.test(view.written) || others || model.parents.length === 0) return [];
    const message = `no condition limits what ${model.name} reads to the interval it fills`;
    const hint = `filter the parent's time: WHERE … BETWEEN @start_ts AND @end_ts`;
    return [{ message, at: view.place(0, 6), hint }];
  },
};
