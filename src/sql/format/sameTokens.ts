// The proof that formatting changed nothing: all tokens but whitespace are the same, unquoted words in any case.
import { T, tokenText, tokenType, type Tokens } from '../tokens.ts';

export function sameTokens(a: Tokens, b: Tokens): boolean {
  return sameList(solidTexts(a), solidTexts(b)) && sameList(commentTexts(a), commentTexts(b));
}

function solidTexts(tokens: Tokens): string[] {
  const texts: string[] = [];
  for (let i = 0; i < tokens.count; i++) {
    const type = tokenType(tokens, i);
    if (type > T.blockComment) texts.push(type === T.word ? tokenText(tokens, i).toUpperCase() : tokenText(tokens, i));
  }
  return texts;
}

/** A comment may change sides with a comma, so comments are compared apart from the rest. */
function commentTexts(tokens: Tokens): string[] {
  const texts: string[] = [];
  for (let i = 0; i < tokens.count; i++) {
    const type = tokenType(tokens, i);
    if (type === T.lineComment || type === T.blockComment) texts.push(tokenText(tokens, i).trimEnd());
  }
  return texts;
}

function sameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, i) => text === b[i]);
}
