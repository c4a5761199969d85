import type { Change, FolderFinder } from './find-folders.ts';

/**
 * The ways to read the folders in texts that are asked together, the likeliest first: by each finder, of which the first finds the most; then with some of
 * what the first one found, where that stands in few different places. Nothing where no folder is named.
 */
export function* waysToRead(
  texts: readonly string[],
  finders: readonly FolderFinder[],
): Generator<Change[][]> {
  const tried = new Set<string>();
  const isNew = (way: readonly Change[][]): boolean => {
    const key = JSON.stringify(way.map((changes) => changes.map(({ start, text }) => [start, text])));
    const { size } = tried;
    return tried.add(key).size > size;
  };
  isNew(texts.map(() => []));
  const [findMost, ...others] = finders;
  const most = findMost === undefined ? [] : texts.map(findMost);
  if (!isNew(most)) return;
  yield most;
  for (const find of others) {
    const way = texts.map(find);
    if (isNew(way)) yield way;
  }
  for (const way of someOf(texts, most)) if (isNew(way)) yield way;
}

const MOST_PLACES = 5;
/** How much of a text around a folder tells one place from another: a conversation repeats what was said in it. */
const AROUND = 12;

function* someOf(texts: readonly string[], most: readonly Change[][]): Generator<Change[][]> {
  const places = new Map<string, number>();
  const placed = most.map((changes, index) => {
    const text = texts[index] ?? '';
    return changes.map((change) => {
      const { start, end } = change;
      const around = text.slice(Math.max(0, start - AROUND), end + AROUND);
      const place = places.get(around) ?? places.size;
      places.set(around, place);
      return { change, place };
    });
  });
  if (places.size > MOST_PLACES) return;
  for (let chosen = 2 ** places.size - 2; chosen > 0; chosen -= 1) {
    const isChosen = ({ place }: { place: number }): boolean => Math.floor(chosen / 2 ** place) % 2 === 1;
    yield placed.map((changes) => changes.filter(isChosen).map(({ change }) => change));
  }
}
