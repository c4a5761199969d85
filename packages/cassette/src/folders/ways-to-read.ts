import type { Change, FolderFinder } from './find-folders.ts';

export interface Finders {
  /** Finds everything that may be a folder. */
  any: FolderFinder;
  /** Finds what can hardly be anything else. */
  sure: FolderFinder;
  /** Find what may be one folder, where there are several. */
  alone: readonly FolderFinder[];
}

/**
 * The ways to read the folders in texts that are asked together, the likeliest first: all that may be one, what surely
 * is one, one folder alone, and some of what is in doubt, then of all, where that stands in few different places.
 * Nothing where no folder is named.
 */
export function* waysToRead(texts: readonly string[], { any, sure, alone }: Finders): Generator<Change[][]> {
  const tried = new Set<string>();
  const isNew = (way: readonly Change[][]): boolean => {
    const key = JSON.stringify(way.map((changes) => changes.map(({ start, text }) => [start, text])));
    const { size } = tried;
    return tried.add(key).size > size;
  };
  isNew(texts.map(() => []));
  const most = texts.map(any);
  if (!isNew(most)) return;
  yield most;
  const certain = texts.map(sure);
  if (isNew(certain)) yield certain;
  for (const find of alone) {
    const way = texts.map(find);
    if (isNew(way)) yield way;
  }
  for (const always of [certain, texts.map(() => [])])
    for (const way of someOf(texts, { most, always })) if (isNew(way)) yield way;
}

const MOST_PLACES = 5;
/** How much of a text around a folder tells one place from another: a conversation repeats what was said in it. */
const AROUND = 12;

function* someOf(
  texts: readonly string[],
  { most, always }: { most: readonly Change[][]; always: readonly Change[][] },
): Generator<Change[][]> {
  const places = new Map<string, number>();
  const placed = most.map((changes, index) => {
    const text = texts[index] ?? '';
    const certain = new Set(always[index]?.map(({ start, text: after }) => `${start} ${after}`));
    return changes.map((change) => {
      const { start, end } = change;
      if (certain.has(`${start} ${change.text}`)) return { change, place: null };
      const around = text.slice(Math.max(0, start - AROUND), end + AROUND);
      const place = places.get(around) ?? places.size;
      places.set(around, place);
      return { change, place };
    });
  });
  if (places.size > MOST_PLACES) return;
  for (let chosen = 2 ** places.size - 2; chosen > 0; chosen -= 1) {
    const isChosen = ({ place }: { place: number | null }): boolean =>
      place === null || Math.floor(chosen / 2 ** place) % 2 === 1;
    yield placed.map((changes) => changes.filter(isChosen).map(({ change }) => change));
  }
}
