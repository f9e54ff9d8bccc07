// Every command, in the order of `mesh --help`. A new one is one file and one line here.
import type { Command } from '../command.ts';
import { format } from './format.ts';
import { init } from './init.ts';
import { lint } from './lint.ts';

export const commands: readonly Command[] = [format, init, lint];
