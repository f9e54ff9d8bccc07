#!/usr/bin/env node
// CommonJS, because only here does setting UV_THREADPOOL_SIZE still take effect: every running statement holds a thread.
'use strict';
process.env.UV_THREADPOOL_SIZE ||= '64';
import('../dist/cli/entry.js').catch((error) => {
  process.stderr.write(`${error.stack ?? error}\n`);
  process.exitCode = 2;
});
