import { define } from '../define.ts';
import { didYouMean, didYouMeanModel } from '../nearest.ts';

/** The date texts mesh reads, for every place that takes one. */
export const dateForms =
  "write 2023-01-03, '2023-01-03 10:00:00', an ISO instant, epoch milliseconds, or words such as 'yesterday', '1 week ago', 'in 2 days'";

export interface RefusedChange {
  readonly model: string;
  readonly statements: readonly string[];
}

function refusedText(models: readonly RefusedChange[]): string {
  return models.flatMap((m) => m.statements).join('; ');
}

export const planErrors = {
  PLAN_CONTRACT_BROKEN: define<{
    models: readonly { model: string; reason: string; consumers: readonly string[] }[];
  }>({
    message: (d) =>
      `this plan breaks ${d.models.length === 1 ? 'a contract' : 'contracts'}: ${d.models
        .map(
          ({ model, reason, consumers }) =>
            `${model}: ${reason} (read by ${consumers.length === 0 ? 'no model of this project' : consumers.join(', ')})`,
        )
        .join('; ')}`,
    hint: (d) =>
      `keep what was promised, or agree with those who read it and plan with --allow-contract-change ${d.models[0]?.model ?? ''}`,
  }),
  PLAN_DATE_INVALID: define<{ text: string }>({
    message: (d) => `'${d.text}' is not a date`,
    hint: () => dateForms,
  }),
  PLAN_SELECTOR_SYNTAX: define<{ selector: string; column: number; reason: string }>({
    message: (d) => `the selection '${d.selector}' cannot be read at column ${d.column}: ${d.reason}`,
    hint: () =>
      "combine names, tag:x, path:x and git:ref with ^ (not), & (and), | (or) and brackets: '+shop.orders & ^tag:slow'",
  }),
  PLAN_SELECTOR_NO_MATCH: define<{ selector: string; term: string; known: readonly string[] }>({
    message: (d) =>
      d.term === d.selector
        ? `nothing matches '${d.selector}'`
        : `nothing matches '${d.term}' in the selection '${d.selector}'`,
    hint: (d) =>
      d.term.includes(',')
        ? 'models are joined by |, as in shop.orders|shop.customers'
        : d.term.includes('git:')
          ? 'no model, seed or macro is changed since that ref'
          : didYouMeanModel(d.term, d.known),
  }),
  PLAN_ENVIRONMENT_NAME: define<{ name: string }>({
    message: (d) => `'${d.name}' is no name for an environment`,
    hint: () => 'use letters, digits and underscores',
  }),
  PLAN_NAMING_PATTERN: define<{ setting: string; pattern: string }>({
    message: (d) => `${d.setting} has '${d.pattern}', which is not a regular expression`,
  }),
  PLAN_UNDECIDED: define<{ models: readonly { readonly name: string; readonly reason: string }[] }>({
    message: (d) =>
      `the category of ${d.models.length === 1 ? 'a change' : `${d.models.length} changes`} must be chosen: ` +
      d.models.map((m) => `${m.name} (${m.reason})`).join(', '),
    hint: (d) =>
      `say it with --category ${d.models[0]?.name ?? 'model'}=breaking (or non-breaking, forward-only), or plan on a terminal`,
  }),
  PLAN_CATEGORY_UNUSED: define<{ model: string; known: readonly string[] }>({
    message: (d) => `--category names ${d.model}, which this plan does not change directly`,
    hint: (d) =>
      didYouMean(d.model, d.known) ??
      (d.known.length === 0 ? 'this plan changes no model directly' : `changed: ${d.known.join(', ')}`),
  }),
  PLAN_WINDOW_IN_PROD: define<{ option: string }>({
    message: (d) =>
      `${d.option} cannot be used on prod: its models are computed from their start to what prod has loaded`,
    hint: () => 'plan a development environment, or name models to compute again with --restate-model',
  }),
  PLAN_WINDOW_EMPTY: define<{ start: string; end: string }>({
    message: (d) => `the end ${d.end} is not after the start ${d.start}`,
    hint: () => 'without --end it is the time of the plan: give an earlier --start, or a later --end',
  }),
  PLAN_EFFECTIVE_FROM: define<{ reason: string }>({
    message: (d) => `--effective-from cannot be used: ${d.reason}`,
  }),
  PLAN_OPTIONS_CONFLICT: define<{ first: string; second: string; reason?: string | undefined }>({
    message: (d) =>
      `${d.first} and ${d.second} cannot be used together${d.reason === undefined ? '' : `: ${d.reason}`}`,
  }),
  PLAN_NO_CHANGES_NEW_ENVIRONMENT: define<{ environment: string; basedOn: string; isSelection: boolean }>({
    message: (d) =>
      `${d.environment} does not exist yet and would show nothing: ${
        d.isSelection ? 'what is selected' : 'the project'
      } is the same as ${d.basedOn}`,
    hint: () => 'change a model, or create the environment with all models by --include-unmodified',
  }),
  PLAN_REMOVED_MODEL_READ: define<{ removed: string; reader: string }>({
    message: (d) => `${d.reader} reads ${d.removed}, whose model was removed from the project`,
    hint: (d) => `bring ${d.removed} back, change ${d.reader}, or declare ${d.removed} as an external model`,
  }),
  PLAN_PARENT_NOT_SELECTED: define<{ reader: string; parent: string; basedOn: string }>({
    message: (d) => `${d.reader} is selected and reads ${d.parent}, which is new, not selected and not in ${d.basedOn}`,
    hint: (d) => `select what it reads as well: --select-model '+${d.reader}'`,
  }),
  PLAN_CATALOG_UNKNOWN: define<{ catalog: string; what: string; known: readonly string[] }>({
    message: (d) => `${d.what} in the catalog ${d.catalog}, which the connection does not attach`,
    hint: (d) =>
      didYouMean(d.catalog, d.known) ?? `attached: ${d.known.join(', ')}; name it under catalogs of the connection`,
  }),
  PLAN_VIEW_COLLISION: define<{ view: string; models: readonly string[] }>({
    message: (d) => `${d.models.join(' and ')} would both be shown as ${d.view}`,
    hint: () => 'rename a model, or choose another environment name or environmentSuffixTarget',
  }),
  PLAN_FILE_DAMAGED: define<{ reason: string }>({
    message: (d) => `this is not a plan that mesh saved: ${d.reason}`,
    hint: () => 'make it again with mesh plan --out',
  }),
  PLAN_FILE_VERSION: define<{ found: string; expected: number }>({
    message: (d) => `this plan was saved in format ${d.found}, mesh reads format ${d.expected}`,
    hint: () => 'make it again with this version of mesh',
  }),
  PLAN_OUTDATED: define<{ what: 'project' | 'environment' | 'state'; environment: string }>({
    message: (d) =>
      d.what === 'project'
        ? 'the project changed since this plan was made'
        : d.what === 'environment'
          ? `the environment ${d.environment} changed since this plan was made`
          : `what is computed changed since this plan was made for ${d.environment}`,
    hint: () => 'nothing was changed; make the plan again',
  }),
  PLAN_TTL: define<{ setting: string; text: string }>({
    message: (d) => `${d.setting} has '${d.text}', which is not a length of time`,
    hint: () => "write 'in 1 week', 'in 3 days' or the like",
  }),
  PLAN_NO_COLUMNS: define<{ model: string }>({
    message: (d) => `the columns of ${d.model} are known when it ran, and this plan makes its table without running it`,
    hint: () => "declare its columns: `columns: { id: 'INTEGER' }`, or compute it first",
  }),
  PLAN_GAPS: define<{ model: string; intervals: readonly string[] }>({
    message: (d) => `the new version of ${d.model} would miss what the old one has: ${d.intervals.join(', ')}`,
    hint: () => 'drop --no-gaps, or give the model and its parents an earlier start',
  }),
  PLAN_KIND_UNSUPPORTED: define<{ model: string; kind: string; engine: string }>({
    message: (d) => `${d.model} is of kind ${d.kind}, which ${d.engine} does not have`,
    hint: () => 'use FULL or an incremental kind here',
  }),
  PLAN_DESTRUCTIVE_CHANGE: define<{ models: readonly RefusedChange[] }>({
    message: (d) => `this would lose columns of a table that is kept: ${refusedText(d.models)}`,
    hint: (d) =>
      `allow it with --allow-destructive-model ${d.models[0]?.model ?? ''} or on_destructive_change, or make the change breaking`,
  }),
  PLAN_DROPPED_COLUMN_READ: define<{ model: string; column: string; reader: string }>({
    message: (d) => `this would drop column ${d.column} of ${d.model}, and ${d.reader} still reads it`,
    hint: (d) => `change ${d.reader}, too, or keep the column`,
  }),
  PLAN_RETYPED_COLUMN_READ: define<{ model: string; reader: string; detail: string }>({
    message: (d) =>
      `this would change types of columns of ${d.model}, and ${d.reader} could not read them: ${d.detail}`,
    hint: (d) => `change ${d.reader}, too, or keep the types`,
  }),
  PLAN_ADDITIVE_CHANGE: define<{ models: readonly RefusedChange[] }>({
    message: (d) => `this would add columns to a table whose model refuses them: ${refusedText(d.models)}`,
    hint: (d) => `allow it with --allow-additive-model ${d.models[0]?.model ?? ''} or on_additive_change`,
  }),
};
