import { define } from '../define.ts';

export const moduleErrors = {
  MODULE_COMPILE: define<{ detail: string }>({
    message: (d) => `this file does not compile: ${d.detail}`,
  }),
  MODULE_IMPORT_MISSING: define<{ name: string }>({
    message: (d) => `the import ${d.name} is not found`,
    hint: (d) =>
      /^[./]/.test(d.name)
        ? 'check the path; it is relative to this file'
        : `install it in the project: \`npm install ${packageName(d.name)}\``,
  }),
  MODULE_THROWS: define<{ detail: string }>({
    message: (d) => `this file fails when it is loaded: ${d.detail}`,
  }),
  MODULE_TIMEOUT: define<{ seconds: number }>({
    message: (d) => `this file did not finish loading within ${d.seconds} seconds`,
    hint: () => 'a module should define models and macros, not do work: move what it awaits into the model',
  }),
};

function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
