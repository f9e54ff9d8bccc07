// The tables a text reads, for swapping them: from its tokens where that is exact, else from the engine's parser.
import { MeshError } from '../error/meshError.ts';
import type { SqlFrontend } from '../sql/frontend.ts';
import { lex } from '../sql/lexer.ts';
import { scanReferences } from '../sql/scanReferences.ts';
import type { SwappedReference } from './swapTables.ts';

export type ReadTable = Omit<SwappedReference, 'replacement'>;

export async function readTables(
  text: string,
  model: string,
  frontend: () => Promise<SqlFrontend>,
): Promise<readonly ReadTable[]> {
  const scanned = scanReferences(lex(text));
  if (scanned.type === 'exact') {
    // What a statement writes may be a model's table too: `INSERT INTO @this_model` is physical already, a name is not.
    return [...scanned.tables, ...scanned.targets]
      .filter((t) => !t.file)
      .map(({ name, start, end, aliasAt }) => ({ name, start, end, aliasAt }));
  }
  const [answer] = await (await frontend()).references([text]);
  if (answer?.type === 'references') {
    return answer.tables
      .filter((t) => !t.file)
      .map(({ name, start, end }) => ({ name, start, end, aliasAt: 'unknown' as const }));
  }
  const detail =
    answer?.type === 'problem'
      ? answer.problem.message
      : `its tables cannot be told: ${answer?.reason ?? scanned.reason}`;
  throw new MeshError('RUN_STATEMENT', { model, detail }, { sql: text });
}
