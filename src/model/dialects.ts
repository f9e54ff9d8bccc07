// Reads `dialect 'name, normalization_strategy = …'`.
import { diagnostic, type Diagnostic, type SourceLocation } from '../error/diagnostic.ts';
import { isKnownDialect, knownDialects } from '../sql/dialects.ts';
import { normalizationStrategies, type NormalizationStrategy } from '../sql/identifier.ts';

export interface DialectSetting {
  readonly dialect: string;
  readonly normalization?: NormalizationStrategy | undefined;
}

export interface DialectOptions {
  readonly at: SourceLocation | undefined;
  readonly report: (problem: Diagnostic) => void;
}

/** Undefined (and reported) when the dialect or the strategy is not known. */
export function readDialect(text: string, options: DialectOptions): DialectSetting | undefined {
  const [name = '', ...settings] = text.split(',').map((part) => part.trim());
  const dialect = name.toLowerCase();
  if (dialect !== '' && !isKnownDialect(dialect)) {
    options.report(diagnostic('SQL_DIALECT', { dialect: name, known: knownDialects }, { at: options.at }));
    return undefined;
  }
  let normalization: NormalizationStrategy | undefined;
  for (const setting of settings) {
    const [key = '', value = ''] = setting.split('=').map((part) => part.trim().toLowerCase());
    // Other settings of a dialect (`version=…`) only steer parsers that mesh has not got.
    if (key !== 'normalization_strategy') continue;
    normalization = normalizationStrategies.find((strategy) => strategy === value);
    if (normalization === undefined) {
      const expected = normalizationStrategies.join(', ');
      const found = value;
      options.report(diagnostic('MODEL_PROPERTY_VALUE', { property: key, expected, found }, { at: options.at }));
      return undefined;
    }
  }
  return { dialect: dialect === '' ? 'duckdb' : dialect, ...(normalization === undefined ? {} : { normalization }) };
}
