import type { Issue, Json } from '@agent-replay/contracts';
import { differences } from '../engine/differences.ts';

/**
 * Compares what two values are made of: members and types, not what they say. A list has the shape of
 * all its items together, so its length does not matter.
 */
export function shapeDifferences(expected: Json, received: Json): Issue[] {
  return differences(shapeOf(expected), shapeOf(received)).map((issue) => ({ ...issue, code: 'shape' }));
}

type Shape = string | Shape[] | { [key: string]: Shape };

function shapeOf(value: Json): Shape {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  if (Array.isArray(value)) return value.length === 0 ? [] : [value.map(shapeOf).reduce(merge)];
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
}

function merge(one: Shape, other: Shape): Shape {
  if (Array.isArray(one) && Array.isArray(other)) {
    const items = [...one, ...other];
    return items.length === 0 ? [] : [items.reduce(merge)];
  }
  if (isMembers(one) && isMembers(other)) {
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
    return Object.fromEntries(
      keys.map((key) => {
        const [first, second] = [one[key], other[key]];
        return [
          key,
          first === undefined ? (second as Shape) : second === undefined ? first : merge(first, second),
        ];
      }),
    );
  }
  if (typeof one === 'string' && typeof other === 'string')
    return [...new Set([...one.split('|'), ...other.split('|')])].toSorted().join('|');
  return 'mixed';
}

function isMembers(shape: Shape): shape is { [key: string]: Shape } {
  return typeof shape === 'object' && !Array.isArray(shape);
}
