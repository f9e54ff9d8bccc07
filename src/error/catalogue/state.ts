import { define } from '../define.ts';

export const stateErrors = {
  STATE_NEWER: define<{ found: number; supported: number; meshVersion: string }>({
    message: (d) =>
      `the state was written by mesh ${d.meshVersion} (schema version ${d.found}); this mesh understands versions up to ${d.supported}`,
    hint: () => 'upgrade mesh; nothing was changed',
  }),
  STATE_OUTDATED: define<{ found: number; supported: number }>({
    message: (d) => `the state has schema version ${d.found}, this mesh writes version ${d.supported}`,
    hint: () => 'run `mesh migrate`: it keeps a backup that `mesh rollback` restores',
  }),
  STATE_NO_BACKUP: define<Record<string, never>>({
    message: () => 'there is no backup of an earlier state to go back to',
    hint: () => '`mesh migrate` makes one each time it changes the state',
  }),
  STATE_CONFLICT: define<{ environment: string; expected: number | null; found: number | null }>({
    message: (d) =>
      d.found === null
        ? `environment ${d.environment} was removed while this plan was being applied`
        : d.expected === null
          ? `environment ${d.environment} was created by another plan in the meantime`
          : `environment ${d.environment} was changed by another plan in the meantime`,
    hint: () => 'no view was switched; run `mesh plan` again to see what is left to do',
  }),
  STATE_LEASE_HELD: define<{ what: string; owner: string; seconds: number }>({
    message: (d) => `${d.what} is being worked on by ${d.owner}`,
    hint: (d) => `wait for it to finish; its claim ends by itself in ${d.seconds} s if that process is gone`,
  }),
  STATE_LEASE_LOST: define<{ what: string }>({
    message: (d) => `this process lost its claim on ${d.what}: another one took over, so nothing more is written`,
    hint: () => 'the work of the other process counts; run again when it has finished',
  }),
  STATE_CORRUPT: define<{ what: string }>({
    message: (d) => `the state is damaged: ${d.what}`,
    hint: () => 'restore the state with `mesh state import`, or look at it with `mesh state check`',
  }),
  STATE_PROD_KEPT: define<Record<string, never>>({
    message: () => 'prod cannot be invalidated',
    hint: () => '`mesh destroy` removes everything mesh made, prod included',
  }),
  STATE_FILE: define<{ file: string; detail: string }>({
    message: (d) => `${d.file} is not a state export of mesh: ${d.detail}`,
    hint: () => 'make one with `mesh state export -o <file>`',
  }),
};
