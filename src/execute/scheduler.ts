// Runs batches in graph order on a fixed number of slots. It knows steps, batches and order, nothing of SQL.
// A failed step's descendants are skipped, independent branches finish; after a stop nothing new is started.

export interface ScheduledStep {
  readonly name: string;
  readonly batches: number;
  /** Names of steps that must have finished; names that are not scheduled count as finished. */
  readonly after: readonly string[];
  /** How many batches of this step may run at once. */
  readonly concurrency: number;
  /** The first batch makes the table: the others wait for it. */
  readonly firstAlone?: boolean | undefined;
}

export type StepOutcome =
  | { readonly type: 'success' }
  | { readonly type: 'failed'; readonly error: unknown; readonly batch: number }
  | { readonly type: 'skipped'; readonly because: string }
  | { readonly type: 'stopped' };

export interface ScheduleOptions {
  readonly slots: number;
  /** Aborted: running batches finish, nothing new starts. */
  readonly stop: AbortSignal;
  readonly runBatch: (name: string, batch: number) => Promise<void>;
  /** Called once a step is over, in whatever way. */
  readonly onOutcome?: (name: string, outcome: StepOutcome) => void;
}

interface StepState {
  readonly step: ScheduledStep;
  readonly position: number;
  waiting: number;
  next: number;
  running: number;
  outcome: StepOutcome | undefined;
}

function mayStart({ step, next, running }: StepState): boolean {
  return running < (step.firstAlone === true && next === 1 ? 1 : step.concurrency);
}

export async function runSchedule(
  steps: readonly ScheduledStep[],
  options: ScheduleOptions,
): Promise<ReadonlyMap<string, StepOutcome>> {
  const schedule = new Schedule(steps, options);
  await schedule.run();
  return schedule.outcomes();
}

class Schedule {
  readonly #states = new Map<string, StepState>();
  readonly #children = new Map<string, StepState[]>();
  readonly #options: ScheduleOptions;
  /** Steps that may start a batch now, in the order of the plan. */
  #ready: StepState[] = [];
  #running = 0;
  #wake: () => void = () => undefined;

  constructor(steps: readonly ScheduledStep[], options: ScheduleOptions) {
    this.#options = options;
    for (const [position, step] of steps.entries()) {
      this.#states.set(step.name, { step, position, waiting: 0, next: 0, running: 0, outcome: undefined });
    }
    for (const state of this.#states.values()) {
      for (const parent of new Set(state.step.after)) {
        if (!this.#states.has(parent) || parent === state.step.name) continue;
        state.waiting++;
        const children = this.#children.get(parent) ?? [];
        children.push(state);
        this.#children.set(parent, children);
      }
      if (state.waiting === 0) this.#ready.push(state);
    }
  }

  outcomes(): ReadonlyMap<string, StepOutcome> {
    return new Map([...this.#states].map(([name, state]) => [name, state.outcome ?? { type: 'stopped' }]));
  }

  async run(): Promise<void> {
    for (;;) {
      this.#startWhatFits();
      if (this.#running === 0) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  #startWhatFits(): void {
    while (this.#running < this.#options.slots && !this.#options.stop.aborted) {
      const state = this.#ready.find((s) => mayStart(s));
      if (state === undefined) return;
      if (state.step.batches === 0) {
        this.#ready = this.#ready.filter((s) => s !== state);
        this.#settle(state, { type: 'success' });
        continue;
      }
      this.#start(state);
    }
  }

  #start(state: StepState): void {
    const batch = state.next++;
    state.running++;
    this.#running++;
    if (state.next === state.step.batches) this.#ready = this.#ready.filter((s) => s !== state);
    void this.#options
      .runBatch(state.step.name, batch)
      .then(
        () => this.#finished(state, undefined),
        (error: unknown) => this.#finished(state, { error, batch }),
      )
      .finally(() => this.#wake());
  }

  #finished(state: StepState, failure: { error: unknown; batch: number } | undefined): void {
    state.running--;
    this.#running--;
    if (failure !== undefined && state.outcome === undefined) {
      this.#ready = this.#ready.filter((s) => s !== state);
      this.#settle(state, { type: 'failed', ...failure });
      return;
    }
    if (state.outcome === undefined && state.running === 0 && state.next === state.step.batches)
      this.#settle(state, { type: 'success' });
  }

  #settle(state: StepState, outcome: StepOutcome): void {
    state.outcome = outcome;
    this.#options.onOutcome?.(state.step.name, outcome);
    if (outcome.type === 'success') this.#release(state);
    else this.#skipDescendants(state);
  }

  #release(state: StepState): void {
    for (const child of this.#children.get(state.step.name) ?? []) {
      if (--child.waiting > 0 || child.outcome !== undefined) continue;
      const at = this.#ready.findIndex((s) => s.position > child.position);
      this.#ready.splice(at < 0 ? this.#ready.length : at, 0, child);
    }
  }

  #skipDescendants(failed: StepState): void {
    const queue = [failed];
    for (let state = queue.shift(); state !== undefined; state = queue.shift()) {
      for (const child of this.#children.get(state.step.name) ?? []) {
        if (child.outcome !== undefined) continue;
        child.outcome = { type: 'skipped', because: failed.step.name };
        this.#options.onOutcome?.(child.step.name, child.outcome);
        queue.push(child);
      }
    }
  }
}
