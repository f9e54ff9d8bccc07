// Texts of the error catalogue without an error: what each piece of data is called stands in its place.

/** Behaves like a text, a number, a list or a record, whatever the text of an error does with it. */
function placeholder(name: string): unknown {
  const shown = `‹${name.replaceAll(/([A-Z])/g, ' $1').toLowerCase()}›`;
  const target = (): unknown => placeholder(name);
  return new Proxy(target, {
    get(_, key) {
      if (key === Symbol.toPrimitive) return (hint: string) => (hint === 'number' ? 2 : shown);
      if (key === Symbol.iterator) return [placeholder(name)][Symbol.iterator].bind([placeholder(name)]);
      if (typeof key === 'symbol') return undefined;
      if (key === 'length') return 2;
      if (/^\d+$/.test(key)) return placeholder(name);
      if (key === 'map' || key === 'flatMap')
        return (use: (one: unknown) => unknown) => [use(placeholder(name))].flat();
      if (key === 'filter' || key === 'slice') return () => placeholder(name);
      if (key === 'join') return () => shown;
      if (key === 'includes' || key === 'startsWith' || key === 'endsWith' || key === 'some' || key === 'every')
        return () => false;
      if (key === 'reduce' || key === 'toString' || key === 'trim' || key === 'toLowerCase' || key === 'toUpperCase')
        return () => shown;
      const method = (shown as unknown as Record<string, unknown>)[key];
      if (typeof method === 'function')
        return (...args: unknown[]) => (method as (...a: unknown[]) => unknown).apply(shown, args);
      return placeholder(key);
    },
  });
}

export function templateOf(text: (data: never) => string | undefined): string | undefined {
  // What another tool's word is here: most words are none.
  const data = new Proxy({}, { get: (_, key) => (key === 'counterpart' ? undefined : placeholder(String(key))) });
  return text(data as never);
}
