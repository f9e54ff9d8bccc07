// mesh environments: which there are, and how long they live.
import { command } from '../command.ts';
import { withProject } from '../withProject.ts';

export const environments = command({
  name: 'environments',
  group: 'Look',
  summary: 'list the environments',
  options: {},
  async run(context) {
    const { output, settings } = context;
    return withProject(context, async (project) => {
      const { listEnvironments } = await import('../../project/environmentAdmin.ts');
      const found = await listEnvironments(project);
      const iso = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
      if (settings.json) {
        output.json(
          found.map(({ name, models, expiresAt, planId, updatedAt }) => ({
            name,
            models,
            expiresAt: iso(expiresAt),
            planId,
            updatedAt: iso(updatedAt),
          })),
        );
        return;
      }
      if (found.length === 0) return output.result('There are no environments yet: `mesh plan` makes prod.');
      const width = Math.max(...found.map((e) => e.name.length));
      for (const { name, models, expiresAt } of found) {
        const life =
          expiresAt === null
            ? 'never expires'
            : expiresAt <= project.now()
              ? 'expired'
              : `expires ${iso(expiresAt)!.slice(0, 16).replace('T', ' ')} UTC`;
        output.result(`${name.padEnd(width)}  ${models} ${models === 1 ? 'model' : 'models'}  ${life}`);
      }
    });
  },
});
