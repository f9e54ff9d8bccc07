// The gateways of a configuration and the choice among them. Only gateways that mesh can run on become Gateway values; the
// others are known by name, and choosing one is the error.
import { diagnostic } from '../../error/diagnostic.ts';
import type { Value, Values } from '../../model/model.ts';
import type { Connection, Gateway, ModelDefaults } from './config.ts';
import { engineOf, inMemoryConnection, readConnection } from './connection.ts';
import { anything, mapOf, record, type FieldContext, type ReadRecord } from './field.ts';
import { canonicalKey, entryOf, presentNode, type ConfigEntry, type ConfigNode } from './node.ts';
import { gatewayFields, readModelDefaults, type RootValues } from './schema.ts';

export interface GatewayChoice {
  readonly gateway: Gateway;
  readonly gateways: Readonly<Record<string, Gateway>>;
  /** Gateways of engines that mesh does not run on: name → engine. */
  readonly unsupportedGateways: Readonly<Record<string, string>>;
}

export interface WantedGateway {
  readonly name: string;
  /** `--gateway`, `MESH_GATEWAY` …, for the message. */
  readonly from: string;
}

interface GatewaySource {
  readonly name: string;
  readonly path: string;
  readonly node: ConfigNode | undefined;
}

const readGateway = record(gatewayFields);

/** Undefined when no gateway can be used; the reasons are among the diagnostics. */
export function readGateways(
  root: RootValues,
  wanted: WantedGateway | undefined,
  context: FieldContext,
): GatewayChoice | undefined {
  const sources = gatewaySources(root, context);
  const chosen = chooseGateway(sources, wanted ?? defaultGateway(root), context);
  if (chosen === undefined) return undefined;
  const gateways: Record<string, Gateway> = {};
  const unsupportedGateways: Record<string, string> = {};
  const usable = sources.filter((source) => unsupportedEngine(source) === undefined).map((source) => source.name);
  for (const source of sources) {
    const engine = unsupportedEngine(source);
    if (engine !== undefined) unsupportedGateways[source.name] = engine;
    if (engine !== undefined && source !== chosen) continue;
    // The problems of a gateway that is not used are left for the day when it is.
    const own: FieldContext = source === chosen ? context : { diagnostics: [] };
    const gateway = gatewayFromSource(source, root, { ...own, otherGateways: usable });
    if (gateway !== undefined && own.diagnostics.every((d) => source === chosen || d.severity !== 'error'))
      gateways[source.name] = gateway;
  }
  const gateway = gateways[chosen.name];
  return gateway === undefined ? undefined : { gateway, gateways, unsupportedGateways };
}

function gatewaySources(root: RootValues, context: FieldContext): readonly GatewaySource[] {
  const node = presentNode(root.gateways) ?? presentNode(root.gateway);
  const path = root.gateways === undefined ? 'gateway' : 'gateways';
  if (node === undefined || isEmptyMap(node)) return [{ name: '', path: '', node: undefined }];
  if (isSingleGateway(node)) return [{ name: '', path, node }];
  if (node.content.type !== 'map') {
    mapOf(anything)(node, path, context);
    return [];
  }
  return node.content.entries.map((entry) => ({
    name: entry.key.toLowerCase(),
    path: `${path}.${entry.key}`,
    node: { ...entry.value, at: entry.value.at ?? entry.at },
  }));
}

function isEmptyMap(node: ConfigNode): boolean {
  return node.content.type === 'map' && node.content.entries.length === 0;
}

/** `gateways: { connection: { type: duckdb } }` is one gateway without a name. */
function isSingleGateway(node: ConfigNode): boolean {
  if (node.content.type !== 'map') return false;
  const isPart = (entry: ConfigEntry): boolean => Object.hasOwn(gatewayFields, canonicalKey(entry.key));
  const connection = entryOf(node, 'connection')?.value;
  const named = connection !== undefined && entryOf(connection, 'connection') !== undefined;
  return node.content.entries.every(isPart) && !named;
}

function defaultGateway(root: RootValues): WantedGateway | undefined {
  return root.defaultGateway === undefined ? undefined : { name: root.defaultGateway, from: 'default_gateway' };
}

function chooseGateway(
  sources: readonly GatewaySource[],
  wanted: WantedGateway | undefined,
  context: FieldContext,
): GatewaySource | undefined {
  if (wanted === undefined || wanted.name === '') return sources[0];
  const found = sources.find((source) => source.name === wanted.name.toLowerCase());
  if (found === undefined) {
    const known = sources.map((source) => source.name).filter((name) => name !== '');
    const at = wanted.from === 'default_gateway' ? context.placeOf?.('defaultGateway') : undefined;
    context.diagnostics.push(diagnostic('CONFIG_GATEWAY_UNKNOWN', { ...wanted, known }, { at }));
  }
  return found;
}

function unsupportedEngine(source: GatewaySource): string | undefined {
  const connection = source.node === undefined ? undefined : entryOf(source.node, 'connection')?.value;
  const engine = connection === undefined ? undefined : engineOf(connection);
  return engine === 'duckdb' ? undefined : engine;
}

type GatewayContext = FieldContext & { readonly otherGateways: readonly string[] };

function gatewayFromSource(source: GatewaySource, root: RootValues, context: GatewayContext): Gateway | undefined {
  const before = context.diagnostics.length;
  const values: ReadRecord<typeof gatewayFields> =
    source.node === undefined ? {} : (readGateway(source.node, source.path, context) ?? {});
  const prefix = source.path === '' ? '' : `${source.path}.`;
  checkScheduler(values.scheduler, `${prefix}scheduler`, context);
  const read = (node: ConfigNode | undefined, path: string): Connection | undefined =>
    node === undefined ? undefined : readConnection(node, path, context);
  const own = presentNode(values.connection) ?? presentNode(root.defaultConnection) ?? presentNode(root.connection);
  const problems = context.diagnostics.length;
  const connection = read(own, values.connection === undefined ? 'default_connection' : `${prefix}connection`);
  if (own === undefined) {
    // A connection that is written down wrongly is told as that.
    const isMisspelt = context.diagnostics.slice(before).some(({ code }) => code === 'CONFIG_UNKNOWN_KEY');
    if (!isMisspelt)
      context.diagnostics.push(diagnostic('CONFIG_NO_CONNECTION', {}, { at: source.node?.at, severity: 'warning' }));
  } else if (connection === undefined) return undefined;
  const state = presentNode(values.stateConnection ?? root.stateConnection ?? root.state?.connection);
  const test = presentNode(values.testConnection ?? root.defaultTestConnection ?? root.testConnection);
  const stateConnection = read(state, `${prefix}state_connection`);
  const testConnection = read(test, `${prefix}test_connection`);
  const failed =
    (state !== undefined && stateConnection === undefined) || (test !== undefined && testConnection === undefined);
  if (failed && context.diagnostics.length > problems) return undefined;
  return {
    name: source.name,
    connection: connection ?? inMemoryConnection,
    stateConnection,
    testConnection,
    stateSchema: values.stateSchema ?? root.stateSchema ?? root.state?.schema ?? 'mesh_state',
    variables: lowerCaseKeys(values.variables),
    modelDefaults: gatewayDefaults(values.modelDefaults, `${prefix}model_defaults`, context),
  };
}

function gatewayDefaults(node: ConfigNode | undefined, path: string, context: FieldContext): ModelDefaults {
  return node === undefined ? {} : readModelDefaults(node, path, context);
}

/** mesh schedules by itself; a configuration that asks for just that is fine. */
export function checkScheduler(node: ConfigNode | undefined, path: string, context: FieldContext): void {
  if (node === undefined) return;
  const type = engineOf(node);
  if (type !== undefined && type !== 'builtin') {
    const why = `a ${type} scheduler cannot be used, mesh runs models itself`;
    context.diagnostics.push(diagnostic('CONFIG_UNSUPPORTED_KEY', { key: path, why }, { at: node.at }));
  }
}

export function lowerCaseKeys(values: Readonly<Record<string, unknown>> | undefined): Values {
  return Object.fromEntries(Object.entries(values ?? {}).map(([key, value]) => [key.toLowerCase(), value as Value]));
}
