// Alone in its file: a project's `declare module 'mesh-sql' { interface Tables { … } }` only merges through `export *`.

/**
 * The tables of the project by name, as `mesh types` writes them: `interface Tables { 'shop.orders': { id: 'BIGINT' } }`.
 * Empty until then, and every name compiles.
 */
// oxlint-disable-next-line typescript/no-empty-object-type -- filled by declaration merging
export interface Tables {}
