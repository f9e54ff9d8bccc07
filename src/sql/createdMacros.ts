// Macros of the database that statements create: what a project calls so means them, and nothing that mesh knows by that name.
const creation =
  /\bCREATE\s+(?:OR\s+REPLACE\s+)?(?:TEMP(?:ORARY)?\s+)?(?:MACRO|FUNCTION)\s+(?:IF\s+NOT\s+EXISTS\s+)?(?:[\w"]+\.)*"?(\w+)"?\s*\(/gi;

/** Their names, in lower case. */
export function createdMacros(statements: readonly string[]): ReadonlySet<string> {
  return new Set(statements.flatMap((sql) => [...sql.matchAll(creation)].map(([, name]) => name!.toLowerCase())));
}
