// How the user wants SQL to look: the `format` part of the configuration.
import type { KeywordCase } from './keywordCase.ts';

export interface FormatStyle {
  readonly indent: number;
  readonly maxTextWidth: number;
  readonly leadingComma: boolean;
  readonly appendNewline: boolean;
  readonly keywordCase: KeywordCase;
}
