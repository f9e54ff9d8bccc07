// One gateway computes all of a plan: models that name another one are told of.
import type { Model } from '../model/model.ts';
import type { PlanNote } from '../plan/plan.ts';

export function otherGatewayWarnings(models: readonly Model[], gateway: string): PlanNote[] {
  return models
    .filter((model) => model.gateway !== undefined && model.gateway !== gateway && model.source !== 'external')
    .map(({ name, gateway: own }) => {
      const text = `it names the gateway ${own}, and is computed by ${gateway} like all of this plan`;
      return { severity: 'warning', model: name, text };
    });
}
