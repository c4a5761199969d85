import type { Json } from '@agent-replay/contracts';
import { minimize } from './minimize.ts';

/** Leaves out members, items and lines of text that a test does not need, from the outside in. */
export async function shrinkJson(
  value: Json,
  stillFails: (candidate: Json) => Promise<boolean>,
  mayTest: () => boolean,
): Promise<Json> {
  const parts = partsOf(value);
  if (parts === null) return value;
  const kept = await minimize(parts, (candidate) => stillFails(assemble(value, candidate)), mayTest);
  for (const [index, part] of kept.entries()) {
    if (!mayTest()) break;
    const within = (inner: Json): Json => assemble(value, kept.with(index, { ...part, value: inner }));
    kept[index] = {
      ...part,
      value: await shrinkJson(part.value, (inner) => stillFails(within(inner)), mayTest),
    };
  }
  return assemble(value, kept);
}

/** How many members, items and lines a value has, at every level. */
export function countParts(value: Json): number {
  const parts = partsOf(value);
  return parts === null ? 0 : parts.reduce((sum, part) => sum + 1 + countParts(part.value), 0);
}

interface Part {
  key: string;
  value: Json;
}

/** The parts of a value that may be left out; null for one that is taken or left as a whole. */
function partsOf(value: Json): Part[] | null {
  if (typeof value === 'string') {
    const lines = value.split(/(?<=\n)/);
    return lines.length > 1 ? lines.map((line) => ({ key: '', value: line })) : null;
  }
  if (typeof value !== 'object' || value === null) return null;
  return Object.entries(value).map(([key, inner]) => ({ key, value: inner }));
}

function assemble(like: Json, parts: readonly Part[]): Json {
  if (typeof like === 'string') return parts.map((part) => part.value as string).join('');
  if (Array.isArray(like)) return parts.map((part) => part.value);
  return Object.fromEntries(parts.map(({ key, value }) => [key, value]));
}
