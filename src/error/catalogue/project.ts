import { define } from '../define.ts';

export const projectErrors = {
  PROJECT_INVALID: define<{ errors: number; warnings: number }>({
    message: (d) => `the project has ${d.errors} ${d.errors === 1 ? 'problem' : 'problems'}; nothing was run`,
  }),
};
