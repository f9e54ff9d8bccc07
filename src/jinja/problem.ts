/** What is wrong with a template, and where in its text. */
export class JinjaProblem extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}
