// Every command, in the order of `mesh --help`. A new one is one file and one line here.
import type { Command } from '../command.ts';
import { init } from './init.ts';

export const commands: readonly Command[] = [init];
