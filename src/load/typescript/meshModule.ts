// Where `import … from 'mesh-sql'` of a project leads: to the mesh that is running, installed in the project or not.
import { fileURLToPath } from 'node:url';
import { packageFolder } from '../../util/packageFolder.ts';

const isSource = import.meta.url.endsWith('.ts');
const folder = new URL(isSource ? 'src/' : 'dist/', packageFolder);

export const meshModule = {
  href: new URL(isSource ? 'index.ts' : 'index.js', folder).href,
  /** Run from its TypeScript sources (in mesh's own tests), mesh is compiled into the project's modules. */
  isSource,
  /** Its code, never part of a project's fingerprints. */
  folder: fileURLToPath(folder),
} as const;

/** `mesh-sql` and `mesh-sql/<part>`. */
export function meshModuleUrl(specifier: string): URL {
  const part = specifier === 'mesh-sql' ? 'index' : specifier.slice('mesh-sql/'.length);
  return new URL(`${part}${isSource ? '.ts' : '.js'}`, folder);
}
