import { placeholdersIn, PLACEHOLDER, type PlaceholderFor, withoutPlaceholders } from './placeholder.ts';
import { isOpaque } from './values/is-opaque.ts';
import { isPasswordLike } from './values/is-password-like.ts';

/** A part of a text that has to go. */
export interface Edit {
  start: number;
  end: number;
  /** What the secret is, in `[a-z0-9_]`; becomes part of the placeholder. */
  kind: string;
  /** What to put there instead of a placeholder: an encoded text with its secrets taken out. */
  text?: string;
  /** True when edits inside it were given up for it, so that its text has to be looked at again. */
  covers?: boolean;
  /** True for a registered value that stands there as it is: no part of it may be kept. */
  isKnown?: boolean;
  /** The edits that were given up for it. */
  covered?: readonly Edit[];
  /** The known values among them. */
  known?: readonly Edit[];
}

/**
 * Makes edits disjoint and sorted. Where some overlap, the earliest in the list that covers them all
 * wins; if none does, their union goes, under the kind of the earliest. Placeholders stay as they are.
 */
export function settleEdits(text: string, edits: readonly Edit[]): Edit[] {
  if (edits.length === 0) return [];
  const kept = text.includes('[REDACTED:') ? aroundPlaceholders(text, edits) : edits;
  const order = kept.map((edit, rank) => ({ edit, rank })).toSorted((a, b) => a.edit.start - b.edit.start);
  const settled: Edit[] = [];
  for (let at = 0; at < order.length;) {
    const group = [order[at] as Ranked];
    let end = group[0]?.edit.end ?? 0;
    for (at += 1; at < order.length; at += 1) {
      const next = order[at] as Ranked;
      if (next.edit.start >= end) break;
      group.push(next);
      end = Math.max(end, next.edit.end);
    }
    settled.push(settleGroup(group, end));
  }
  return settled;
}

/** The edits of a part's own text in its text with what is around it; undefined when one reaches out of it. */
export function ownEdits(edits: readonly Edit[], from: number, to: number): Edit[] | undefined {
  const touching = edits.filter(({ start, end }) => start < to && end > from);
  if (touching.some(({ start, end }) => start < from || end > to)) return undefined;
  return touching.map((edit) => ({ ...edit, start: edit.start - from, end: edit.end - from }));
}

interface Ranked {
  edit: Edit;
  rank: number;
}

function settleGroup(group: Ranked[], end: number): Edit {
  const start = group[0]?.edit.start ?? 0;
  group.sort((a, b) => a.rank - b.rank);
  const whole = group.find(({ edit }) => edit.start === start && edit.end === end);
  if (whole?.edit.text !== undefined && group.length > 1) {
    const covered = group.flatMap(({ edit }) => (edit === whole.edit ? [] : [edit]));
    return { ...whole.edit, covers: true, covered, known: covered.filter(({ isKnown }) => isKnown === true) };
  }
  return whole?.edit ?? { start, end, kind: group[0]?.edit.kind ?? 'secret' };
}

/** An edit must not reach into a placeholder, nor fold one into another; what it holds beside one goes all the same. */
function aroundPlaceholders(text: string, edits: readonly Edit[]): Edit[] {
  const ranges = [...text.matchAll(PLACEHOLDER)].map(
    ({ 0: found, index }) => [index, index + found.length] as const,
  );
  return edits.flatMap((edit) => {
    const first = firstBehind(ranges, edit.start);
    const isApart = (ranges[first]?.[0] ?? edit.end) >= edit.end;
    if (isApart) return [edit];
    const { text: replacement, ...cut } = edit;
    for (let at = first; (ranges[at]?.[0] ?? cut.end) < cut.end; at += 1) {
      const [from, to] = ranges[at] as Range;
      if (cut.start > from) cut.start = to;
      if (cut.end < to) cut.end = from;
    }
    // read out of a placeholder's own name, unless what follows it goes on without a sign between
    if (cut.start > edit.start && !/^[A-Za-z0-9]/.test(text.slice(cut.start, cut.end))) return [];
    const isCut = cut.start !== edit.start || cut.end !== edit.end;
    if (!isCut && replacement !== undefined) return [edit];
    const rest = withoutPlaceholders(text.slice(cut.start, cut.end)).trim();
    const isSecret = isPasswordLike(rest) || (isCut ? isOpaque(rest, 8) : /[A-Za-z0-9]{4}/.test(rest));
    return isSecret ? [isCut ? cut : edit] : [];
  });
}

type Range = readonly [from: number, to: number];

/** The index of the first of sorted, disjoint ranges that ends behind a place. */
function firstBehind(ranges: readonly Range[], place: number): number {
  let low = 0;
  let high = ranges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ranges[middle] as Range)[1] > place) high = middle;
    else low = middle + 1;
  }
  return low;
}

/** The kind of an edit that puts a redacted text in place: that of the first secret in it, personal data last. */
export function kindWithin(after: string, otherwise: string): string {
  const kinds = placeholdersIn(after).map(({ kind }) => kind);
  return kinds.find((kind) => !PERSONAL.has(kind)) ?? kinds[0] ?? otherwise;
}

/** Kinds that are about a person and give access to nothing. */
export const PERSONAL: ReadonlySet<string> = new Set(['card', 'email', 'iban', 'personal', 'phone', 'ssn']);

/** Carries edits out. */
export function applyEdits(text: string, edits: readonly Edit[], placeholder: PlaceholderFor): string {
  let out = '';
  let at = 0;
  for (const edit of edits) {
    out +=
      text.slice(at, edit.start) + (edit.text ?? placeholder(edit.kind, text.slice(edit.start, edit.end)));
    at = edit.end;
  }
  return at === 0 ? text : out + text.slice(at);
}

/** The edit of what stands that many characters further on. */
export function moved(edit: Edit, by: number): Edit {
  return { ...edit, start: edit.start + by, end: edit.end + by };
}
