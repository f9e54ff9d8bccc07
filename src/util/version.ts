// This mesh's version, from its package.json.
import { readFileSync } from 'node:fs';
import { packageFolder } from './packageFolder.ts';

const { version } = JSON.parse(readFileSync(new URL('package.json', packageFolder), 'utf8')) as { version: string };

export const meshVersion = version;
