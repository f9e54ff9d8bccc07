// Every key a configuration may have: those of SQLMesh, read as they are, and mesh's own.
import {
  anything,
  choice,
  count,
  flag,
  ignored,
  later,
  listOf,
  mapOf,
  record,
  silent,
  text,
  textOrNull,
  unsupported,
  type Field,
} from './field.ts';
import { diagnostic } from '../../error/diagnostic.ts';
import { tryParseDate } from '../../interval/parseDate.ts';
import type { ConfigNode } from './node.ts';

const mode = choice('full', 'semi', 'off');

/** YAML 1.1 habits write `off` without quotes and get false. */
const categorizeMode: Field<'full' | 'semi' | 'off'> = (node, path, context) =>
  node.content.type === 'scalar' && node.content.value === false ? 'off' : mode(node, path, context);

const autoCategorizeChanges = record({
  external: categorizeMode,
  python: categorizeMode,
  typescript: categorizeMode,
  sql: categorizeMode,
  seed: categorizeMode,
});

const suffixTarget = choice('schema', 'table', 'catalog');
const namingConvention = choice('schema_and_table', 'table_only', 'hash_md5');
const environmentMode = choice('full', 'dev_only');

/** A map of regular expression → text, or a list of such pairs when the order matters. */
const patterns: Field<readonly (readonly [string, string])[]> = (node, path, context) => {
  if (node.content.type !== 'list') return Object.entries(mapOf(text)(node, path, context) ?? {});
  return node.content.items.flatMap((item, index) => {
    if (item.content.type === 'map') return Object.entries(mapOf(text)(item, path, context) ?? {});
    const [from, to] = listOf(text)(item, `${path}[${index}]`, context) ?? [];
    return from === undefined || to === undefined ? [] : [[from, to] as const];
  });
};

/** `in 1 week`. */
function lengthOfTime<T extends string | null>(read: Field<T>): Field<T> {
  return (node, path, context) => {
    const found = read(node, path, context);
    if (typeof found !== 'string' || tryParseDate(found, { now: 0 }) !== undefined) return found;
    context.diagnostics.push(diagnostic('PLAN_TTL', { setting: path, text: found }, { at: node.at }));
    return undefined;
  };
}

const rules = listOf(text);

/** Their names are the same in any case. */
const variables: Field<Readonly<Record<string, unknown>>> = (node, path, context) => {
  const seen = new Map<string, string>();
  for (const { key, at } of node.content.type === 'map' ? node.content.entries : []) {
    const first = seen.get(key.toLowerCase());
    if (first === undefined) seen.set(key.toLowerCase(), key);
    else context.diagnostics.push(diagnostic('CONFIG_DUPLICATE_KEY', { key, first }, { at }));
  }
  return mapOf(anything)(node, path, context);
};

export const gatewayFields = {
  connection: later,
  stateConnection: later,
  testConnection: later,
  scheduler: later,
  stateSchema: text,
  variables,
  modelDefaults: later,
};

const merges = 'mesh ci merges nothing';
const preview = 'forward-only changes are previewed as in any development environment';

const ciFields = record({
  type: choice('github', 'gitlab'),
  prEnvironmentName: text,
  defaultPrStart: text,
  skipPrBackfill: flag,
  prIncludeUnmodified: flag,
  prMinIntervals: count,
  invalidateEnvironmentAfterDeploy: flag,
  runOnDeployToProd: flag,
  autoCategorizeChanges,
  prodBranchName: text,
  forwardOnlyBranchSuffix: text,
  defaultPrPreviewStart: ignored(preview),
  prPreviewMinIntervals: ignored(preview),
  enableDeployCommand: ignored(merges),
  commandNamespace: ignored(merges),
  mergeMethod: ignored(merges),
  checkIfBlockedOnDeployToProd: ignored('rules of the forge say who may merge'),
});

const rewrites = 'mesh formats without rewriting SQL';

export const readRoot = record({
  project: text,
  gateways: later,
  gateway: later,
  defaultGateway: text,
  connection: later,
  defaultConnection: later,
  stateConnection: later,
  testConnection: later,
  defaultTestConnection: later,
  stateSchema: text,
  state: record({ schema: text, connection: later }),
  modelDefaults: later,
  variables,
  envVars: mapOf(text),
  snapshotTtl: lengthOfTime(text),
  environmentTtl: lengthOfTime(textOrNull),
  pinnedEnvironments: listOf(text),
  defaultTargetEnvironment: text,
  ignorePatterns: listOf(text),
  timeColumnFormat: text,
  physicalSchemaMapping: patterns,
  physicalSchemaOverride: mapOf(text),
  environmentSuffixTarget: suffixTarget,
  environmentCatalogMapping: patterns,
  physicalTableNamingConvention: namingConvention,
  virtualEnvironmentMode: environmentMode,
  gatewayManagedVirtualLayer: flag,
  modelNaming: record({ inferNames: flag }),
  beforeAll: listOf(text),
  afterAll: listOf(text),
  linter: record({ enabled: flag, rules, warnRules: rules, ignoredRules: rules }),
  format: record({
    indent: count,
    maxTextWidth: count,
    leadingComma: flag,
    appendNewline: flag,
    keywordCase: choice('upper', 'lower', 'preserve'),
    pad: silent,
    normalize: ignored(rewrites),
    normalizeFunctions: ignored(rewrites),
    noRewriteCasts: silent,
    rewriteCasts: ignored(rewrites),
  }),
  plan: record({
    forwardOnly: flag,
    autoCategorizeChanges,
    includeUnmodified: flag,
    enablePreview: ignored('forward-only changes are always previewed in development environments'),
    noDiff: flag,
    noPrompts: flag,
    autoApply: flag,
    useFinalizedState: ignored('an environment is switched as a whole or not at all'),
    alwaysRecreateEnvironment: flag,
  }),
  autoCategorizeChanges,
  includeUnmodified: flag,
  run: record({ environmentCheckInterval: count, environmentCheckMaxWait: count }),
  janitor: record({ warnOnDeleteFailure: flag, expiredSnapshotsBatchSize: count }),
  cacheDir: text,
  logLimit: count,
  types: mapOf(text),
  defaultScheduler: later,
  scheduler: later,
  users: ignored('there are no users or roles'),
  username: ignored('there are no users or roles'),
  notificationTargets: ignored('it sends no notifications; read the events of `mesh run --json` instead', 'warning'),
  ci: ciFields,
  cicdBot: ciFields,
  ui: ignored('it has no web interface of that kind'),
  loader: later,
  loaderKwargs: silent,
  migration: ignored('migrations of the state need no options'),
  inferPythonDependencies: silent,
  disableAnonymizedAnalytics: silent,
  dbt: unsupported('projects of dbt cannot be read yet'),
});

export type RootValues = NonNullable<ReturnType<typeof readRoot>>;

/** The properties that `model_defaults` may set, as a MODEL block spells them. */
export const modelDefaultKeys = [
  'kind',
  'dialect',
  'cron',
  'cron_tz',
  'owner',
  'start',
  'tags',
  'table_format',
  'storage_format',
  'on_destructive_change',
  'on_additive_change',
  'physical_properties',
  'virtual_properties',
  'session_properties',
  'audits',
  'optimize_query',
  'allow_partials',
  'interval_unit',
  'enabled',
  'formatting',
  'batch_concurrency',
  'pre_statements',
  'post_statements',
  'on_virtual_update',
  'virtual_environment_mode',
  'grants',
  'grants_target_layer',
  'description',
  'gateway',
] as const;

const camelCase = (key: string): string => key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

const readDefaults = record(Object.fromEntries(modelDefaultKeys.map((key) => [camelCase(key), anything])));

/** Keys come out in snake_case, whichever way they were written. */
export const readModelDefaults = (
  node: ConfigNode,
  path: string,
  context: Parameters<Field<unknown>>[2],
): Readonly<Record<string, unknown>> => {
  const values = readDefaults(node, path, context) ?? {};
  return Object.fromEntries(
    modelDefaultKeys.flatMap((key) => (camelCase(key) in values ? [[key, values[camelCase(key)]]] : [])),
  );
};
