// A .sql file cut into its parts: tokens, statements, blocks, and the dialect that decided how it was lexed.
import { diagnostic } from '../error/diagnostic.ts';
import { readDialect, type DialectSetting } from '../model/dialects.ts';
import { readEntries, type PropertyEntry } from '../model/property/entries.ts';
import { modelPropertyNames } from '../model/property/modelProperties.ts';
import { textOf } from '../model/property/scalar.ts';
import { trimmed, valueAt, type SqlRange } from '../model/property/value.ts';
import { locate, type SourceText } from '../model/sourceText.ts';
import { lex } from '../sql/lexer.ts';
import { lexicalRules } from '../sql/lexicalRules.ts';
import { splitStatements, type BlockItem, type SqlItem } from '../sql/splitStatements.ts';
import { tokenStart, type Tokens } from '../sql/tokens.ts';
import type { DefinitionContext } from './definitionContext.ts';

export interface ParsedFile {
  readonly source: SourceText;
  readonly tokens: Tokens;
  readonly items: readonly SqlItem[];
  readonly dialect: DialectSetting;
}

export function parseFile(source: SourceText, options: DefinitionContext): ParsedFile {
  const { dialect } = options.defaults.dialect;
  const first = split(source, options.defaults.dialect);
  const block = first.items.find((item) => item.type === 'block');
  if (block === undefined) return splitBySight(source, options) ?? first;
  const setting = dialectOf(first, block, options);
  if (setting === undefined) return first;
  return lexicalRules(setting.dialect) === lexicalRules(dialect)
    ? { ...first, dialect: setting }
    : split(source, setting);
}

/** Where a comment of another dialect (`# it's`) hides the block, its dialect is found by looking. */
function splitBySight(source: SourceText, options: DefinitionContext): ParsedFile | undefined {
  const seen = /\bdialect\s+['"]?([a-z0-9_]+)/i.exec(source.text.slice(0, 10_000))?.[1]?.toLowerCase();
  if (seen === undefined || lexicalRules(seen) === lexicalRules(options.defaults.dialect.dialect)) return undefined;
  const parsed = split(source, { dialect: seen });
  const block = parsed.items.find((item) => item.type === 'block');
  const setting = block === undefined ? undefined : dialectOf(parsed, block, options);
  return setting === undefined ? undefined : { ...parsed, dialect: setting };
}

function split(source: SourceText, dialect: DialectSetting): ParsedFile {
  const tokens = lex(source.text, dialect.dialect);
  return { source, tokens, items: splitStatements(tokens).items, dialect };
}

/** Entries of the block, or undefined when it is never closed. */
export function blockEntries(
  parsed: ParsedFile,
  block: BlockItem,
  options: DefinitionContext,
): PropertyEntry[] | undefined {
  const range = blockRange(parsed, block);
  if (range === undefined) {
    const { source, tokens } = parsed;
    const at = locate(source, tokenStart(tokens, block.open), tokens.ends[block.open]);
    options.report(diagnostic('MODEL_BLOCK_UNCLOSED', { block: block.name }, { at }));
    return undefined;
  }
  const known = block.name === 'MODEL' ? modelPropertyNames : undefined;
  return readEntries(range, { owner: block.name, known, report: options.report });
}

function blockRange(parsed: ParsedFile, block: BlockItem): SqlRange | undefined {
  if (block.close === undefined) return undefined;
  const { source, tokens } = parsed;
  return trimmed({ type: 'sql', source, tokens, from: 0, to: 0 }, block.open + 1, block.close);
}

/** The dialect decides how the rest of the file is lexed, so it is looked up before everything else. */
function dialectOf(parsed: ParsedFile, block: BlockItem, options: DefinitionContext): DialectSetting | undefined {
  const range = blockRange(parsed, block);
  if (range === undefined || !/\bdialect\b/i.test(parsed.source.text.slice(block.startOffset, block.endOffset)))
    return undefined;
  const entries = readEntries(range, { owner: block.name, report: () => undefined });
  const entry = entries.find(({ key }) => key === 'dialect');
  if (entry === undefined || entry.value.type !== 'sql') return undefined;
  const strategy = entries.find(({ key }) => key === 'normalization_strategy');
  const name = textOf(entry.value, parsed.dialect.dialect) ?? '';
  const suffix =
    strategy?.value.type === 'sql' ? `, normalization_strategy ${textOf(strategy.value, parsed.dialect.dialect)}` : '';
  return readDialect(name + suffix, { at: valueAt(entry.value), report: options.report });
}
