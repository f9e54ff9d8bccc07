// nomissingexternalmodels: a table that is read, but is neither a model nor declared. Its fix declares it.
import type { SourceLocation } from '../../error/diagnostic.ts';
import type { Model } from '../../model/model.ts';
import type { LintContext, Rule } from '../rule.ts';

export const noMissingExternalModels: Rule = {
  name: 'nomissingexternalmodels',
  summary: 'every table that is read is a model or an external model',
  explanation:
    'A table that mesh does not know may be a misspelt model: the dependency is missing and the model runs too early. If it is ' +
    'made elsewhere, declare it in external_models.yaml, best with its columns: `mesh create-external-models` writes them, ' +
    '`mesh lint --fix` the names.',
  severity: 'warning',
  check(model, context) {
    if (model.source === 'external') return [];
    return model.parents
      .filter((parent) => !context.models.has(parent))
      .map((parent) => ({
        message: `${model.name} reads ${parent}, which is neither a model nor an external model`,
        at: placeOf(model, parent, context),
        hint: 'declare it in external_models.yaml: `mesh lint --fix` adds its name, `mesh create-external-models` its columns, too',
        fix: declare(parent, context),
      }));
  },
};

const file = 'external_models.yaml';

function declare(name: string, context: LintContext) {
  const text = context.fileText(file) ?? '';
  const isList = /^\s*(#.*\s*|---\s*)*(-\s|$)/.test(text);
  if (!isList) return undefined;
  const quoted = /^[\w.$]+$/.test(name) ? name : `'${name.replaceAll("'", "''")}'`;
  return { title: `declare ${name}`, edits: [{ type: 'append' as const, file, text: `- name: ${quoted}\n` }] };
}

/** The first place of the query that spells its last part. */
function placeOf(model: Model, parent: string, context: LintContext): SourceLocation {
  const view = context.query(model);
  const last = (/(?:"((?:[^"]|"")+)"|([^."]+))$/.exec(parent) ?? []).slice(1).find((part) => part !== undefined);
  if (view !== undefined && last !== undefined) {
    const word = new RegExp(
      `(?<![\\w])(?:[\\w"]+\\.)*"?${last.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}"?(?![\\w])`,
      'i',
    );
    const found = word.exec(view.written);
    if (found !== null) return view.place(found.index, found.index + found[0].length);
  }
  return model.positions['depends_on'] ?? model.query?.at ?? model.at;
}
