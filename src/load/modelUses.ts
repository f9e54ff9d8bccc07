// Which variables and which code of the project a model may need, now or at another stage: both branches of an @IF count.
import type { MacroDefinition } from '../macro/definition.ts';
import type { ModelUses } from '../model/expandModel.ts';
import type { AuditDefinition, CodeUse, Model, Statement, Values } from '../model/model.ts';
import type { SignalDefinition } from '../model/typescript/definition.ts';
import type { MaterializationDefinition } from '../model/typescript/materialization.ts';
import type { FoundFunction } from './typescript/collectFunctions.ts';
import type { FoundIn } from './typescript/collectDefinitions.ts';

export interface UsableCode {
  readonly macros: ReadonlyMap<string, MacroDefinition>;
  readonly signals: ReadonlyMap<string, SignalDefinition & FoundIn>;
  readonly functions?: ReadonlyMap<string, FoundFunction> | undefined;
  readonly materializations?: ReadonlyMap<string, MaterializationDefinition & FoundIn> | undefined;
}

export interface UsesOptions {
  readonly definitions: readonly AuditDefinition[];
  readonly uses: ModelUses;
  readonly variables: Values;
  readonly code: UsableCode;
}

const none: Values = {};
const noCode: readonly CodeUse[] = [];

export function variablesOf(model: Model, options: UsesOptions): Values {
  const names = Object.keys(options.variables);
  if (names.length === 0) return none;
  const texts = textsOf(model, options.definitions);
  const inTemplates = templateWords(options.definitions);
  if (texts.length === 0 && inTemplates.size === 0 && options.uses.variables.size === 0) return none;
  // A macro's code may read any variable, and does so by names nobody can see from here.
  const all = codeOf(model, options).some((use) => use.type === 'macro');
  const mentioned = all ? undefined : wordsOf(texts);
  const used = names.filter((name) => {
    const key = name.toLowerCase();
    return mentioned === undefined || [mentioned, options.uses.variables, inTemplates].some((set) => set.has(key));
  });
  return used.length === 0 ? none : Object.fromEntries(used.map((name) => [name, options.variables[name]!]));
}

export function codeOf(model: Model, { definitions, uses, code }: UsesOptions): readonly CodeUse[] {
  const found: CodeUse[] = [...model.code];
  if (code.macros.size > 0) {
    const mentioned = wordsOf(textsOf(model, definitions));
    for (const [name, macro] of code.macros) {
      if (!mentioned.has(name) && !uses.macros.has(name)) continue;
      const { file = '', hash = '', metadataOnly } = macro;
      found.push({ name, type: 'macro', file, hash, metadataOnly });
    }
  }
  for (const { name } of model.signals) {
    const signal = code.signals.get(name);
    if (signal === undefined || found.some((use) => use.type === 'signal' && use.name === name)) continue;
    found.push({ name, type: 'signal', file: signal.file, hash: signal.hash, metadataOnly: true });
  }
  const written =
    model.kind.name === 'CUSTOM' ? code.materializations?.get(model.kind.materialization.toLowerCase()) : undefined;
  if (written !== undefined && !found.some((use) => use.type === 'materialization')) {
    const { name, file, hash } = written;
    found.push({ name, type: 'materialization', file, hash, metadataOnly: false });
  }
  return found.length === 0 ? noCode : found;
}

/** Texts that hold macros at all. */
function textsOf(model: Model, definitions: readonly AuditDefinition[]): string[] {
  const statements: readonly (readonly Statement[])[] = [
    model.definitions,
    model.preStatements,
    model.postStatements,
    model.onVirtualUpdate,
    model.query === undefined ? [] : [model.query],
    definitions.flatMap((audit) => [...(audit.definitions ?? []), audit.query]),
  ];
  const properties = [model.physicalProperties, model.virtualProperties, model.sessionProperties];
  const calls = [...model.audits, ...model.signals].map((call) => call.arguments);
  const texts = [
    ...statements.flatMap((list) => list.map(({ sql }) => sql)),
    ...[...properties, ...calls].flatMap((values) => Object.values(values)),
  ];
  return texts.filter((text) => text.includes('@'));
}

/** All words of audits in Jinja: a template names variables in several ways. */
function templateWords(definitions: readonly AuditDefinition[]): ReadonlySet<string> {
  const texts = definitions.flatMap(({ query: { sql, jinja } }) => (jinja === undefined ? [] : [sql, jinja.macros]));
  return new Set(texts.flatMap((text) => text.toLowerCase().match(/[\p{L}_][\p{L}\p{N}_]*/gu) ?? []));
}

/** Names behind an @, and quoted ones: `@VAR('name')`. */
export function wordsOf(texts: readonly string[]): ReadonlySet<string> {
  const words = new Set<string>();
  for (const text of texts) {
    for (const [, word = ''] of text.matchAll(/[@'"]\{?([\p{L}_][\p{L}\p{N}_]*)/gu)) words.add(word.toLowerCase());
  }
  return words;
}
