// A document as one HTML page that needs nothing else: no script, no font, no request.
import { inlines, type Block, type Inline, type Text } from './document.ts';

export function htmlPage(title: string, blocks: readonly Block[]): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escape(title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    ...blocks.map(htmlOf),
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

function htmlOf(block: Block): string {
  switch (block.type) {
    case 'heading':
      return `<h${block.level - 1}>${htmlText(block.text)}</h${block.level - 1}>`;
    case 'paragraph':
      return `<p>${htmlText(block.text)}</p>`;
    case 'list':
      return `<ul>\n${block.items.map((item) => `<li>${htmlText(item)}</li>`).join('\n')}\n</ul>`;
    case 'table':
      return tableHtml(block);
    case 'note':
      return `<p class="note ${block.severity}"><strong>${block.severity}</strong> ${htmlText(block.text)}</p>`;
    case 'code':
      return `<pre>${block.language === 'diff' ? diffHtml(block.text) : escape(block.text)}</pre>`;
    case 'details':
      return `<details open><summary>${escape(block.summary)}</summary>\n${block.blocks.map(htmlOf).join('\n')}\n</details>`;
  }
}

function tableHtml({ head, rows }: Extract<Block, { type: 'table' }>): string {
  const isNumber = head.map((one) => typeof one !== 'string');
  const cell = (tag: 'td' | 'th', html: string, index: number): string =>
    `<${tag}${isNumber[index] === true ? ' class="number"' : ''}>${html}</${tag}>`;
  const titles = head.map((one, i) => cell('th', escape(typeof one === 'string' ? one : one.number), i)).join('');
  const body = rows.map((cells) => `<tr>${cells.map((text, i) => cell('td', htmlText(text), i)).join('')}</tr>`);
  return ['<table>', `<thead><tr>${titles}</tr></thead>`, '<tbody>', ...body, '</tbody>', '</table>'].join('\n');
}

function diffHtml(text: string): string {
  const tags: Readonly<Record<string, string>> = { '+': 'ins', '-': 'del' };
  return text
    .split('\n')
    .map((line) => {
      const tag = tags[line.slice(0, 1)];
      return tag === undefined ? escape(line) : `<${tag}>${escape(line)}</${tag}>`;
    })
    .join('\n');
}

function htmlText(text: Text): string {
  return inlines(text).map(inlineHtml).join('');
}

function inlineHtml(part: Inline): string {
  if (typeof part === 'string') return escape(part);
  return 'code' in part ? `<code>${escape(part.code)}</code>` : `<strong>${escape(part.strong)}</strong>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

const style = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --add: #2a84; --cut: #c334; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 68rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.15rem; margin-top: 2rem; }
table { border-collapse: collapse; } th, td { text-align: left; padding: .3rem .8rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.number { text-align: right; }
code, pre { font: 13px/1.45 ui-monospace, monospace; } code { background: var(--soft); padding: .1em .3em; border-radius: 3px; }
pre { background: var(--soft); padding: .8rem; border-radius: 6px; overflow-x: auto; }
ins, del { text-decoration: none; display: inline-block; min-width: 100%; } ins { background: var(--add); } del { background: var(--cut); }
summary { cursor: pointer; font-weight: 600; }
.note { border-left: 3px solid var(--line); padding-left: .8rem; } .warning { border-color: #d80; } .error { border-color: #c33; }
`;
