// Plain objects, as rows and structs are.

export function isRecord(value: unknown): value is Record<string, unknown> {
  if (value === null || typeof value !== 'object' || Array.isArray(value) || ArrayBuffer.isView(value)) return false;
  return !(value instanceof Date) && !(value instanceof Map) && !(value instanceof Promise);
}
