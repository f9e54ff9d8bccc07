// The outcome of `mesh ci` as JSON: what `plan --json` prints of the environment, and beside it the rest.
import type { MeshError } from '../error/meshError.ts';
import { testMessage } from '../modelTest/testMessage.ts';
import { planJson } from '../plan/planJson.ts';
import type { CiOutcome } from '../project/ci/ciOutcome.ts';
import type { SentReport } from '../project/ci/sendReport.ts';
import { resultJson } from '../project/resultJson.ts';
import { diagnosticJson, diagnosticsJson } from './errors/diagnosticJson.ts';

export interface CiJsonOptions {
  readonly sent: SentReport | string | MeshError;
  readonly markdown: string;
  readonly failed: boolean;
}

export function ciJson(outcome: CiOutcome, { sent, markdown, failed }: CiJsonOptions): object {
  const { action, request, environment, change, built, remaining, result, tests, steps } = outcome;
  const applied = result?.status === 'success' || result?.status === 'nothing-to-do';
  const shown = built ?? change?.plan;
  const lint = steps.find(({ name }) => name === 'lint');
  return {
    schemaVersion: 1,
    ...(shown === undefined
      ? { applied: false, result: null }
      : planJson(shown, { applied, result: result === undefined ? null : resultJson(result) })),
    environment: action === 'deploy' ? 'prod' : environment,
    status: failed ? 'failed' : 'success',
    error: outcome.error === undefined ? null : errorOf(outcome.error),
    ci: {
      action,
      environment: environment ?? null,
      number: request.number ?? null,
      branch: request.branch ?? null,
      commit: request.commit ?? null,
      steps: steps.map(({ name, status, text, problems }) => {
        return { name, status, text, problems: diagnosticsJson(problems) };
      }),
    },
    lint: diagnosticsJson(lint?.problems ?? []),
    tests: {
      passed: tests?.passed ?? 0,
      failed: tests?.failed ?? 0,
      tests: (tests?.results ?? []).map((one) => {
        return { name: one.name, status: one.status, message: one.status === 'passed' ? null : testMessage(one) };
      }),
    },
    prod: change === undefined ? null : planJson(change.plan),
    remaining: remaining === undefined ? null : planJson(remaining),
    failOn: { gates: change?.gates ?? [], hits: change?.hits ?? [] },
    sent: sentJson(sent),
    report: markdown,
  };
}

function errorOf(error: MeshError): object {
  const { severity: _, ...shown } = diagnosticJson(error.toDiagnostic());
  return shown;
}

function sentJson(sent: SentReport | string | MeshError): object {
  if (typeof sent === 'string') return { comment: null, status: null, reason: sent };
  if (sent instanceof Error) return { comment: null, status: null, error: diagnosticJson(sent.toDiagnostic()) };
  return { forge: sent.forge, comment: sent.comment ?? null, status: sent.status ?? null };
}
