#!/usr/bin/env node
// CommonJS, because only here does setting UV_THREADPOOL_SIZE still take effect: every running statement holds a thread.
'use strict';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  process.stderr.write(`mesh needs Node.js 20.19 or later; this is ${process.versions.node}\n`);
  process.exit(2);
}

process.env.UV_THREADPOOL_SIZE ||= '16';
// Told to those who share the pool out: set any later, the variable alone would prove nothing.
globalThis[Symbol.for('mesh.threads')] = Number(process.env.UV_THREADPOOL_SIZE) || 4;

// Until the program is loaded and listens itself: Ctrl-C is 130 from the first moment on, and nothing has begun yet.
const early = () => process.exit(130);
process.on('SIGINT', early);
process.on('SIGTERM', early);

import('../dist/cli/entry.js').catch((error) => {
  const notBuilt =
    error.code === 'ERR_MODULE_NOT_FOUND' && !require('node:fs').existsSync(`${__dirname}/../dist/cli/entry.js`);
  process.stderr.write(
    notBuilt ? 'mesh is not built yet: run `npm run build` in its folder\n' : `${error.stack ?? error}\n`,
  );
  process.exitCode = 2;
});
