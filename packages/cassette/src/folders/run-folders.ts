import type { Interaction } from '@agent-replay/contracts';
import type { Blobs } from '../http/blobs.ts';
import type { PlainRequest } from '../engine/http-call.ts';
import { changeAnswer, changeJson } from './change-answer.ts';
import { type Change, changeParts, type FolderFinder, folderFinder } from './find-folders.ts';
import { folderForms, type FolderPair, folderPair } from './folder-forms.ts';
import { waysToRead } from './ways-to-read.ts';
import { readText } from './read-text.ts';

/** The folders of the run that a tape is of, and those that it has in a replay; absolute paths. */
export interface FoldersOptions {
  recorded: { workspace?: string | undefined; cwd?: string | undefined };
  here: { workspace: string; cwd: string | null };
  /** True once the agent was told where its workspace is. */
  isWorkspaceTold: () => boolean;
}

type Asked = Omit<PlainRequest, 'effect'>;

/**
 * Reads what is asked as the recorded run would have asked it: of the ways to read the folders in it the first that is
 * recorded, and what is recorded as it is asked is no other call, whatever it names.
 */
type AsRecorded<Value> = <Read>(
  asked: Value,
  read: (asked: Value) => Read,
  isRecorded: (read: Read) => boolean,
) => Read;

/** Puts the folders of a recorded run in place of a replay's in what is asked, and the other way round in answers. */
export interface RunFolders {
  textAsRecorded: AsRecorded<string>;
  requestAsRecorded: AsRecorded<Asked>;
  jsonAsRecorded: <Value, Read>(
    asked: Value,
    read: (asked: Value) => Read,
    isRecorded: (read: Read) => boolean,
  ) => Read;
  /** What was recorded with the folders that the agent goes by. */
  jsonAsHere: <Value>(value: Value) => Value;
  answerAsHere: <Recorded extends Interaction>(interaction: Recorded, blobs: Blobs) => Recorded;
}

/**
 * An answer can name a folder only because something told it: so it names the one that the agent named, which may be
 * that of the recording, as a task has it. Undefined where the replay's folders are those of the recording.
 */
export function runFolders({ recorded, here, isWorkspaceTold }: FoldersOptions): RunFolders | undefined {
  const workspace = folderPair(recorded.workspace, here.workspace);
  const cwd = folderPair(recorded.cwd, here.cwd);
  const pairs = [workspace, cwd].filter((pair) => pair !== undefined);
  if (pairs.length === 0) return undefined;
  const finder = (side: keyof FolderPair, of: readonly FolderPair[], isLoose: boolean): FolderFinder =>
    folderFinder(
      of.flatMap((pair) => folderForms(pair, side)),
      { isLoose },
    );
  const findSure = finder('here', pairs, false);
  const finders = {
    any: finder('here', pairs, true),
    sure: findSure,
    alone: pairs.length === 1 ? [] : pairs.map((pair) => finder('here', [pair], true)),
  };
  const findRecorded = finder('recorded', pairs, false);
  /** The folders that the agent named: its own, and those of the recording. */
  const own = new Set<string>();
  const kept = new Set<string>();

  const note = (texts: readonly string[], way: readonly Change[][]): void => {
    for (const { pair } of way.flat()) own.add(pair.here);
    if (pairs.every((pair) => own.has(pair.here) || kept.has(pair.recorded))) return;
    for (const [index, text] of texts.entries())
      for (const { pair } of beside(findRecorded(text), way[index] ?? [])) kept.add(pair.recorded);
  };

  const asRecorded = <Read>(
    texts: readonly string[],
    read: (texts: readonly string[]) => Read,
    isRecorded: (read: Read) => boolean,
  ): Read => {
    const asIs = read(texts);
    let likeliest: { found: Read; way: Change[][] } | undefined;
    for (const way of waysToRead(texts, finders)) {
      if (likeliest === undefined && isRecorded(asIs)) {
        note(texts, texts.map(findSure));
        return asIs;
      }
      const found = read(texts.map((text, index) => changeParts([text], way[index] ?? [])[0] ?? text));
      likeliest ??= { found, way };
      if (!isRecorded(found)) continue;
      note(texts, way);
      return found;
    }
    note(texts, likeliest?.way ?? []);
    return likeliest?.found ?? asIs;
  };

  /** Of one folder that was both, the workspace goes first, in whatever order calls name them. */
  const folderFor = (folder: string): string => {
    const [first, second] = pairs.filter((pair) => pair.recorded === folder);
    if (first === undefined) return folder;
    if (own.has(first.here)) return first.here;
    if (first === workspace && isWorkspaceTold() && !kept.has(folder)) return first.here;
    const other = first === workspace ? second : first;
    if (other === undefined) return folder;
    if (own.has(other.here)) return first === workspace && isWorkspaceTold() ? first.here : other.here;
    return kept.has(folder) ? folder : other.here;
  };
  let found: { key: string; find: FolderFinder } | undefined;
  const findAnswered = (): FolderFinder => {
    const moved = new Map(pairs.map((pair) => [pair.recorded, folderFor(pair.recorded)]));
    const key = [...moved.values()].join('\n');
    if (found?.key !== key) {
      const now = Array.from(moved, ([from, to]) => ({ recorded: from, here: to }));
      found = { key, find: finder('recorded', now, false) };
    }
    return found.find;
  };

  return {
    textAsRecorded: (asked, read, isRecorded) =>
      asRecorded([asked], ([text = asked]) => read(text), isRecorded),
    requestAsRecorded(request, read, isRecorded) {
      const { method, url, headers, body } = request;
      const said = readText(body);
      const texts = [url, ...headers.map(([, value]) => value), ...(said === undefined ? [] : [said])];
      const written = (changed: readonly string[]): Asked => ({
        method,
        url: changed[0] ?? url,
        headers: headers.map(([name, value], index) => [name, changed[index + 1] ?? value] as const),
        // What is no text is left as it is: a length or a sum in it would no longer be right.
        body: said === undefined || changed.at(-1) === said ? body : Buffer.from(changed.at(-1) ?? said),
      });
      const readTexts = (changed: readonly string[]) => read(changed === texts ? request : written(changed));
      return asRecorded(texts, readTexts, isRecorded);
    },
    jsonAsRecorded(value, read, isRecorded) {
      const before = JSON.stringify(value) as string | undefined;
      if (before === undefined) return read(value);
      const readJson = ([after = before]: readonly string[]) =>
        read(after === before ? value : (JSON.parse(after) as typeof value));
      return asRecorded([before], readJson, isRecorded);
    },
    jsonAsHere: (value) => changeJson(value, findAnswered()),
    answerAsHere: (interaction, blobs) => changeAnswer(interaction, findAnswered(), blobs),
  };
}

/** What is not within what changes. */
function beside(found: readonly Change[], changes: readonly Change[]): Change[] {
  let next = 0;
  return found.filter(({ start, end }) => {
    while ((changes[next]?.end ?? Infinity) <= start) next += 1;
    return end <= (changes[next]?.start ?? Infinity);
  });
}
