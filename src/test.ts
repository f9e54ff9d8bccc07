// 'mesh-sql/test': unit tests of models in TypeScript.
export {
  modelTest,
  type ModelTest,
  type ModelTestOptions,
  type TestRows,
  type TestRunStep,
} from './project/unitTest/modelTest.ts';
