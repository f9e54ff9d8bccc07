// What part of the graph is seen.
import { bounds, canvas, redraw } from './draw.js';
import { boxHeight, boxWidth, children, nodes, parents, view } from './model.js';

export function zoom(factor, x = canvas.clientWidth / 2, y = canvas.clientHeight / 2) {
  const scale = Math.min(2.5, Math.max(0.02, view.scale * factor));
  view.x = x - ((x - view.x) * scale) / view.scale;
  view.y = y - ((y - view.y) * scale) / view.scale;
  view.scale = scale;
  view.isMoved = true;
  redraw();
}

export function fit() {
  const { clientWidth: width, clientHeight: height } = canvas;
  const wide = bounds.right - bounds.left + 80;
  const high = bounds.bottom - bounds.top + 80;
  view.isMoved = false;
  view.scale = Math.min(1.15, width / wide, height / high);
  view.x = width / 2 - ((bounds.left + bounds.right) / 2) * view.scale;
  view.y = height / 2 - ((bounds.top + bounds.bottom) / 2) * view.scale;
  redraw();
}

/** Brings a model and its nearest neighbours into sight, as far as their names stay readable. */
export function centre(index) {
  // The details may just have taken their place.
  requestAnimationFrame(() => {
    view.isMoved = true;
    const near = [index, ...parents[index], ...children[index]].map((i) => nodes[i]);
    const left = Math.min(...near.map((node) => node.x));
    const right = Math.max(...near.map((node) => node.x)) + boxWidth;
    const top = Math.min(...near.map((node) => node.y)) - boxHeight;
    const bottom = Math.max(...near.map((node) => node.y)) + boxHeight;
    const { clientWidth: width, clientHeight: height } = canvas;
    const wanted = Math.min((width - 60) / (right - left), (height - 60) / (bottom - top));
    view.scale = Math.min(1, Math.max(0.5, wanted));
    const node = nodes[index];
    const isWhole = wanted >= view.scale;
    view.x = width / 2 - (isWhole ? (left + right) / 2 : node.x + boxWidth / 2) * view.scale;
    view.y = height / 2 - (isWhole ? (top + bottom) / 2 : node.y) * view.scale;
    redraw();
  });
}

/** Moves as little as is needed to see the whole box. */
export function keepVisible(index) {
  requestAnimationFrame(() => {
    if (!view.isMoved) return;
    const left = nodes[index].x * view.scale + view.x;
    const right = left + boxWidth * view.scale;
    if (right > canvas.clientWidth - 20) view.x -= right - canvas.clientWidth + 20;
    else if (left < 20) view.x += 20 - left;
    redraw();
  });
}
