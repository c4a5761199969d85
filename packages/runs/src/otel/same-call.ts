import { FOREIGN } from './foreign-names.ts';
import { numberOf, textOf } from './imported-span.ts';
import type { ImportedSpan } from './span.ts';

/**
 * Model calls without those that two instrumentations wrote side by side, as a wrapper of an SDK and the SDK itself do
 * where the call goes on after it returned: beside one another, at the same time, of the same model. The one that tells
 * more is kept.
 */
export function withoutTwins(
  models: readonly ImportedSpan[],
  isTelling: (span: ImportedSpan) => boolean,
): ImportedSpan[] {
  const twins = new Set<ImportedSpan>();
  for (const beside of Map.groupBy(models, ({ parent }) => parent).values()) {
    if (new Set(beside.map(({ scope }) => scope)).size < 2) continue;
    const open = new Set<ImportedSpan>();
    for (const span of beside) {
      for (const earlier of open) if (earlier.ended < span.started) open.delete(earlier);
      const twin = [...open].find((earlier) => areTwins(earlier, span, isTelling));
      if (twin === undefined) open.add(span);
      else {
        open.delete(twin);
        twins.add(isTelling(twin) ? span : twin);
      }
    }
  }
  return models.filter((span) => !twins.has(span));
}

function areTwins(
  one: ImportedSpan,
  other: ImportedSpan,
  isTelling: (span: ImportedSpan) => boolean,
): boolean {
  if (one.scope === undefined || other.scope === undefined || one.scope === other.scope) return false;
  const [mine, theirs] = [tokensOf(one), tokensOf(other)];
  const isKnown = mine !== undefined && theirs !== undefined;
  if (isKnown ? mine !== theirs : isTelling(one) && isTelling(other)) return false;
  const models = namesOf(one);
  return namesOf(other).some((name) => models.includes(name));
}

function tokensOf({ values }: ImportedSpan): number | undefined {
  return numberOf(values, FOREIGN.outputTokens);
}

function namesOf({ values }: ImportedSpan): string[] {
  return [FOREIGN.model, FOREIGN.respondedModel].flatMap((names) => textOf(values, names) ?? []);
}
