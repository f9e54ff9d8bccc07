// The list on the left and the details on the right.
import { centre, fit, keepVisible } from './camera.js';
import { redraw } from './draw.js';
import { arrangeAll, arrangeRelated } from './focus.js';
import { byName, children, columnOrigins, kindGroup, nodes, parents, reach, state, view } from './model.js';

const list = document.getElementById('list');
const details = document.getElementById('details');
export const search = document.getElementById('search');
const kinds = document.getElementById('kinds');
const chosenKinds = new Set();
const rows = [];

function element(tag, attributes, ...content) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (name === 'onclick') made.addEventListener('click', value);
    else if (name === 'style') made.style.cssText = value;
    else made.setAttribute(name, value);
  }
  made.append(...content.filter((part) => part !== null && part !== undefined));
  return made;
}

function dot(kind) {
  return element('span', { class: 'dot', style: '--kind: var(--kind-' + kindGroup(kind) + ')', 'aria-hidden': 'true' });
}

export function buildList() {
  const sorted = nodes.map((_, i) => i).sort((a, b) => (nodes[a].name < nodes[b].name ? -1 : 1));
  for (const i of sorted) {
    const { name, kind } = nodes[i];
    const split = name.lastIndexOf('.') + 1;
    const label = element('span', { title: name }, element('small', {}, name.slice(0, split)), name.slice(split));
    const button = element('button', { type: 'button', onclick: () => select(i, true) }, dot(kind), label);
    const row = element('li', {}, button);
    rows[i] = { row, button };
    list.append(row);
  }
  const counts = new Map();
  for (const { kind } of nodes) counts.set(kind, (counts.get(kind) || 0) + 1);
  for (const [kind, count] of [...counts].sort((a, b) => b[1] - a[1])) {
    const label = kind.toLowerCase().replaceAll('_', ' ');
    const button = element('button', { type: 'button', 'aria-pressed': 'false' }, dot(kind), label + ' ' + count);
    button.addEventListener('click', () => {
      if (!chosenKinds.delete(kind)) chosenKinds.add(kind);
      button.setAttribute('aria-pressed', String(chosenKinds.has(kind)));
      filter();
    });
    kinds.append(button);
  }
}

function matchesWord(node, word) {
  if (word.startsWith('tag:')) return node.tags.some((tag) => tag.toLowerCase().includes(word.slice(4)));
  if (word.startsWith('kind:')) return node.kind.toLowerCase().includes(word.slice(5));
  if (word.startsWith('path:')) return node.file.toLowerCase().includes(word.slice(5));
  return (
    node.name.toLowerCase().includes(word) || (node.columns || []).some((c) => c.name.toLowerCase().includes(word))
  );
}

export function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const isFree = words.length === 0 && chosenKinds.size === 0;
  const found = new Set();
  for (const [i, node] of nodes.entries()) {
    const fits =
      (chosenKinds.size === 0 || chosenKinds.has(node.kind)) && words.every((word) => matchesWord(node, word));
    if (fits) found.add(i);
    rows[i].row.hidden = !fits;
  }
  state.matches = isFree ? null : found;
  const total = nodes.length + (nodes.length === 1 ? ' model' : ' models');
  document.getElementById('count').textContent = isFree ? total : found.size + ' of ' + total;
  let empty = list.querySelector('.empty');
  if (found.size === 0 && empty === null) list.append(element('li', { class: 'empty' }, 'Nothing matches.'));
  else if (found.size > 0 && empty !== null) empty.remove();
  redraw();
}

/** In the order of the list: names that match come before models that only have such a column. */
export function bestMatch() {
  const word = search.value.toLowerCase().trim();
  const visible = [...(state.matches || [])].sort((a, b) => (nodes[a].name < nodes[b].name ? -1 : 1));
  return visible.find((i) => nodes[i].name.toLowerCase().includes(word)) ?? visible[0];
}

export function select(index, isCentred) {
  const before = rows[state.selected];
  if (before) before.button.removeAttribute('aria-current');
  state.selected = index;
  state.column = null;
  state.upstream = index < 0 ? new Set() : reach(index, parents);
  state.downstream = index < 0 ? new Set() : reach(index, children);
  document.getElementById('legend').hidden = index < 0;
  details.hidden = index < 0;
  if (index >= 0) {
    rows[index].button.setAttribute('aria-current', 'true');
    rows[index].row.scrollIntoView({ block: 'nearest' });
    showDetails(index);
    history.replaceState(null, '', '#' + encodeURIComponent(nodes[index].name));
    // A small graph is all in sight anyway.
    if (state.isFocused) focus(true);
    else if (isCentred && (view.isMoved || nodes.length > 40)) centre(index);
    else keepVisible(index);
  } else {
    focus(false);
    history.replaceState(null, '', location.pathname + location.search);
  }
  redraw();
}

/** Only what the selected model has to do with, or everything again. */
export function focus(isWanted) {
  const wasFocused = state.isFocused;
  state.isFocused = isWanted && state.selected >= 0;
  document.getElementById('focus').setAttribute('aria-pressed', String(state.isFocused));
  if (!wasFocused && !state.isFocused) return;
  if (state.isFocused) arrangeRelated();
  else arrangeAll();
  // The details may just have taken their place.
  requestAnimationFrame(fit);
}

function links(indexes) {
  const items = indexes.map((i) => {
    const button = element(
      'button',
      { type: 'button', onclick: () => select(i, true) },
      dot(nodes[i].kind),
      nodes[i].name,
    );
    return element('li', {}, button);
  });
  return element('ul', { class: 'links' }, ...items);
}

function showDetails(index) {
  const node = nodes[index];
  details.replaceChildren(
    element('button', { class: 'close', type: 'button', 'aria-label': 'Close', onclick: () => select(-1) }, '×'),
    element('span', { class: 'badge' }, dot(node.kind), node.kind.toLowerCase().replaceAll('_', ' ')),
    element('h2', {}, node.name),
    node.description ? element('p', {}, node.description) : null,
    facts(node),
  );
  section('Reads', parents[index].length, parents[index].length ? links(parents[index]) : null);
  section('Read by', children[index].length, children[index].length ? links(children[index]) : null);
  if (node.columns && node.columns.length > 0) section('Columns', node.columns.length, columnTable(index));
  if (node.sql) section('SQL', undefined, sqlBlock(node.sql), copyButton(node.sql));
  details.scrollTop = 0;
}

function facts(node) {
  const shown = [
    ['File', node.file ? node.file + ':' + node.line : ''],
    ['Cron', node.kind === 'EXTERNAL' ? '' : node.cron],
    ['Owner', node.owner],
    ['Tags', node.tags.join(', ')],
    ['Upstream', String(state.upstream.size)],
    ['Downstream', String(state.downstream.size)],
  ].filter(([, value]) => value);
  return element(
    'dl',
    { class: 'facts' },
    ...shown.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]),
  );
}

function section(title, count, content, action) {
  if (content === null) return;
  const label = element('span', {}, count === undefined ? title : title + ' ' + count);
  details.append(element('h3', {}, label, action), content);
}

function columnTable(index) {
  const body = element('tbody');
  for (const column of nodes[index].columns) {
    const button = element(
      'button',
      { type: 'button', 'aria-expanded': 'false' },
      column.name,
      element('code', {}, column.type || 'unknown'),
    );
    const cell = element('td', {}, button);
    button.addEventListener('click', () => showColumn(index, column, { button, cell }));
    body.append(element('tr', {}, cell));
  }
  return element('table', {}, body);
}

/** As if somebody had clicked it. */
export function openColumn(index, name) {
  const at = (nodes[index].columns || []).findIndex((column) => column.name.toLowerCase() === name.toLowerCase());
  if (at >= 0) details.querySelectorAll('td > button')[at].click();
}

/** Opens a column: its description, and where it comes from, here and in the graph. */
function showColumn(index, column, { button, cell }) {
  const isOpen = button.getAttribute('aria-expanded') === 'true';
  for (const other of details.querySelectorAll('td button[aria-expanded="true"]'))
    other.setAttribute('aria-expanded', 'false');
  for (const other of details.querySelectorAll('.sources')) other.remove();
  state.column = isOpen ? null : columnOrigins(index, column.name);
  if (!isOpen) {
    button.setAttribute('aria-expanded', 'true');
    const box = element('div', { class: 'sources' }, column.description ? element('p', {}, column.description) : null);
    const sources = column.sources || [];
    box.append(sources.length > 0 ? 'from' : column.sources ? 'made here, from no column' : 'its origin is not known');
    for (const source of sources) {
      const parent = byName.get(source.model);
      const label = source.model + '.' + source.column;
      box.append(
        element('button', { type: 'button', onclick: () => parent !== undefined && select(parent, true) }, label),
      );
    }
    cell.append(box);
  }
  redraw();
}

function copyButton(text) {
  const button = element('button', { type: 'button' }, 'Copy');
  button.addEventListener('click', () => {
    navigator.clipboard.writeText(text).then(
      () => (button.textContent = 'Copied'),
      () => (button.textContent = 'Not allowed here'),
    );
  });
  return button;
}

const sqlWords = new Set(
  (
    'select from where group by order having limit offset join left right inner outer full cross on using with as and or not in is null ' +
    'case when then else end union all except intersect distinct over partition rows between exists like ilike cast qualify window ' +
    'filter exclude replace true false values lateral asc desc interval unnest'
  ).split(' '),
);

function sqlBlock(sql) {
  const pre = element('pre', { tabindex: '0' });
  const pieces =
    /(--[^\n]*|\/\*[^]*?\*\/)|('(?:[^']|'')*')|(@\{[^}]*\}|@\w+)|("(?:[^"]|"")*")|(\b\d[\w.]*)|([A-Za-z_]\w*)/g;
  let at = 0;
  for (const found of sql.matchAll(pieces)) {
    const [text, comment, string, macro, , number, word] = found;
    const style = comment
      ? 'c'
      : string
        ? 's'
        : macro
          ? 'm'
          : number
            ? 'n'
            : word && sqlWords.has(word.toLowerCase())
              ? 'k'
              : '';
    if (style === '') continue;
    pre.append(sql.slice(at, found.index), element('span', { class: style }, text));
    at = found.index + text.length;
  }
  pre.append(sql.slice(at));
  return pre;
}
