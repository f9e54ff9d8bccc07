// Durations as people write them: `30s`, `2 days`.

const units: Readonly<Record<string, number>> = {
  millisecond: 1,
  ms: 1,
  second: 1000,
  s: 1000,
  minute: 60_000,
  min: 60_000,
  m: 60_000,
  hour: 3_600_000,
  h: 3_600_000,
  day: 86_400_000,
  d: 86_400_000,
  week: 604_800_000,
};

/** In milliseconds; undefined for what is no duration. */
export function durationMs(text: string): number | undefined {
  const match = /^\s*(\d+(?:\.\d+)?)\s*([a-z]+)\s*$/i.exec(text);
  const name = match?.[2]?.toLowerCase() ?? '';
  const unit = units[name] ?? units[name.replace(/s$/, '')];
  return match === null || unit === undefined ? undefined : Number(match[1]) * unit;
}
