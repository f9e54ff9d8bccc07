// `--timings`: where the time went, stage by stage, and what to look at first.
import type { RunResult } from '../../execute/result.ts';
import { timings } from '../../event/timings.ts';
import { secondsText } from './eventText.ts';

const meanings: Readonly<Record<string, string>> = {
  read: 'rows from the engine to TypeScript',
  model: 'the code of TypeScript models',
  write: 'queries, and rows into tables',
  statements: 'pre- and post-statements',
  audits: 'audits',
  commit: 'commits',
};

export function timingsText({ models }: Pick<RunResult, 'models'>): string[] {
  const { stages, bottleneck } = timings(models);
  if (bottleneck === null) return ['Nothing was computed, so nothing took time.'];
  const width = Math.max(...stages.map(({ stage }) => stage.length));
  const lines = stages.map(
    ({ stage, seconds, share }) =>
      `  ${stage.padEnd(width)}  ${secondsText(seconds).padStart(10)}  ${percent(share).padStart(5)}  ${meanings[stage] ?? 'tracked by models'}`,
  );
  const { model, stage, seconds, share } = bottleneck;
  return [
    'Where the time went, models side by side added up:',
    ...lines,
    `Slowest: ${stage} of ${model}, ${secondsText(seconds)} (${percent(share)})`,
  ];
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}
