// A deployment is a push to the branch of prod: the forge knows which request its commit came with.
import type { Project } from '../openProject.ts';
import type { CiRequest } from './ciRequest.ts';
import { openForge } from './forge.ts';

/** The request as it is where the forge cannot be asked or knows of none. Throws CI_FORGE. */
export async function withMergedRequest(project: Project, request: CiRequest): Promise<CiRequest> {
  if (request.number !== undefined || request.commit === undefined) return request;
  const forge = openForge(request, project.options.env ?? process.env, project.abort);
  if (typeof forge === 'string') return request;
  const found = await forge.mergedRequest(request.commit);
  return found === undefined ? request : { ...request, ...found };
}
