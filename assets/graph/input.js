// Mouse, touch, wheel, keyboard; and the beginning.
import { centre, fit, zoom } from './camera.js';
import { arrangeAll } from './focus.js';
import { canvas, map, mapScale, readColours, redraw } from './draw.js';
import { boxHeight, boxWidth, byName, children, data, nodes, parents, state, view } from './model.js';
import { bestMatch, buildList, filter, focus, openColumn, search, select } from './panel.js';

function nodeAt(event) {
  const x = (event.offsetX - view.x) / view.scale;
  const y = (event.offsetY - view.y) / view.scale;
  return nodes.findIndex(
    (node) =>
      !node.hidden &&
      x >= node.x &&
      x <= node.x + boxWidth &&
      y >= node.y - boxHeight / 2 &&
      y <= node.y + boxHeight / 2,
  );
}

const pointers = new Map();
let moved = 0;
canvas.addEventListener('pointerdown', (event) => {
  canvas.setPointerCapture(event.pointerId);
  pointers.set(event.pointerId, { x: event.offsetX, y: event.offsetY });
  moved = 0;
});
canvas.addEventListener('pointermove', (event) => {
  const before = pointers.get(event.pointerId);
  if (before === undefined) {
    const over = nodeAt(event);
    canvas.classList.toggle('over', over >= 0);
    canvas.title = over < 0 ? '' : nodes[over].name;
    if (over !== state.hovered) {
      state.hovered = over;
      redraw();
    }
    return;
  }
  const now = { x: event.offsetX, y: event.offsetY };
  if (pointers.size === 1) {
    view.isMoved = true;
    view.x += now.x - before.x;
    view.y += now.y - before.y;
  } else {
    const [other] = [...pointers].filter(([id]) => id !== event.pointerId).map(([, place]) => place);
    const distance = (a, b) => Math.hypot(a.x - b.x, a.y - b.y) || 1;
    zoom(distance(now, other) / distance(before, other), (now.x + other.x) / 2, (now.y + other.y) / 2);
  }
  moved += Math.abs(now.x - before.x) + Math.abs(now.y - before.y);
  pointers.set(event.pointerId, now);
  canvas.classList.toggle('dragging', moved > 4);
  redraw();
});
for (const name of ['pointerup', 'pointercancel']) {
  canvas.addEventListener(name, (event) => {
    const wasClick = pointers.delete(event.pointerId) && moved <= 4 && name === 'pointerup';
    canvas.classList.remove('dragging');
    if (wasClick) select(nodeAt(event), false);
  });
}
canvas.addEventListener('dblclick', (event) => {
  const index = nodeAt(event);
  if (index >= 0) centre(index);
});
canvas.addEventListener(
  'wheel',
  (event) => {
    event.preventDefault();
    zoom(Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0016)), event.offsetX, event.offsetY);
  },
  { passive: false },
);

let isMapHeld = false;
function moveByMap(event) {
  const { scale, x, y } = mapScale();
  view.isMoved = true;
  view.x = canvas.clientWidth / 2 - ((event.offsetX - x) / scale) * view.scale;
  view.y = canvas.clientHeight / 2 - ((event.offsetY - y) / scale) * view.scale;
  redraw();
}
map.addEventListener('pointerdown', (event) => {
  isMapHeld = true;
  map.setPointerCapture(event.pointerId);
  moveByMap(event);
});
map.addEventListener('pointermove', (event) => isMapHeld && moveByMap(event));
map.addEventListener('pointerup', () => (isMapHeld = false));

/** Arrows walk the graph: left to a parent, right to a child, up and down among those of the same column. */
function walk(key) {
  const here = state.selected;
  if (here < 0) return select(0, true);
  if (key === 'ArrowLeft') return parents[here].length > 0 && select(parents[here][0], true);
  if (key === 'ArrowRight') return children[here].length > 0 && select(children[here][0], true);
  const column = nodes.map((_, i) => i).filter((i) => !nodes[i].hidden && nodes[i].x === nodes[here].x);
  column.sort((a, b) => nodes[a].y - nodes[b].y);
  const next = column[column.indexOf(here) + (key === 'ArrowDown' ? 1 : -1)];
  if (next !== undefined) select(next, true);
}

document.addEventListener('keydown', (event) => {
  const isTyping = event.target === search;
  if (event.key === 'Escape') {
    if (isTyping && search.value !== '') {
      search.value = '';
      filter();
    } else select(-1);
  } else if (isTyping) {
    if (event.key === 'Enter' && bestMatch() !== undefined) select(bestMatch(), true);
  } else if (event.ctrlKey || event.metaKey || event.altKey) return;
  else if (event.key === '/') {
    event.preventDefault();
    search.focus();
    search.select();
  } else if (event.key === '+' || event.key === '=') zoom(1.25);
  else if (event.key === '-') zoom(0.8);
  else if (event.key === '0') fit();
  else if (event.key === 'f') focus(!state.isFocused);
  else if (event.key.startsWith('Arrow') && event.target === canvas) {
    event.preventDefault();
    walk(event.key);
  }
});

document.getElementById('zoom-in').addEventListener('click', () => zoom(1.25));
document.getElementById('zoom-out').addEventListener('click', () => zoom(0.8));
document.getElementById('fit').addEventListener('click', fit);
document.getElementById('focus').addEventListener('click', () => focus(!state.isFocused));
document.getElementById('theme').addEventListener('click', () => {
  setTheme(document.documentElement.dataset.theme === 'dark' ? 'light' : 'dark');
});
search.addEventListener('input', filter);
new ResizeObserver(() => (view.isMoved ? redraw() : fit())).observe(canvas);

function setTheme(theme) {
  document.documentElement.dataset.theme = theme;
  readColours();
  redraw();
}

const prefersDark = matchMedia('(prefers-color-scheme: dark)');
prefersDark.addEventListener('change', () => setTheme(prefersDark.matches ? 'dark' : 'light'));
setTheme(prefersDark.matches ? 'dark' : 'light');
arrangeAll();
buildList();
filter();
fit();
const named = byName.get(decodeURIComponent(location.hash.slice(1)));
if (named !== undefined) select(named, nodes.length > 40);
else if (data.selected) {
  const asked = byName.get(data.selected.model);
  select(asked, nodes.length > 40);
  if (data.selected.column) openColumn(asked, data.selected.column);
}
