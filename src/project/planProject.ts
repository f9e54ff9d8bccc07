// `mesh plan`: gathers the facts, in the order that leaves a plan without changes cheap, and has the plan made.
import { MeshError } from '../error/meshError.ts';
import { errorSummary } from '../execute/errorSummary.ts';
import { ancestors, buildDag } from '../graph/dag.ts';
import { attachedCatalogs } from '../load/defaultCatalog.ts';
import type { LoadedProject } from '../load/loadedProject.ts';
import { planBasis, type Basis } from '../plan/basis.ts';
import { buildPlan } from '../plan/buildPlan.ts';
import { membersByName } from '../plan/deployability.ts';
import { checkColumns } from '../plan/checksColumns.ts';
import { lengthOfTime } from '../plan/environmentRecord.ts';
import { intervalLookup } from '../plan/intervalLookup.ts';
import type { Plan, PlanNote } from '../plan/plan.ts';
import type { PlanInput, PlanOptions } from '../plan/planInput.ts';
import { wantedIntervals } from '../plan/wantedIntervals.ts';
import { buildSnapshots, type BuiltSnapshots } from '../snapshot/buildSnapshots.ts';
import { categorize, requireDecided, type Categorized, type ChangeFacts, type Choice } from '../snapshot/categorize.ts';
import { PROD, type Environment, type EnvironmentMember, type EnvironmentStatements } from '../snapshot/environment.ts';
import { projectHash } from '../snapshot/fingerprint.ts';
import { withOwnStatements } from '../snapshot/projectStatements.ts';
import { earlierSteps, stepsWanted } from '../snapshot/earlierSteps.ts';
import { identities, type Identities, type IdentitiesInput } from '../snapshot/identities.ts';
import { sanitizeEnvironmentName } from '../snapshot/tableNaming.ts';
import { wantedFacts } from '../snapshot/wantedFacts.ts';
import type { PlanningState } from '../state/stateStore.ts';
import { meshVersion } from '../util/version.ts';
import { consumerLineage } from './consumerLineage.ts';
import { engineTexts } from './engineText.ts';
import { readExternalColumns, tableOfName } from './externalColumns.ts';
import { pinnedNames } from './environmentAdmin.ts';
import { deployedColumns, effectiveDates } from './forwardOnlyFacts.ts';
import { keyedByModel } from './findModel.ts';
import { gatherFacts } from './gatherFacts.ts';
import { knownParts } from './knownParts.ts';
import type { Project } from './openProject.ts';
import { otherGatewayWarnings } from './otherGateways.ts';
import { otherVersions } from './otherVersions.ts';
import { withOtherProjects } from './otherProjects.ts';
import { planningModels, withoutChanges, type PlanningModels } from './planningModels.ts';
import { withSignals } from './projectSignals.ts';
import { readTimes, type PlanRequest, type ReadTimes } from './planRequest.ts';
import { refuseDoubled } from './refuseDoubled.ts';
import { refuseUnknownTypes } from './refuseUnknownTypes.ts';
import { bindWarnings, refuseDroppedReads, refuseUnreadable, type QueryProblemsInput } from './queryProblems.ts';
import { selectModels } from './selectModels.ts';

export interface Planned {
  readonly plan: Plan;
  readonly loaded: LoadedProject;
}

interface Planning {
  readonly project: Project;
  readonly request: PlanRequest;
  readonly loaded: LoadedProject;
  readonly state: PlanningState;
  readonly environment: string;
  readonly times: ReadTimes;
  readonly basis: Basis;
  readonly prod: Environment | undefined;
}

export async function planProject(project: Project, request: PlanRequest): Promise<Planned> {
  const loaded = await project.loadValid();
  const planning = await start(project, request, loaded);
  const { planned, wholeProject, ...selections } = await chooseModels(planning);
  const decided = await decide(planning, planned);
  const built = buildSnapshots({
    models: planned.models,
    fingerprints: planned.fingerprints,
    verdicts: decided.categorized.verdicts,
    base: planning.basis.members,
    facts: decided.facts,
    naming: loaded.config,
    ttlMs: lengthOfTime(loaded.config.snapshotTtl, 'snapshotTtl'),
    now: project.now(),
    effectiveFrom: planning.times.effectiveFrom ?? null,
  });
  const options: PlanOptions = { ...planOptions(planning), ...selections };
  const input = await planInput(planning, { planned, wholeProject, decided, built, options });
  const plan = await signalledPlan(planning, input);
  await refuseDroppedReads(plan, decided.unbound);
  return { plan: { ...plan, notes: [...plan.notes, ...decided.warnings] }, loaded };
}

/** The plan of what signals let through; one that throws fails its model when the plan is applied, and no other. */
async function signalledPlan(planning: Planning, input: PlanInput): Promise<Plan> {
  const { project, loaded, environment } = planning;
  checkColumns(input, loaded.config);
  if (planning.request.skipSignals === true) return buildPlan(input);
  const { models, order, options } = input;
  const request = { models, order, environment, executionTime: options.executionTime, loaded };
  const { built, failures } = await withSignals(project, request, (held) => {
    const plan = buildPlan(held.size === 0 ? input : { ...input, held });
    return { plan, steps: plan.backfill };
  });
  return failures.size === 0 ? built.plan : withFailures(built.plan, failures);
}

function withFailures(plan: Plan, failures: ReadonlyMap<string, MeshError>): Plan {
  const notes = [...failures].map(([model, { message, at }]): PlanNote => {
    return { severity: 'warning', model, text: at === undefined ? message : `${message} (${at.file}:${at.line})` };
  });
  return {
    ...plan,
    notes: [...plan.notes, ...notes],
    failures: [...failures].map(([name, error]) => ({ name, error: errorSummary(error) })),
  };
}

async function start(project: Project, request: PlanRequest, loaded: LoadedProject): Promise<Planning> {
  const environment = sanitizeEnvironmentName(request.environment ?? loaded.config.defaultTargetEnvironment);
  const createFrom = request.createFrom === undefined ? [] : [sanitizeEnvironmentName(request.createFrom)];
  const state = await project.planningState([environment, ...createFrom]);
  const times = readTimes(request, project.now());
  const record = await state.environment(environment);
  const prod = environment === PROD ? record : await state.environment(PROD);
  const basis = planBasis({
    environment,
    record,
    prod,
    createFrom: await createFromEnvironment(project, request, state),
    now: project.now(),
    pinned: pinnedNames(loaded.config),
    alwaysRecreate: request.alwaysRecreateEnvironment ?? loaded.config.plan.alwaysRecreateEnvironment,
  });
  return { project, request, loaded, state, environment, times, basis, prod };
}

async function createFromEnvironment(
  project: Project,
  request: PlanRequest,
  state: PlanningState,
): Promise<Environment | null | undefined> {
  if (request.createFrom === undefined) return undefined;
  const name = sanitizeEnvironmentName(request.createFrom);
  const found = await state.environment(name);
  if (found !== undefined) return found;
  const text = `environment ${name} does not exist: a new one begins with nothing, every model of it is added`;
  project.emit({ type: 'log', level: 'warn', text });
  return null;
}

/**
 * What the environment left out when it was planned for a selection or a part of the backfill, as far as it is asked for
 * now. What merely differs from prod because prod went on is none of it.
 */
async function leftOut(
  { environment, basis, prod, state }: Planning,
  { planned, options }: Pick<Made, 'planned' | 'options'>,
): Promise<ReadonlySet<string>> {
  if (environment === PROD || basis.isNew || options.restate !== undefined) return new Set();
  const inProd = membersByName(prod?.members);
  const asked = [options.selected, options.backfill].map((names) => names && withUpstream(names, planned));
  const differing = [...basis.members.values()].filter(
    (m) => !m.promoted && asked.every((names) => names?.has(m.name) ?? true) && differs(m, inProd.get(m.name)),
  );
  if (differing.length === 0) return new Set();
  const current = await state.snapshots(differing.flatMap(({ name }) => inProd.get(name) ?? []));
  const overtaken = new Set(current.flatMap((s) => s.previousVersions.map((v) => `${s.name}\u0000${v.identifier}`)));
  return new Set(differing.filter((m) => !overtaken.has(`${m.name}\u0000${m.identifier}`)).map(({ name }) => name));
}

/** What is only inherited from the metadata of others is nobody's business. */
function differs({ fingerprint: a }: EnvironmentMember, inProd: EnvironmentMember | undefined): boolean {
  const b = inProd?.fingerprint;
  return b === undefined || a.data !== b.data || a.parentData !== b.parentData || a.metadata !== b.metadata;
}

interface Chosen {
  readonly planned: PlanningModels;
  readonly selected: ReadonlySet<string> | undefined;
  readonly restate: ReadonlySet<string> | undefined;
  readonly backfill: ReadonlySet<string> | undefined;
  readonly allowDestructive: ReadonlySet<string> | undefined;
  readonly allowAdditive: ReadonlySet<string> | undefined;
  /** Hash of the project as it is, whatever part of it is planned. */
  readonly wholeProject: string;
}

/** Restating looks at no local change; a selection takes only its own. */
async function chooseModels(planning: Planning): Promise<Chosen> {
  const { request, loaded, basis, state } = planning;
  const own = planningModels(loaded.models, basis.members, knownParts(loaded));
  const wholeProject = projectHash(own.fingerprints);
  const { project } = loaded.config;
  const all = await withOtherProjects(own, { project, base: basis.members, state });
  if (request.restateModels !== undefined && request.restateModels.length > 0) {
    const planned = await withoutChanges(all, basis.members, { isIncluded: () => false, state });
    const restate = await selectModels(planning.project, request.restateModels, planned.models);
    const none = { selected: undefined, backfill: undefined, allowDestructive: undefined, allowAdditive: undefined };
    return { planned, restate, ...none, wholeProject };
  }
  const selected = await optionalSelection(planning, request.selectModels, all);
  const planned =
    selected === undefined
      ? all
      : await withoutChanges(all, basis.members, { isIncluded: (name) => selected.has(name), state });
  if (selected !== undefined) requireParents(planning, { all, planned, selected });
  const matches = await optionalSelection(planning, request.backfillModels, planned);
  const backfill = matches === undefined ? undefined : withUpstream(matches, planned);
  const allowDestructive = await optionalSelection(planning, request.allowDestructiveModels, planned);
  const allowAdditive = await optionalSelection(planning, request.allowAdditiveModels, planned);
  return { planned, selected, backfill, restate: undefined, allowDestructive, allowAdditive, wholeProject };
}

interface Part {
  readonly all: PlanningModels;
  readonly planned: PlanningModels;
  readonly selected: ReadonlySet<string>;
}

/** A new model that is left out has no table for what is selected to read. */
function requireParents({ basis, environment }: Planning, { all, planned, selected }: Part): void {
  for (const name of [...selected].sort()) {
    const model = planned.models.get(name);
    const parent = model?.parents.find(
      (p) => !planned.models.has(p) && all.models.has(p) && all.models.get(p)!.source !== 'external',
    );
    if (model === undefined || parent === undefined) continue;
    const basedOn = basis.createFrom ?? environment;
    throw new MeshError('PLAN_PARENT_NOT_SELECTED', { reader: name, parent, basedOn }, { at: model.at });
  }
}

async function optionalSelection(
  { project }: Planning,
  expressions: readonly string[] | undefined,
  { models, changes }: PlanningModels,
): Promise<ReadonlySet<string> | undefined> {
  if (expressions === undefined || expressions.length === 0) return undefined;
  return selectModels(project, expressions, models, changes.removed);
}

function withUpstream(names: ReadonlySet<string>, { models }: PlanningModels): ReadonlySet<string> {
  const dag = buildDag([...models.values()]);
  return new Set([...names, ...ancestors(dag, names)].filter((name) => models.has(name)));
}

interface Decided {
  readonly facts: ChangeFacts;
  readonly categorized: Categorized;
  /** Of the models below changed columns. */
  readonly consumers: ChangeFacts['lineage'];
  /** Of queries that would fail. */
  readonly warnings: readonly PlanNote[];
  readonly unbound: QueryProblemsInput;
}

async function decide(planning: Planning, planned: PlanningModels): Promise<Decided> {
  const { project, request, loaded, basis, state } = planning;
  const { models, fingerprints, changes } = planned;
  const comparing = { models, fingerprints, changed: changes.changed, base: basis.members };
  const known = { ...comparing, identities: await knownIdentities(state, comparing) };
  const several = stepsWanted(known);
  const steps = earlierSteps(basis.members, several.length === 0 ? [] : await state.snapshots(several));
  const wanted = wantedFacts(known);
  const texts = engineTexts('duckdb', project.frontend);
  const asking = {
    models,
    order: planned.order,
    base: basis.members,
    state,
    frontend: project.newFrontend,
    queryOf: texts.queryOf,
    tableOf: tableOfName,
    config: loaded.config,
    definitionOf: (name: string) => fingerprints.get(name)!.fingerprint.data,
    externalColumns: (names: readonly string[]) => readExternalColumns(project, names),
  };
  const { facts, problems, doubled, columnsOf } = await gatherFacts({ ...asking, wanted });
  const unbound = { models, problems, queryOf: texts.queryOf };
  const decided = async (categorized: Categorized): Promise<Decided> => {
    const consumers = await consumerLineage(asking, facts, categorized);
    const gateways = otherGatewayWarnings(changed, loaded.config.gateway.name);
    const warnings = [...gateways, ...(await bindWarnings({ ...unbound, columnsOf }))];
    return { facts, categorized, consumers, unbound, warnings };
  };
  const changed = [...changes.changed.keys()].flatMap((name) => models.get(name) ?? []);
  await refuseUnknownTypes(changed, project.frontend);
  await refuseUnreadable({ ...unbound, frontend: project.frontend });
  refuseDoubled(models, doubled);
  const decideWith = (choices: ReadonlyMap<string, Choice>): Categorized =>
    categorize({
      ...known,
      earlierSteps: steps,
      facts,
      choices,
      modes:
        request.noAutoCategorization === true
          ? neverAutomatic
          : (request.autoCategorizeChanges ?? loaded.config.plan.autoCategorizeChanges),
      forwardOnly: request.forwardOnly ?? loaded.config.plan.forwardOnly,
    });
  const given = keyedByModel(request.categories, models.keys());
  const categorized = decideWith(given);
  if (categorized.undecided.length === 0) return decided(categorized);
  if (request.choose === undefined) requireDecided(categorized.undecided);
  const chosen = await request.choose!(categorized.undecided);
  return decided(decideWith(new Map([...given, ...chosen])));
}

const neverAutomatic = { sql: 'off', typescript: 'off', seed: 'off', external: 'off' } as const;

async function knownIdentities(state: PlanningState, comparing: IdentitiesInput): Promise<Identities> {
  const names = [...comparing.changed.keys()];
  return identities(comparing, names.length === 0 ? [] : await state.snapshotHeads(names));
}

function planOptions({ project, request, loaded, times }: Planning): PlanOptions {
  return {
    now: project.now(),
    executionTime: times.executionTime,
    isTimeNamed: request.executionTime !== undefined && !request.restateModels?.length,
    start: times.start,
    end: times.end,
    skipBackfill: request.skipBackfill,
    emptyBackfill: request.emptyBackfill,
    noGaps: request.noGaps,
    includeUnmodified: request.includeUnmodified ?? loaded.config.plan.includeUnmodified,
    forwardOnly: request.forwardOnly ?? loaded.config.plan.forwardOnly,
    effectiveFrom: times.effectiveFrom,
    minIntervals: request.minIntervals,
    diffRendered: request.diffRendered,
    run: request.run,
    ignoreCron: request.ignoreCron,
  };
}

interface Made {
  readonly planned: PlanningModels;
  readonly wholeProject: string;
  readonly decided: Decided;
  readonly built: BuiltSnapshots;
  readonly options: PlanOptions;
}

async function planInput(planning: Planning, made: Made): Promise<PlanInput> {
  const { planned, wholeProject, decided, built, options } = made;
  const { loaded, state, environment, basis, prod } = planning;
  const keys = wantedIntervals({ basis, built, prod });
  const unfinished = await state.unfinished(keys);
  const { config } = loaded;
  return {
    environment,
    basis,
    prod,
    models: planned.models,
    order: planned.order,
    fingerprints: planned.fingerprints,
    changes: planned.changes,
    verdicts: decided.categorized.verdicts,
    facts: decided.facts,
    consumerLineage: decided.consumers,
    built,
    stored: intervalLookup(keys, await state.intervals(keys), unfinished),
    others:
      environment === PROD && (options.restate !== undefined || unfinished.some((set) => set.length > 0))
        ? await otherVersions(state, [...built.heads.values()])
        : undefined,
    effectiveFrom: await effectiveDates(state, decided.categorized.verdicts),
    deployedColumns: await deployedColumns(planning, decided.categorized.verdicts),
    leftOut: await leftOut(planning, made),
    projectHash: wholeProject,
    options,
    settings: {
      meshVersion,
      defaultCatalog: await planning.project.defaultCatalog(),
      catalogs: attachedCatalogs(config),
      catalogMappingAt: config.environmentCatalogMappingAt,
      naming: config,
      environmentTtl: config.environmentTtl,
      pinnedEnvironments: pinnedNames(config),
      statements: withOwnStatements(basis.from?.statements, statementsOf(loaded)),
      requirements: {},
    },
  };
}

function statementsOf({ config, standaloneAudits }: LoadedProject): EnvironmentStatements {
  const { beforeAll, afterAll, project } = config;
  const audits = [...standaloneAudits.values()].filter(({ skip }) => !skip);
  return {
    beforeAll,
    afterAll,
    ...(audits.length === 0 ? {} : { audits }),
    ...(project === undefined ? {} : { project }),
  };
}
