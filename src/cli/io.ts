// The world a command may touch: handed in by entry.ts, or by a test.

export interface OutputStream {
  write(text: string | Uint8Array): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export interface CliIo {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: OutputStream;
  readonly stderr: OutputStream;
  /** A person can answer questions. */
  readonly isInteractive: boolean;
  /** Wall clock in epoch milliseconds. */
  readonly clock: () => number;
  /** First Ctrl-C: finish what runs, start nothing new. */
  readonly stop: AbortSignal;
  /** Second Ctrl-C: interrupt what runs. */
  readonly abort: AbortSignal;
  /** Nobody reads what is printed any more, as behind `| head`. */
  readonly unread?: AbortSignal | undefined;
}
