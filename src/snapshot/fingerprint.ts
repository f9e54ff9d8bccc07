// Fingerprints of a whole project, parents before children. Nothing here reads more than the models themselves.
import type { Model } from '../model/model.ts';
import { hashParts } from '../util/hash.ts';
import { ownParts, recipe, type OwnParts } from './modelParts.ts';
import type { Fingerprint } from './snapshot.ts';

export interface Fingerprinted {
  readonly fingerprint: Fingerprint;
  readonly identifier: string;
}

export interface FingerprintOptions {
  /** Names with parents before children; names that are no models are skipped. */
  readonly order: Iterable<string>;
  /** Own parts that are known already: from the load cache, or of stored models, which keep theirs for ever. */
  readonly known?: ((model: Model) => OwnParts | undefined) | undefined;
}

export function fingerprintModels(
  models: ReadonlyMap<string, Model>,
  options: FingerprintOptions,
): Map<string, Fingerprinted> {
  const found = new Map<string, Fingerprinted>();
  const sums = new Map<string, { readonly data: string; readonly metadata: string }>();
  for (const name of options.order) {
    const model = models.get(name);
    if (model === undefined) continue;
    const own = options.known?.(model) ?? ownParts(model);
    const parents = model.parents.flatMap((parent) => sums.get(parent) ?? []);
    const fingerprint: Fingerprint = {
      recipe,
      ...own,
      parentData: hashParts(parents.map((p) => p.data)),
      parentMetadata: hashParts(parents.map((p) => p.metadata)),
    };
    found.set(name, { fingerprint, identifier: identifierOf(fingerprint) });
    sums.set(name, {
      data: hashParts([own.data, fingerprint.parentData]),
      metadata: hashParts([own.metadata, fingerprint.parentMetadata]),
    });
  }
  return found;
}

export function identifierOf({ data, metadata, parentData, parentMetadata }: Fingerprint): string {
  return hashParts([data, metadata, parentData, parentMetadata]);
}

/**
 * The version of a table that is made anew. `reads` are the parents' versions, for views only: a view is bound to the
 * tables it reads, so the same text over other tables is another view.
 */
export function newVersion({ data, parentData }: Fingerprint, reads: readonly string[] = []): string {
  return hashParts([data, parentData, ...reads]);
}

/** Hash of a project's fingerprints, by which a saved plan knows that the project moved. */
export function projectHash(fingerprints: ReadonlyMap<string, Fingerprinted>): string {
  return hashParts([...fingerprints].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([name, f]) => [name, f.identifier]));
}
