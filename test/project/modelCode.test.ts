import { expect, test } from 'vitest';
import { modelCode } from '../../src/project/modelCode.ts';
import { openProject } from '../../src/project/openProject.ts';
import { testProject } from '../support/testProject.ts';

test('an error is placed while the code of another model is still being written out', async () => {
  const { folder } = testProject({});
  const project = openProject({ cwd: folder, env: {}, now: Date.now });
  const loading = {
    macrosOf: () => new Promise<never>(() => undefined),
    moduleOf: () => new Promise<never>(() => undefined),
  };
  const code = modelCode(project, loading, await project.config());
  void code.functionOf({
    name: 'f',
    type: 'tableFunction',
    file: 'models/f.ts',
    hash: 'not-there',
    metadataOnly: false,
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(code.locate(new Error('of another model'))).toBeUndefined();
  await project.close();
});
