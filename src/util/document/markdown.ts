// A document as markdown of the kind that forges show: tables, fences, folded parts.
import { inlines, type Block, type Inline, type Text } from './document.ts';

export function markdownFrom(blocks: readonly Block[]): string {
  return blocks.flatMap(linesOf).join('\n');
}

/** Every block ends with an empty line. */
function linesOf(block: Block): string[] {
  switch (block.type) {
    case 'heading':
      return [`${'#'.repeat(block.level)} ${markdownText(block.text)}`, ''];
    case 'paragraph':
      return [markdownText(block.text), ''];
    case 'list':
      return [...block.items.map((item) => `- ${markdownText(item)}`), ''];
    case 'table':
      return [
        row(block.head.map((head) => (typeof head === 'string' ? head : head.number))),
        row(block.head.map((head) => (typeof head === 'string' ? '---' : '--:'))),
        ...block.rows.map((cells) => row(cells.map(cellText))),
        '',
      ];
    case 'note':
      return [`> **${block.severity}** ${markdownText(block.text)}`, ''];
    case 'code':
      return fenced(block.text, block.language);
    case 'details':
      return [
        `<details><summary>${escapeTags(block.summary)}</summary>`,
        '',
        ...block.blocks.flatMap(linesOf),
        '</details>',
        '',
      ];
  }
}

function markdownText(text: Text): string {
  return inlines(text)
    .map(inlineText)
    .join('')
    .replaceAll(/\s*\n\s*/g, ' ');
}

function inlineText(part: Inline): string {
  if (typeof part === 'string') return escapeTags(part);
  if ('strong' in part) return `**${escapeTags(part.strong)}**`;
  const fence = '`'.repeat(longestRun(part.code) + 1);
  const pad = /^`|`$/.test(part.code) ? ' ' : '';
  return `${fence}${pad}${part.code}${pad}${fence}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}

function cellText(text: Text): string {
  return markdownText(text).replaceAll('|', '\\|');
}

function escapeTags(text: string): string {
  return text.replaceAll('<', '&lt;');
}

/** A fence longer than any in the text. */
function fenced(text: string, language: string): string[] {
  const fence = '`'.repeat(Math.max(2, longestRun(text)) + 1);
  return [`${fence}${language}`, text, fence, ''];
}

function longestRun(text: string): number {
  return Math.max(0, ...[...text.matchAll(/`+/g)].map(([ticks]) => ticks.length));
}
