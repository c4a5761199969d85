import { changeParts, folderFinder } from './find-folders.ts';
import { folderForms, isRoot } from './folder-forms.ts';

/** Puts names in place of folders, by their absolute paths, wherever a text has one of them in any of its writings. */
export function renameFolders(names: ReadonlyMap<string, string>): (text: string) => string {
  const pairs = Array.from(names, ([here, recorded]) => ({ here, recorded })).filter(
    ({ here }) => !isRoot(here),
  );
  const find = folderFinder(
    pairs.flatMap((pair) => folderForms(pair, 'here')),
    { isLoose: false },
  );
  return (text) => changeParts([text], find(text))[0] ?? text;
}
