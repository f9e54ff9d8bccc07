// The plan as the report of a pull request: no clock and no identifiers of this run, so that equal plans give equal bytes.
import type { Plan } from './plan.ts';
import { changesInOrder, columnLines, counted, intervalsText, isEmptyEnvironmentDiff, viewNameText } from './words.ts';

export function planMarkdown(plan: Plan): string {
  const { diff } = plan;
  const lines = [`## mesh plan: ${plan.environment}`, ''];
  if (!plan.hasChanges && plan.backfill.length === 0) return [...lines, 'No changes.', ''].join('\n');
  if (diff.isNewEnvironment) {
    lines.push(`A new environment${diff.createFrom === null ? '' : `, made from \`${diff.createFrom}\``}.`, '');
  }
  if (!isEmptyEnvironmentDiff(diff)) lines.push(...changeTable(plan), ...definitionDiffs(plan));
  if (plan.backfill.length > 0) lines.push(...backfillTable(plan));
  lines.push(...viewList(plan));
  for (const note of plan.notes) {
    lines.push(`> **${note.severity}** ${note.model === undefined ? '' : `\`${note.model}\`: `}${note.text}`, '');
  }
  return lines.join('\n');
}

function changeTable({ diff }: Plan): string[] {
  const rows = [
    ...diff.added.map((m) => row([code(m.name), m.kind, 'added', ''])),
    ...diff.removed.map((m) => row([code(m.name), m.kind, 'removed', ''])),
    ...changesInOrder(diff).map((m) => row([code(m.name), m.kind, m.category, cell(m.reason)])),
  ];
  const other = [
    ...(diff.statementsChanged ? ['The environment statements changed.', ''] : []),
    ...(diff.requirementsChanged ? ['The requirements changed.', ''] : []),
  ];
  if (rows.length === 0) return other;
  return [
    '### What changed',
    '',
    row(['model', 'kind', 'change', 'why']),
    '| --- | --- | --- | --- |',
    ...rows,
    '',
    ...other,
  ];
}

function definitionDiffs({ diff }: Plan): string[] {
  return changesInOrder(diff).flatMap((change) => {
    const columns = columnLines(change.columns).map((line) => `- \`${line}\``);
    const text = change.diff === null || change.diff === '' ? [] : fenced(change.diff);
    if (columns.length + text.length === 0) return [];
    return [
      `<details><summary>${change.name}</summary>`,
      '',
      ...columns,
      ...(columns.length > 0 ? [''] : []),
      ...text,
      '</details>',
      '',
    ];
  });
}

/** A fence longer than any in the text. */
function fenced(text: string): string[] {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
  const fence = '`'.repeat(longest + 1);
  return [`${fence}diff`, text, fence, ''];
}

function backfillTable(plan: Plan): string[] {
  const kinds = new Map(plan.target.map((m) => [m.name, m.kindName]));
  const rows = [...plan.backfill]
    .sort((a, b) => (a.snapshot.name < b.snapshot.name ? -1 : 1))
    .map((step) => {
      const kind = kinds.get(step.snapshot.name);
      const times = kind === 'VIEW' || kind === 'SEED' ? kind.toLowerCase() : intervalsText(step.intervals);
      const target = step.target === 'preview' ? ' (preview)' : '';
      return row([code(step.snapshot.name) + target, step.reason, times, String(step.batches.length)]);
    });
  return [
    '### What will be computed',
    '',
    row(['model', 'why', 'intervals', 'batches']),
    '| --- | --- | --- | --- |',
    ...rows,
    '',
  ];
}

function viewList(plan: Plan): string[] {
  const { created, updated, dropped, unchanged } = plan.views;
  const parts = [
    ['created', created.flatMap((m) => m.view ?? [])],
    ['switched', updated.flatMap((m) => m.view ?? [])],
    ['dropped', dropped.map((d) => d.view)],
  ] as const;
  const lines = parts.flatMap(([word, views]) => {
    const names = views.map((view) => code(viewNameText(plan, view))).sort();
    return names.length === 0 ? [] : [`- ${counted(names.length, 'view')} ${word}: ${names.join(', ')}`];
  });
  if (unchanged.length > 0) lines.push(`- ${counted(unchanged.length, 'view')} unchanged`);
  return lines.length === 0 ? [] : ['### Views', '', ...lines, ''];
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function code(text: string): string {
  return `\`${text}\``;
}
