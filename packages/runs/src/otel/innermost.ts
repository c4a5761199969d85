import type { ImportedSpan } from './span.ts';

/**
 * Of model calls within one another (a framework's, and the SDK's below it) the ids of the innermost that says what was
 * answered: it is the closest to what left the process. Of those that do not say it, the innermost that is beside all of them.
 */
export function innermost(
  models: readonly ImportedSpan[],
  spans: readonly ImportedSpan[],
  isTelling: (span: ImportedSpan) => boolean,
): Set<string> {
  const parents = new Map(spans.map(({ id, parent }) => [id, parent]));
  const telling = new Set(models.filter(isTelling));
  const outer = above(telling, parents);
  const told = new Set([...telling].map(({ id }) => id).filter((id) => !outer.has(id)));
  const isBelowTold = below(told, parents);
  const untold = models.filter(
    (span) => !telling.has(span) && !outer.has(span.id) && !isBelowTold(span.parent),
  );
  const around = above(untold, parents);
  return new Set([...told, ...untold.map(({ id }) => id).filter((id) => !around.has(id))]);
}

/**
 * Of each span that was left, those of the given ones that are around it and around no other that was left, the nearest
 * first; up to a tool's call, within which there is another agent.
 */
export function aroundEach(
  left: ReadonlySet<string>,
  { models, tools, spans }: Record<'models' | 'tools' | 'spans', readonly ImportedSpan[]>,
): Map<string, ImportedSpan[]> {
  const parents = new Map(spans.map(({ id, parent }) => [id, parent]));
  const outside = new Set(tools.map(({ id }) => id));
  const only = new Map<string, string>();
  const shared = new Set<string>();
  for (const id of left) {
    let at = parents.get(id) ?? null;
    // What is above a shared span is shared, too: each is visited twice.
    while (at !== null && !outside.has(at) && !shared.has(at) && only.get(at) !== id) {
      if (only.has(at)) shared.add(at);
      else only.set(at, id);
      at = parents.get(at) ?? null;
    }
  }
  const known = new Map(models.map((span) => [span.id, span]));
  const found = new Map<string, ImportedSpan[]>([...left].map((id) => [id, []]));
  for (const [at, id] of only) {
    const span = known.get(at);
    if (span !== undefined && !shared.has(at) && !left.has(at)) found.get(id)?.push(span);
  }
  return found;
}

type Parents = ReadonlyMap<string, string | null>;

/** All that some spans are within. What is above a span that was met is met, too: each is visited once. */
function above(spans: Iterable<ImportedSpan>, parents: Parents): Set<string> {
  const found = new Set<string>();
  for (const { id } of spans)
    for (let at = parents.get(id) ?? null; at !== null && !found.has(at); at = parents.get(at) ?? null)
      found.add(at);
  return found;
}

/** Asks whether an id is one of some spans, or within one. */
function below(spans: ReadonlySet<string>, parents: Parents): (id: string | null) => boolean {
  const known = new Map<string, boolean>([...spans].map((id) => [id, true]));
  return (id) => {
    const way: string[] = [];
    let at = id;
    for (; at !== null && !known.has(at); at = parents.get(at) ?? null) {
      known.set(at, false);
      way.push(at);
    }
    const isBelow = at !== null && known.get(at) === true;
    for (const each of way) known.set(each, isBelow);
    return isBelow;
  };
}
