// What a graph is called: `project` of the configuration, or the folder's name.
import { basename } from 'node:path';
import type { Project } from '../../project/openProject.ts';

export async function graphHeading(project: Project): Promise<string> {
  const config = await project.config();
  return config.project ?? basename(config.root);
}
