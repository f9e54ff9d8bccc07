// A plan without changes renews its environment, but never one that another process works on, has changed or has ended.
import { expect, onTestFinished, test } from 'vitest';
import { openProject, type Project } from '../../src/project/openProject.ts';
import { renewEnvironment } from '../../src/project/applyProjectPlan.ts';
import { planProject } from '../../src/project/planProject.ts';
import type { Plan } from '../../src/plan/plan.ts';
import { testProject } from '../support/testProject.ts';

const later = Date.UTC(2023, 0, 10, 15);

async function planned(): Promise<{ project: Project; plan: Plan; expiry: () => Promise<number | null | undefined> }> {
  const files = testProject({ 'models/c.sql': 'MODEL (name s.c, kind FULL); SELECT 7 AS x' });
  await files.plan();
  await files.plan('dev --include-unmodified');
  const project = openProject({
    cwd: files.folder,
    now: () => later,
    env: {},
    project: undefined,
    file: undefined,
    gateway: undefined,
    dotenv: undefined,
  });
  onTestFinished(() => project.close());
  const { plan } = await planProject(project, { environment: 'dev' });
  expect(plan.renewedUntil).toBe(Date.UTC(2023, 0, 17));
  const expiry = async () => (await (await project.state()).environment('dev'))?.expiresAt;
  return { project, plan, expiry };
}

test('is renewed when nobody stands against it', async () => {
  const { project, plan, expiry } = await planned();
  await renewEnvironment(project, plan);
  expect(await expiry()).toBe(Date.UTC(2023, 0, 17));
});

test('is not renewed after another plan changed it', async () => {
  const { project, plan, expiry } = await planned();
  const state = await project.state();
  const dev = (await state.environment('dev'))!;
  await state.saveEnvironment(null, { ...dev, revision: dev.revision + 1, expiresAt: 5 + later }, dev.revision);
  await expect(renewEnvironment(project, plan)).rejects.toMatchObject({ code: 'PLAN_OUTDATED' });
  expect(await expiry()).toBe(5 + later);
});

test('is not renewed after somebody ended it', async () => {
  const { project, plan, expiry } = await planned();
  await (await project.state()).setExpiry('dev', later, plan.basedOnRevision);
  await expect(renewEnvironment(project, plan)).rejects.toMatchObject({ code: 'PLAN_OUTDATED' });
  expect(await expiry()).toBe(later);
});

test('is not made again when a janitor has dropped it', async () => {
  const { project, plan, expiry } = await planned();
  await (await project.state()).deleteEnvironment(null, 'dev');
  await expect(renewEnvironment(project, plan)).rejects.toMatchObject({ code: 'PLAN_OUTDATED' });
  expect(await expiry()).toBeUndefined();
});
