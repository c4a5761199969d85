import { types } from 'node:util';

/** Text of at most `max` UTF-16 units that ends in `…` when it was cut, never within a surrogate pair. */
export function truncate(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, max - 1);
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** A value as people read it in a message: JSON in one line, at most `max` long, whatever the value's size. */
export function show(value: unknown, max = 120): string {
  if (value === undefined) return 'nothing';
  for (const replacer of [undefined, sparing()]) {
    try {
      return truncate(JSON.stringify(beginningOf(value, { left: max }), replacer) ?? typeof value, max);
    } catch {
      // Tried once more without what JSON has no word for; a getter or a proxy may throw again.
    }
  }
  return typeof value;
}

/** As much of a value as the first so many characters of its JSON tell; what holds itself still does. */
function beginningOf(value: unknown, budget: { left: number }, open = new Map<object, unknown>()): unknown {
  budget.left -= 1;
  if (typeof value === 'string') {
    const beginning = value.slice(0, Math.max(0, budget.left) + 2);
    budget.left -= beginning.length;
    return beginning;
  }
  if (typeof value !== 'object' || value === null) return value;
  if (types.isTypedArray(value)) return value.subarray(0, Math.max(0, budget.left) + 2);
  if ('toJSON' in value || types.isBoxedPrimitive(value)) return value;
  if (open.has(value)) return open.get(value);
  const beginning: unknown[] | Record<string, unknown> = Array.isArray(value)
    ? []
    : (Object.create(null) as Record<string, unknown>);
  open.set(value, beginning);
  if (Array.isArray(beginning)) {
    const items = value as readonly unknown[];
    for (let at = 0; at < items.length && budget.left >= 0; at += 1)
      beginning.push(beginningOf(items[at], budget, open));
  } else {
    for (const key of Object.keys(value)) {
      if (budget.left < 0) break;
      beginning[key] = beginningOf((value as Record<string, unknown>)[key], budget, open);
    }
  }
  open.delete(value);
  return beginning;
}

/** For `JSON.stringify`: the digits of a bigint, and a mark in place of what was met before. */
function sparing(): (key: string, value: unknown) => unknown {
  const met = new Set<unknown>();
  return (_, value) => {
    if (typeof value === 'bigint') return String(value);
    if (typeof value !== 'object' || value === null) return value;
    if (met.has(value)) return '[seen above]';
    met.add(value);
    return value;
  };
}
