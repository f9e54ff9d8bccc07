// From the merged tree to a ProjectConfig: every default of the configuration stands here.
import { diagnostic, type SourceLocation } from '../../error/diagnostic.ts';
import { usualTimeFormat } from '../../model/kind.ts';
import type { CiConfig, LinterConfig, ModelDefaults, PlanConfig, ProjectConfig } from './config.ts';
import type { FieldContext } from './field.ts';
import { checkScheduler, lowerCaseKeys, readGateways, type GatewayChoice, type WantedGateway } from './gateways.ts';
import { canonicalKey, entryOf, plainValue, type ConfigNode } from './node.ts';
import { readModelDefaults, readRoot, type RootValues } from './schema.ts';

export interface ProjectConfigOptions {
  readonly root: string;
  readonly files: readonly string[];
  readonly gateway: WantedGateway | undefined;
}

/** Undefined when there is no gateway to work with. */
export function projectConfigFromNode(
  node: ConfigNode,
  options: ProjectConfigOptions,
  { diagnostics }: FieldContext,
): ProjectConfig | undefined {
  const context: FieldContext = { diagnostics, placeOf: (key) => entryOf(node, key)?.value.at };
  const values = readRoot(node, '', context) ?? {};
  checkScheduler(values.defaultScheduler ?? values.scheduler, 'default_scheduler', context);
  checkLoader(values, context);
  checkCatalogMapping(values, context);
  const choice = readGateways(values, options.gateway, context);
  if (choice === undefined) return undefined;
  const config = build(values, choice, { ...options, context });
  return { ...config, linter: { ...config.linter, places: rulePlaces(node) } };
}

function build(
  values: RootValues,
  choice: GatewayChoice,
  { root, files, context }: ProjectConfigOptions & { readonly context: FieldContext },
): ProjectConfig {
  const { gateway } = choice;
  const rootDefaults =
    values.modelDefaults === undefined ? {} : readModelDefaults(values.modelDefaults, 'model_defaults', context);
  return {
    root,
    files,
    project: values.project,
    ...choice,
    modelDefaults: { dialect: 'duckdb', ...rootDefaults, ...gateway.modelDefaults },
    modelDefaultPlaces: placesOf(values.modelDefaults, gateway.modelDefaults),
    variables: { ...lowerCaseKeys(values.variables), ...gateway.variables },
    defaultTargetEnvironment: values.defaultTargetEnvironment ?? 'prod',
    environmentTtl: values.environmentTtl === undefined ? 'in 1 week' : values.environmentTtl,
    snapshotTtl: values.snapshotTtl ?? 'in 1 week',
    pinnedEnvironments: values.pinnedEnvironments ?? [],
    ignorePatterns: values.ignorePatterns ?? [],
    timeColumnFormat: values.timeColumnFormat ?? usualTimeFormat,
    physicalSchemaMapping: [
      ...checkedPatterns(values.physicalSchemaMapping, 'physical_schema_mapping', context),
      ...Object.entries(values.physicalSchemaOverride ?? {}).map(
        ([from, to]) => [`^${escapePattern(from)}$`, to] as const,
      ),
    ],
    environmentSuffixTarget: values.environmentSuffixTarget ?? 'schema',
    environmentCatalogMapping: checkedPatterns(
      values.environmentCatalogMapping,
      'environment_catalog_mapping',
      context,
    ),
    environmentCatalogMappingAt: context.placeOf?.('environmentCatalogMapping'),
    physicalTableNamingConvention: values.physicalTableNamingConvention ?? 'schema_and_table',
    virtualEnvironmentMode: values.virtualEnvironmentMode ?? 'full',
    gatewayManagedVirtualLayer: values.gatewayManagedVirtualLayer ?? false,
    inferModelNames: values.modelNaming?.inferNames ?? false,
    beforeAll: values.beforeAll ?? [],
    afterAll: values.afterAll ?? [],
    linter: linterConfig(values, context),
    format: {
      indent: values.format?.indent ?? 2,
      maxTextWidth: values.format?.maxTextWidth ?? 80,
      leadingComma: values.format?.leadingComma ?? false,
      appendNewline: values.format?.appendNewline ?? false,
      keywordCase: values.format?.keywordCase ?? 'upper',
    },
    plan: planConfig(values),
    ci: ciConfig(values),
    run: {
      environmentCheckInterval: values.run?.environmentCheckInterval ?? 30,
      environmentCheckMaxWait: values.run?.environmentCheckMaxWait ?? 21_600,
    },
    janitor: {
      warnOnDeleteFailure: values.janitor?.warnOnDeleteFailure ?? false,
      expiredSnapshotsBatchSize: values.janitor?.expiredSnapshotsBatchSize ?? 200,
    },
    cacheDir: values.cacheDir ?? '.mesh/cache',
    logLimit: values.logLimit ?? 20,
    types: Object.fromEntries(Object.entries(values.types ?? {}).map(([type, form]) => [type.toUpperCase(), form])),
  };
}

function planConfig(values: RootValues): PlanConfig {
  const plan = values.plan ?? {};
  const modes = plan.autoCategorizeChanges ?? values.autoCategorizeChanges ?? {};
  return {
    forwardOnly: plan.forwardOnly ?? false,
    autoCategorizeChanges: categorizeModes(modes),
    includeUnmodified: plan.includeUnmodified ?? values.includeUnmodified ?? false,
    noDiff: plan.noDiff ?? false,
    noPrompts: plan.noPrompts ?? false,
    autoApply: plan.autoApply ?? false,
    alwaysRecreateEnvironment: plan.alwaysRecreateEnvironment ?? false,
  };
}

function categorizeModes(modes: NonNullable<RootValues['autoCategorizeChanges']>): PlanConfig['autoCategorizeChanges'] {
  return {
    sql: modes.sql ?? 'full',
    typescript: modes.typescript ?? modes.python ?? 'full',
    seed: modes.seed ?? 'full',
    external: modes.external ?? 'full',
  };
}

/** SQLMesh's name for the block is `cicd_bot`; what `ci` says wins. */
function ciConfig(values: RootValues): CiConfig {
  const ci = { ...values.cicdBot, ...values.ci };
  return {
    forge: ci.type,
    environmentName: ci.prEnvironmentName ?? 'pr',
    start: ci.defaultPrStart,
    skipBackfill: ci.skipPrBackfill ?? false,
    includeUnmodified: ci.prIncludeUnmodified,
    minIntervals: ci.prMinIntervals,
    invalidateAfterDeploy: ci.invalidateEnvironmentAfterDeploy ?? true,
    runOnDeploy: ci.runOnDeployToProd ?? false,
    autoCategorizeChanges: ci.autoCategorizeChanges && categorizeModes(ci.autoCategorizeChanges),
    prodBranch: ci.prodBranchName,
    forwardOnlyBranchSuffix: ci.forwardOnlyBranchSuffix ?? '-forward-only',
  };
}

function rulePlaces(node: ConfigNode): Readonly<Record<string, SourceLocation>> {
  const linter = entryOf(node, 'linter')?.value;
  const places: Record<string, SourceLocation> = {};
  for (const key of ['ignoredRules', 'warnRules', 'rules']) {
    const names = linter === undefined ? undefined : entryOf(linter, key)?.value;
    for (const item of names?.content.type === 'list' ? names.content.items : names === undefined ? [] : [names]) {
      if (item.at !== undefined) places[String(plainValue(item)).toLowerCase()] = item.at;
    }
  }
  return places;
}

type RuleList = readonly string[] | 'ALL';

function linterConfig(values: RootValues, context: FieldContext): LinterConfig {
  const linter = values.linter ?? {};
  const list = (names: readonly string[] = []): RuleList =>
    names.some((name) => name.toUpperCase() === 'ALL') ? 'ALL' : names.map((name) => name.toLowerCase());
  const config = {
    enabled: linter.enabled ?? false,
    rules: list(linter.rules),
    warnRules: list(linter.warnRules),
    ignoredRules: list(linter.ignoredRules),
  };
  const { rules, warnRules } = config;
  const twice = rules === 'ALL' || warnRules === 'ALL' ? [] : rules.filter((rule) => warnRules.includes(rule));
  if (twice.length > 0) {
    const detail = `linter: ${twice.join(', ')} cannot be an error and a warning at once`;
    context.diagnostics.push(
      diagnostic(
        'CONFIG_CONFLICT',
        { detail },
        { at: context.placeOf?.('linter'), hint: 'name a rule in rules or in warn_rules' },
      ),
    );
  }
  return config;
}

function checkedPatterns(
  pairs: readonly (readonly [string, string])[] | undefined,
  key: string,
  context: FieldContext,
): readonly (readonly [string, string])[] {
  return (pairs ?? []).filter(([pattern]) => {
    try {
      return new RegExp(pattern) instanceof RegExp;
    } catch {
      const got = JSON.stringify(pattern);
      context.diagnostics.push(
        diagnostic(
          'CONFIG_VALUE',
          { key, expected: 'a regular expression', got },
          { at: context.placeOf?.(canonicalKey(key)) },
        ),
      );
      return false;
    }
  });
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function checkLoader(values: RootValues, context: FieldContext): void {
  if (values.loader === undefined) return;
  const name = plainValue(values.loader);
  const at = values.loader.at;
  if (typeof name === 'string' && /dbt/i.test(name)) {
    const why = 'projects of dbt cannot be read yet';
    context.diagnostics.push(diagnostic('CONFIG_UNSUPPORTED_KEY', { key: 'loader', why }, { at }));
  } else {
    const why = 'it has one loader';
    context.diagnostics.push(diagnostic('CONFIG_IGNORED_KEY', { key: 'loader', why }, { at, severity: 'info' }));
  }
}

function checkCatalogMapping(values: RootValues, context: FieldContext): void {
  if (values.environmentSuffixTarget !== 'catalog' || (values.environmentCatalogMapping ?? []).length === 0) return;
  const detail = 'environment_suffix_target: catalog and environment_catalog_mapping exclude each other';
  context.diagnostics.push(
    diagnostic('CONFIG_CONFLICT', { detail }, { at: context.placeOf?.('environmentCatalogMapping') }),
  );
}

function placesOf(
  node: RootValues['modelDefaults'],
  ofGateway: ModelDefaults,
): Readonly<Record<string, SourceLocation>> | undefined {
  if (node?.content.type !== 'map') return undefined;
  return Object.fromEntries(
    node.content.entries.flatMap(({ key, at }) => {
      const name = canonicalKey(key).replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
      return at === undefined || Object.hasOwn(ofGateway, name) ? [] : [[name, at] as const];
    }),
  );
}
