import { describe, expect, it } from 'vitest';
import { readConfig } from '../../src/load/config/readConfig.ts';
import { redactedConfig } from '../../src/load/config/redactedConfig.ts';
import { projectFolder } from './project.ts';

const home = projectFolder({});

describe('a configuration that is printed', () => {
  it('shows no secret, wherever it stands', async () => {
    const folder = projectFolder({
      '.env': 'LAKE_SECRET=hidden-1\n',
      'config.yaml': `
gateways:
  a:
    connection:
      type: duckdb
      catalogs:
        main: a.db
        pg: { type: postgres, path: "host=db user=me password=hidden-2 dbname=x" }
        url: postgres://me:hidden-3@db/x
        locked: { path: b.db, encryption_key: hidden-4 }
      connector_config: { s3_secret_access_key: hidden-5, http_proxy_password: hidden-6, threads: 2 }
      secrets:
        lake: { type: s3, region: eu, key_id: hidden-7, secret: "{{ env_var('LAKE_SECRET') }}", scope: s3://bucket }
      filesystems: [{ fs: gcs, token: hidden-8 }]
    state_connection: { type: duckdb, database: "ducklake:postgres:password='hidden-9'" }
    variables: { api_token: hidden-a, region: eu }
variables: { nested: { password: hidden-b, plain: shown }, list: [{ private_key: hidden-c }] }
`,
    });
    const { config, diagnostics } = await readConfig(folder, { env: {}, home });
    expect(diagnostics).toEqual([]);
    const printed = JSON.stringify(redactedConfig(config));
    expect(printed).not.toContain('hidden-');
    for (const shown of ['a.db', 'b.db', 'host=db', 's3://bucket', '"region":"eu"', '"threads":2', 'shown', 'gcs']) {
      expect(printed).toContain(shown);
    }
    // What is used is not touched.
    expect(JSON.stringify(config)).toContain('hidden-1');
  });

  it('shows no secret in the problems of its configuration', async () => {
    const folder = projectFolder({
      'config.yaml': `
gateways:
  a:
    connection: { type: duckdb, secrets: { lake: s3cr3t }, token: t0ken, connector_config: passw0rd, register_comments: p4ss }
`,
    });
    const { diagnostics } = await readConfig(folder, { env: {}, home });
    expect(diagnostics.length).toBeGreaterThan(2);
    expect(JSON.stringify(diagnostics)).not.toMatch(/s3cr3t|t0ken|passw0rd|p4ss/);
    expect(diagnostics.map((d) => d.at?.secret)).toEqual(diagnostics.map(() => true));
  });

  it.each([
    ['YAML', 'config.yaml', 'variables: { a: "password=x", b: }}\n'],
    ['TypeScript', 'mesh.config.ts', "export default { variables: { apiToken: 'x' } ;\n"],
  ])('marks lines of %s that may hold one, so that they are not printed', async (_, file, text) => {
    const folder = projectFolder({ [file]: text });
    const error: unknown = await readConfig(folder, { env: {}, home }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ diagnostics: [{ at: { file, secret: true } }] });
  });
});
