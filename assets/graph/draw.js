// Drawing: the graph and the small map. Text appears when it can be read.
import { boxHeight, boxWidth, data, kindGroup, nodes, state, view } from './model.js';

export const canvas = document.getElementById('graph');
const pen = canvas.getContext('2d');
export const map = document.getElementById('minimap');
const mapPen = map.getContext('2d');
let colours = {};
let dirty = false;

/** One path an edge, and all of them in one: rebuilt when the boxes are arranged anew. */
const lines = { each: [], all: new Path2D() };
export const bounds = { left: 0, right: 0, top: 0, bottom: 0 };

/** Paths along the given points; edges to hidden boxes have none. */
export function buildLines(pointsOf) {
  lines.all = new Path2D();
  lines.each = data.edges.map((edge) => {
    const points = pointsOf(edge);
    const path = points === null ? null : pathThrough(points);
    if (path !== null) lines.all.addPath(path);
    return path;
  });
  const shown = nodes.filter((node) => !node.hidden);
  bounds.left = Math.min(...shown.map((node) => node.x));
  bounds.right = Math.max(...shown.map((node) => node.x)) + boxWidth;
  bounds.top = Math.min(...shown.map((node) => node.y)) - boxHeight / 2;
  bounds.bottom = Math.max(...shown.map((node) => node.y)) + boxHeight / 2;
}

function pathThrough(points) {
  const path = new Path2D();
  path.moveTo(points[0][0], points[0][1]);
  for (let i = 1; i < points.length; i++) {
    const [x0, y0] = points[i - 1];
    const [x1, y1] = points[i];
    if (y0 === y1) path.lineTo(x1, y1);
    else {
      const bend = Math.max(30, (x1 - x0) / 2);
      path.bezierCurveTo(x0 + bend, y0, x1 - bend, y1, x1, y1);
    }
  }
  return path;
}

export function readColours() {
  const style = getComputedStyle(document.documentElement);
  const names = ['ground', 'surface', 'line', 'text', 'muted', 'accent', 'edge', 'upstream', 'downstream'];
  const kinds = ['seed', 'view', 'full', 'incremental', 'scd', 'external', 'other'];
  for (const name of [...names, ...kinds.map((kind) => 'kind-' + kind)]) {
    colours[name] = style.getPropertyValue('--' + name).trim();
  }
}

export function redraw() {
  if (dirty) return;
  dirty = true;
  requestAnimationFrame(() => {
    dirty = false;
    draw();
    drawMap();
  });
}

function roleOf(index) {
  if (state.column !== null)
    return index === state.selected ? 'self' : state.column.models.has(index) ? 'upstream' : 'faded';
  if (state.selected >= 0) {
    if (index === state.selected) return 'self';
    if (state.upstream.has(index)) return 'upstream';
    return state.downstream.has(index) ? 'downstream' : 'faded';
  }
  if (state.matches !== null) return state.matches.has(index) ? 'match' : 'faded';
  return 'plain';
}

function draw() {
  const ratio = window.devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  if (canvas.width !== Math.round(width * ratio) || canvas.height !== Math.round(height * ratio)) {
    canvas.width = Math.round(width * ratio);
    canvas.height = Math.round(height * ratio);
  }
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = colours.ground;
  pen.fillRect(0, 0, width, height);
  pen.setTransform(ratio * view.scale, 0, 0, ratio * view.scale, ratio * view.x, ratio * view.y);
  drawEdges();
  const left = -view.x / view.scale - boxWidth;
  const right = (width - view.x) / view.scale;
  const top = -view.y / view.scale - boxHeight;
  const bottom = (height - view.y) / view.scale + boxHeight;
  for (let i = 0; i < nodes.length; i++) {
    const { x, y } = nodes[i];
    if (!nodes[i].hidden && x >= left && x <= right && y >= top && y <= bottom) drawNode(i);
  }
}

function drawEdges() {
  const isSelecting = state.selected >= 0 || state.matches !== null;
  const thin = Math.max(1, 1.2 / view.scale);
  pen.strokeStyle = colours.edge;
  pen.lineWidth = thin;
  // Far away thousands of lines would become one grey field.
  const seen = Math.min(0.9, Math.max(0.1, view.scale * 1.4));
  pen.globalAlpha = !isSelecting ? seen : nodes.length > 150 ? 0.04 : seen / 3;
  pen.stroke(lines.all);
  pen.globalAlpha = 1;
  if (state.selected < 0) return;
  pen.lineWidth = Math.max(1.8, 2 / view.scale);
  const isNear = (i, set) => i === state.selected || set.has(i);
  for (const [e, [from, to]] of data.edges.entries()) {
    const isUp =
      state.column === null
        ? isNear(from, state.upstream) && isNear(to, state.upstream)
        : state.column.edges.has(from + '>' + to);
    const isDown = state.column === null && isNear(from, state.downstream) && isNear(to, state.downstream);
    if (lines.each[e] === null || (!isUp && !isDown)) continue;
    pen.strokeStyle = isUp ? colours.upstream : colours.downstream;
    pen.stroke(lines.each[e]);
  }
}

function drawNode(i) {
  const node = nodes[i];
  const role = roleOf(i);
  const kind = colours['kind-' + kindGroup(node.kind)];
  const top = node.y - boxHeight / 2;
  pen.globalAlpha = role === 'faded' ? (nodes.length > 150 ? 0.16 : 0.28) : 1;
  pen.beginPath();
  pen.roundRect(node.x, top, boxWidth, boxHeight, 8);
  const isFar = view.scale < 0.32;
  pen.fillStyle = isFar ? kind : colours.surface;
  pen.fill();
  if (!isFar) drawFace(node, top, kind);
  const border = {
    self: colours.accent,
    upstream: colours.upstream,
    downstream: colours.downstream,
    match: colours.accent,
  };
  pen.beginPath();
  pen.roundRect(node.x, top, boxWidth, boxHeight, 8);
  const isStrong = role in border || i === state.hovered;
  pen.strokeStyle = border[role] || (i === state.hovered ? colours.muted : colours.line);
  pen.lineWidth = isStrong
    ? Math.max(role === 'self' ? 2.5 : 1.5, (role === 'self' ? 3 : 1.5) / view.scale)
    : Math.max(1, 0.8 / view.scale);
  if (node.kind === 'EXTERNAL') pen.setLineDash([5, 4]);
  if (!isFar || isStrong) pen.stroke();
  pen.setLineDash([]);
  pen.globalAlpha = 1;
}

function drawFace(node, top, kind) {
  pen.save();
  pen.clip();
  pen.fillStyle = kind;
  pen.fillRect(node.x, top, 5, boxHeight);
  pen.restore();
  const dot = node.name.lastIndexOf('.');
  const schema = dot < 0 ? '' : node.name.slice(0, dot);
  const table = node.name.slice(dot + 1);
  pen.textBaseline = 'middle';
  if (view.scale < 0.55) {
    pen.fillStyle = colours.text;
    pen.font = '600 16px system-ui, sans-serif';
    pen.fillText(shortened(table, boxWidth - 26), node.x + 15, node.y + 1);
    return;
  }
  pen.fillStyle = colours.text;
  pen.font = '600 13px system-ui, sans-serif';
  pen.fillText(shortened(table, boxWidth - 26), node.x + 15, schema === '' ? node.y + 1 : node.y + 7);
  if (schema === '') return;
  pen.fillStyle = colours.muted;
  pen.font = '11px system-ui, sans-serif';
  pen.fillText(shortened(schema, boxWidth - 26), node.x + 15, node.y - 9);
}

const widths = new Map();
function shortened(text, width) {
  const key = pen.font + text;
  if (widths.has(key)) return widths.get(key);
  let shown = text;
  while (shown.length > 2 && pen.measureText(shown === text ? text : shown + '…').width > width)
    shown = shown.slice(0, -1);
  if (shown !== text) shown += '…';
  widths.set(key, shown);
  return shown;
}

export function mapScale() {
  const wide = Math.max(1, bounds.right - bounds.left);
  const high = Math.max(1, bounds.bottom - bounds.top);
  const scale = Math.min(184 / wide, 114 / high);
  return { scale, x: (200 - wide * scale) / 2 - bounds.left * scale, y: (130 - high * scale) / 2 - bounds.top * scale };
}

function drawMap() {
  const ratio = window.devicePixelRatio || 1;
  map.width = 200 * ratio;
  map.height = 130 * ratio;
  mapPen.setTransform(ratio, 0, 0, ratio, 0, 0);
  const { scale, x, y } = mapScale();
  for (let i = 0; i < nodes.length; i++) {
    if (nodes[i].hidden) continue;
    const role = roleOf(i);
    const strong = {
      self: colours.accent,
      upstream: colours.upstream,
      downstream: colours.downstream,
      match: colours.accent,
    };
    mapPen.globalAlpha = role === 'faded' ? 0.25 : 0.9;
    mapPen.fillStyle = strong[role] || colours['kind-' + kindGroup(nodes[i].kind)];
    mapPen.fillRect(
      nodes[i].x * scale + x,
      (nodes[i].y - boxHeight / 2) * scale + y,
      Math.max(1.5, boxWidth * scale),
      Math.max(1.2, boxHeight * scale),
    );
  }
  mapPen.globalAlpha = 1;
  mapPen.strokeStyle = colours.accent;
  mapPen.lineWidth = 1.5;
  mapPen.strokeRect(
    (-view.x / view.scale) * scale + x,
    (-view.y / view.scale) * scale + y,
    (canvas.clientWidth / view.scale) * scale,
    (canvas.clientHeight / view.scale) * scale,
  );
}
