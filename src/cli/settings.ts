// The options every command takes, and what they mean together with the environment.
import { MeshError } from '../error/meshError.ts';
import type { CliIo } from './io.ts';
import { flag, value, type OptionValues } from './option.ts';

export const globalOptions = {
  project: value(
    '-p, --project <dir>',
    'folder of the project (default: the nearest one upwards with a configuration)',
    {
      also: ['--paths <dir>'],
      once: 'one folder, as mesh works on one project at a time',
    },
  ),
  gateway: value('--gateway <name>', 'the gateway to use instead of the default one'),
  config: value('--config <file>', 'the configuration file to use'),
  dotenv: value('--dotenv <file>', 'read environment variables from this file instead of .env'),
  json: flag('--json', 'print the result as JSON, and nothing else, on stdout'),
  noColor: flag('--no-color', 'no colours (NO_COLOR and FORCE_COLOR count, too)'),
  debug: flag('--debug', 'show stack traces and what goes on inside'),
  logFile: value('--log-file <file>', 'append everything that happens to this file'),
};

export type GlobalValues = OptionValues<typeof globalOptions>;

export interface Settings {
  readonly project: string | undefined;
  readonly gateway: string | undefined;
  readonly config: string | undefined;
  readonly dotenv: string | undefined;
  readonly json: boolean;
  readonly debug: boolean;
  readonly logFile: string | undefined;
  /** MESH_NOW or the clock, in epoch milliseconds; `--execution-time` of a command wins over it. */
  readonly now: number;
}

export function settingsFrom(values: GlobalValues, io: CliIo): Settings {
  return {
    project: values.project,
    gateway: values.gateway,
    config: values.config,
    dotenv: values.dotenv,
    json: values.json,
    debug: values.debug,
    logFile: values.logFile,
    now: instantOf(nonEmpty(io.env['MESH_NOW'])) ?? io.clock(),
  };
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

const isoInstant = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** Without a zone it is UTC, wherever the machine stands. */
function instantOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const utc = /(Z|[+-]\d{2}:?\d{2})$/.test(text.slice(10)) || text.length === 10 ? text : `${text}Z`;
  const at = isoInstant.test(text) ? Date.parse(utc.replace(' ', 'T')) : Number.NaN;
  const day = text.slice(0, 10);
  // V8 takes 30 February for 1 March.
  if (Number.isNaN(at) || !new Date(`${day}T00:00:00Z`).toISOString().startsWith(day))
    throw new MeshError('CLI_MESH_NOW', { text });
  return at;
}
