import { define, isCode } from '../define.ts';
import { didYouMean } from '../nearest.ts';

export const auditErrors = {
  AUDIT_ARGUMENT_UNKNOWN: define<{ audit: string; argument: string; known: readonly string[] }>({
    message: (d) => `audit ${d.audit} takes no argument ${d.argument}`,
    hint: (d) => didYouMean(d.argument, d.known) ?? `it takes ${d.known.join(', ')}`,
  }),
  AUDIT_ARGUMENT_MISSING: define<{ audit: string; argument: string; file: string | undefined }>({
    message: (d) => `audit ${d.audit} needs the argument ${d.argument}`,
    hint: (d) =>
      isCode(d.file) ? `write ['${d.audit}', { ${d.argument}: … }]` : `write ${d.audit}(${d.argument} := …)`,
  }),
  AUDIT_ARGUMENT_TYPE: define<{ audit: string; argument: string; expected: string; found: string }>({
    message: (d) => `argument ${d.argument} of audit ${d.audit} must be ${d.expected}, not ${d.found}`,
  }),
  AUDIT_FUNCTION: define<{ audit: string; function: string }>({
    message: (d) => `audit ${d.audit} stands alone and calls ${d.function}, a function of TypeScript`,
    hint: () => 'only audits of models know such functions: name it in `audits` of a model instead',
  }),
};
