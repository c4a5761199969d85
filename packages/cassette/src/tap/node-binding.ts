/**
 * One of Node's own bindings, below every client and every reference that somebody took before; empty where
 * the process may not have it, as under the permission model.
 */
export function nodeBinding(name: string): Record<string, unknown> {
  try {
    return (Reflect.get(process, 'binding') as (name: string) => Record<string, unknown>)(name);
  } catch {
    return {};
  }
}
