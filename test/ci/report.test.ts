import { describe, expect, it } from 'vitest';
import { ciComment, ciMarkdown, ciSummary } from '../../src/project/ci/ciReport.ts';
import type { CiOutcome, CiStep } from '../../src/project/ci/ciOutcome.ts';

const step = (text: string, status: CiStep['status'] = 'passed'): CiStep => ({
  name: 'plan',
  status,
  text,
  problems: [],
});

function outcome(steps: readonly CiStep[]): CiOutcome {
  const request = { forge: undefined, repository: undefined, target: undefined, number: 12 };
  const nothing = { tests: undefined, change: undefined, built: undefined, remaining: undefined, result: undefined };
  return { action: 'check', request, environment: 'pr_12', steps, ...nothing, error: undefined };
}

describe('a comment', () => {
  const marker = '<!-- mesh ci: mesh -->';

  it('begins with its marker and is the report', () => {
    const made = outcome([step('nothing changed')]);
    expect(ciComment(made, { marker, longest: 1000 })).toBe(`${marker}\n${ciMarkdown(made)}`);
  });

  it('is cut at a line where the forge would not take it, and says so', () => {
    const made = outcome(Array.from({ length: 500 }, (_, i) => step(`line ${i}`)));
    const cut = ciComment(made, { marker, longest: 2000 });
    expect(cut.length).toBeLessThanOrEqual(2000);
    expect(cut.startsWith(marker)).toBe(true);
    expect(cut).toMatch(/\| plan \| passed \| line \d+ \|\n\n> \*\*info\*\* The rest of this report/);
  });
});

describe('the line of a status', () => {
  it('is about what failed', () => {
    expect(ciSummary(outcome([step('fine'), step('broke', 'failed'), step('skipped', 'skipped')]))).toBe('plan: broke');
  });

  it('is no longer than a forge takes', () => {
    expect(ciSummary(outcome([step('x'.repeat(300))]))).toHaveLength(140);
  });
});
