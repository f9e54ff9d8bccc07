// Arguments of audits and signals may hold variables and macros: `threshold := @minimum`.
import type { Diagnostic } from '../error/diagnostic.ts';
import type { Expander } from '../macro/expand.ts';
import type { Call } from './model.ts';

/** Where it is false nobody has to make an expander. */
export function holdsMacros({ arguments: given }: Call): boolean {
  return Object.values(given).some((text) => text.includes('@'));
}

export function expandCall(call: Call, expander: Expander): { call: Call; diagnostics: Diagnostic[] } {
  const diagnostics: Diagnostic[] = [];
  const entries = Object.entries(call.arguments).map(([name, text]) => {
    const expansion = expander.expand(text, { at: call.at });
    diagnostics.push(...expansion.diagnostics);
    return [name, expansion.text] as const;
  });
  return { call: { ...call, arguments: Object.fromEntries(entries) }, diagnostics };
}
