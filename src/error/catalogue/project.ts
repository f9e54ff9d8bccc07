import { define } from '../define.ts';

export const projectErrors = {
  PROJECT_CODE_MISSING: define<{ name: string; file: string }>({
    message: (d) => `the code of ${d.name} (${d.file}) is not stored with its snapshot`,
    hint: () => 'run `mesh plan`: applying a plan stores the code that `mesh run` needs',
  }),
  PROJECT_CODE_BROKEN: define<{ name: string; file: string; detail: string }>({
    message: (d) => `the stored code of ${d.name} (${d.file}) cannot be loaded: ${d.detail}`,
  }),
  PROJECT_GIT: define<{ command: string; detail: string }>({
    message: (d) => `\`${d.command}\` failed: ${d.detail}`,
    hint: () => 'a selection with git: needs a git repository and a ref that it knows',
  }),
  PROJECT_GIT_REF: define<{ ref: string; near: string | undefined }>({
    message: (d) => `git knows no commit '${d.ref}' here`,
    hint: (d) => (d.near === undefined ? 'name a branch, a tag or a commit' : `did you mean git:${d.near}?`),
  }),
  PLAN_CATEGORY_SYNTAX: define<{ text: string }>({
    message: (d) => `'${d.text}' is not a model and its category`,
    hint: () => 'write --category schema.model=breaking, =non-breaking or =forward-only',
  }),
  PLAN_CATEGORY_TWICE: define<{ model: string; first: string; second: string }>({
    message: (d) => `${d.model} is given two categories: ${d.first} and ${d.second}`,
    hint: () => 'give --category once for each model',
  }),
  PROJECT_TYPES_UNKNOWN: define<{ name: string; reason: string; file: string }>({
    message: (d) => `${d.file} leaves out ${d.name}, whose columns are not known: ${d.reason}`,
    hint: (d) =>
      `declare \`columns\` in ${d.name}, or describe the tables it reads with \`mesh create-external-models\``,
  }),
  PLAN_AGAINST: define<{ other: string; detail: string }>({
    message: (d) => `there is no plan against ${d.other}: ${d.detail}`,
    hint: () => 'name a git ref that holds this project, or a file of `mesh state export --no-data`',
  }),
  PROJECT_EXTERNAL_MISSING: define<{ tables: readonly string[] }>({
    message: (d) =>
      `models read ${d.tables.join(', ')}, which ${d.tables.length === 1 ? 'is' : 'are'} not in the database`,
    hint: () => 'nothing was written; without --strict mesh writes the tables that are there',
  }),
  PROJECT_INVALID: define<{ errors: number; warnings: number }>({
    message: (d) => `the project has ${d.errors} ${d.errors === 1 ? 'problem' : 'problems'}; nothing was run`,
  }),
};
