// Names this process in leases: for people to find it, and never the same twice even where process numbers are.
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';

export const processId = `${hostname()} process ${process.pid} (${randomUUID().slice(0, 8)})`;
