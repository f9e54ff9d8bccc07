// mesh-sql is not compiled with a project: what it does not export is known when the modules are loaded by the real program.
import { expect, test } from 'vitest';
import { projectFolder } from '../config/project.ts';
import { spawnMesh } from '../support/spawnMesh.ts';

test('a name that mesh-sql does not export is placed at its import, with the near name', async () => {
  const cwd = projectFolder({
    'mesh.config.yaml': 'gateways: { local: { connection: { type: duckdb } } }\n',
    'models/a.ts': "import './helper';\n",
    'models/helper.ts': "// modle\nimport {\n  columns,\n  modle,\n} from 'mesh-sql';\nconsole.log(columns, modle);\n",
  });
  const { code, stdout } = await spawnMesh(['dag', '--json'], { cwd, now: '2024-01-01' }).ended;
  expect({ code, ...(JSON.parse(stdout) as object) }).toEqual({
    code: 2,
    error: {
      code: 'MODULE_EXPORT_MISSING',
      message: 'mesh-sql exports no modle',
      hint: 'did you mean model?',
      at: { file: 'models/helper.ts', line: 4, column: 3 },
    },
  });
}, 60_000);

test('a name with a dollar is placed at its import', async () => {
  const cwd = projectFolder({
    'mesh.config.yaml': 'gateways: { local: { connection: { type: duckdb } } }\n',
    'models/a.ts': "import { model, $modle$ } from 'mesh-sql';\nconsole.log(model, $modle$);\n",
  });
  const { code, stdout } = await spawnMesh(['dag', '--json'], { cwd, now: '2024-01-01' }).ended;
  expect({ code, ...(JSON.parse(stdout) as object) }).toMatchObject({
    code: 2,
    error: { code: 'MODULE_EXPORT_MISSING', at: { file: 'models/a.ts', line: 1, column: 17 } },
  });
}, 60_000);
