// The public API: everything a project's TypeScript files import from 'mesh-sql'.
export {
  defineConfig,
  type ConnectionConfig,
  type DuckDBConnectionConfig,
  type GatewayConfig,
  type MeshConfig,
  type ModelDefaultsConfig,
  type VariableValue,
} from './load/config/meshConfig.ts';
