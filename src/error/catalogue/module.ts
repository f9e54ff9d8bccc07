import { define } from '../define.ts';
import { didYouMean } from '../nearest.ts';

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
  MODULE_EXPORT_MISSING: define<{ name: string; known: readonly string[] }>({
    message: (d) => `mesh-sql exports no ${d.name}`,
    hint: (d) => didYouMean(d.name, d.known) ?? 'its exports are listed in docs/typescript-models.md',
  }),
  MODULE_THROWS: define<{ detail: string }>({
    message: (d) => `this file fails when it is loaded: ${d.detail}`,
  }),
  MODULE_TIMEOUT: define<{ seconds: number }>({
    message: (d) => `this file did not finish loading within ${d.seconds} seconds`,
    hint: () => 'a module should define models and macros, not do work: move what it awaits into the model',
  }),
  MODULE_MODEL_NOT_EXPORTED: define<{ name: string }>({
    message: (d) => `the model ${d.name} is defined here but not exported, so it is not loaded`,
    hint: () => 'export it: `export default model(…)`, or in an exported array',
  }),
  MODULE_CLASS_NOT_EXPORTED: define<{ name: string; method: string }>({
    message: (d) =>
      `the model ${d.name} marks the method ${d.method} of a class that is not exported, so it is not loaded`,
    hint: () => 'put `export` before the class',
  }),
  MODULE_INSTANCE_METHOD: define<{ name: string; method: string }>({
    message: (d) => `the model ${d.name} marks ${d.method}, which is a method of instances`,
    hint: (d) => `make it static: \`static async ${d.method}(context)\``,
  }),
  MODULE_COMPUTED_NAME: define<{ name: string; call: string }>({
    message: (d) => `the model ${d.name} calls ${d.call} with a computed name, so its dependencies are not known`,
    hint: () => "write the name as a literal, or list what is read: `dependsOn: ['schema.table']`",
  }),
  MODULE_DUPLICATE: define<{ what: string; name: string; file: string }>({
    message: (d) => `there is a second ${d.what} named ${d.name}; the first one is in ${d.file}`,
    hint: () => 'rename one of them',
  }),
  MODULE_DEFINITION: define<{ what: string; detail: string }>({
    message: (d) => `this ${d.what} cannot be used: ${d.detail}`,
  }),
};

function packageName(specifier: string): string {
  return specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
}
