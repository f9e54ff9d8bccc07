// This mesh's version, from its package.json.
import { createRequire } from 'node:module';

const { version } = createRequire(import.meta.url)('../../package.json') as { version: string };

export const meshVersion = version;
