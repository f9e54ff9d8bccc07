// What went wrong with a file, without the code and the call that Node wraps it in; the caller's sentence names the file.
export function fileProblem(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replace(/^E[A-Z0-9]+: /, '').replace(/, [a-z]+(?: '[^']*'(?: -> '[^']*')?)?$/, '');
}
