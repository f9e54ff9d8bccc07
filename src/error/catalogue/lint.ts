import { define } from '../define.ts';
import { didYouMean } from '../nearest.ts';

const violation = define<{ rule: string; message: string }>({ message: (d) => `${d.message} (${d.rule})` });

export const lintErrors = {
  /** A rule of the project. */
  LINT_RULE: violation,
  LINT_AMBIGUOUSORINVALIDCOLUMN: violation,
  LINT_INVALIDSELECTSTAREXPANSION: violation,
  LINT_NOAMBIGUOUSPROJECTIONS: violation,
  LINT_NOMISSINGAUDITS: violation,
  LINT_NOMISSINGEXTERNALMODELS: violation,
  LINT_NOMISSINGUNITTEST: violation,
  LINT_NOSELECTSTAR: violation,
  LINT_NOCARTESIANJOIN: violation,
  LINT_NOMISSINGTIMEFILTER: violation,
  LINT_NONONDETERMINISM: violation,
  LINT_NONOTINSUBQUERY: violation,
  LINT_NOORDERBYWITHOUTLIMIT: violation,
  LINT_NOUNIONTYPECHANGE: violation,
  LINT_NOUNUSEDCTE: violation,
  LINT_UNKNOWN_RULE: define<{ rule: string; known: readonly string[] }>({
    message: (d) => `there is no linter rule named ${d.rule}`,
    hint: (d) => didYouMean(d.rule, d.known) ?? `the rules are ${d.known.join(', ')}`,
  }),
  LINT_FAILED: define<{ errors: number; environment: string }>({
    message: (d) => `the linter found ${d.errors} ${d.errors === 1 ? 'error' : 'errors'}`,
    hint: (d) =>
      `nothing was planned for ${d.environment}: correct them (\`mesh lint --fix\` does some), or plan with --skip-linter`,
  }),
  LINT_RULE_NAME: define<{ rule: string }>({
    message: (d) => `${d.rule} is the name of a rule that mesh brings`,
    hint: () => 'give yours another name',
  }),
  LINT_RULE_FAILED: define<{ rule: string; model: string; detail: string }>({
    message: (d) => `the linter rule ${d.rule} failed on ${d.model}: ${d.detail}`,
  }),
};
