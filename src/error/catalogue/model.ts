import { define } from '../define.ts';
import { didYouMean } from '../nearest.ts';

export const modelErrors = {
  MODEL_DUPLICATE: define<{ name: string }>({
    message: (d) => `two models are named ${d.name}`,
    hint: () => 'rename one of them, or disable it with `enabled false`',
  }),
  MODEL_CYCLE: define<{ path: readonly string[] }>({
    message: (d) => `models depend on each other in a circle: ${d.path.join(' -> ')}`,
    hint: () => 'break the circle: move the shared part into a model of its own',
  }),
  MODEL_UNKNOWN: define<{ name: string; known: readonly string[] }>({
    message: (d) => `there is no model named ${d.name}`,
    hint: (d) => didYouMean(d.name, d.known),
  }),
};
