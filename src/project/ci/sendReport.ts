// Sends the report of `mesh ci` to the forge: one comment that is written over by the next push, and a status.
import type { Project } from '../openProject.ts';
import { hasFailed, type CiOutcome } from './ciOutcome.ts';
import { ciComment, ciSummary } from './ciReport.ts';
import { openForge } from './forge.ts';

export interface SentReport {
  readonly forge: string;
  readonly comment: 'created' | 'updated' | undefined;
  readonly status: 'success' | 'failure' | undefined;
}

/** A text says why nothing was sent. Throws CI_FORGE. */
export async function sendReport(project: Project, outcome: CiOutcome): Promise<SentReport | string> {
  const { number, commit } = outcome.request;
  const forge = openForge(outcome.request, project.options.env ?? process.env, project.abort);
  if (typeof forge === 'string') return forge;
  if (number === undefined && commit === undefined)
    return `${forge.name} does not say which request and commit this is about: give --number and --commit`;
  const context = await checkName(project);
  const marker = `<!-- mesh ci: ${context} -->`;
  let comment: SentReport['comment'];
  if (number !== undefined) {
    const body = ciComment(outcome, { marker, longest: forge.longestComment });
    comment = await forge.putComment(number, { marker, body });
  }
  const passed = !hasFailed(outcome);
  if (commit !== undefined) await forge.setStatus(commit, { context, passed, description: ciSummary(outcome) });
  return { forge: forge.name, comment, status: commit === undefined ? undefined : passed ? 'success' : 'failure' };
}

/** Several projects of one repository have a comment and a check each. */
async function checkName(project: Project): Promise<string> {
  const { project: name } = await project.config();
  return name === undefined ? 'mesh' : `mesh/${name.replaceAll(/[^\w.-]/g, '_')}`;
}
