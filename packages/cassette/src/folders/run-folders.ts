import type { Interaction } from '@agent-replay/contracts';
import type { Blobs } from '../http/blobs.ts';
import type { PlainRequest } from '../engine/http-call.ts';
import { changeAnswer, changeJson } from './change-answer.ts';
import { changeParts, type FolderFinder, folderFinder } from './find-folders.ts';
import { folderForms, type FolderPair } from './folder-forms.ts';
import { readText } from './read-text.ts';

/** The folders of the run that a tape is of, and those that it has in a replay; absolute paths. */
export interface FoldersOptions {
  recorded: { workspace?: string | undefined; cwd?: string | undefined };
  here: { workspace: string; cwd: string | null };
  /** True once the agent was told where its workspace is. */
  isWorkspaceTold: () => boolean;
}

type Asked = Omit<PlainRequest, 'effect'>;

/** Puts the folders of a recorded run in place of a replay's in what is asked, and the other way round in answers. */
export interface RunFolders {
  /** A text of the agent's with the recorded folders; the same one where it names none of its own. */
  asRecorded: (text: string) => string;
  requestAsRecorded: (request: Asked) => Asked;
  jsonAsRecorded: <Value>(value: Value) => Value;
  /** What was recorded with the folders that the agent goes by. */
  jsonAsHere: <Value>(value: Value) => Value;
  answerAsHere: <Recorded extends Interaction>(interaction: Recorded, blobs: Blobs) => Recorded;
}

/**
 * An answer can name a folder only because something told it: so it names the one that the agent named, which may be
 * that of the recording, as a task has it. Undefined where the replay's folders are those of the recording.
 */
export function runFolders({ recorded, here, isWorkspaceTold }: FoldersOptions): RunFolders | undefined {
  const workspace = pairOf(recorded.workspace, here.workspace);
  const cwd = pairOf(recorded.cwd, here.cwd);
  const pairs = [workspace, cwd].filter((pair) => pair !== undefined);
  if (pairs.length === 0) return undefined;
  const findOwn = folderFinder(pairs.flatMap((pair) => folderForms(pair, 'here')));
  const findRecorded = folderFinder(pairs.flatMap((pair) => folderForms(pair, 'recorded')));
  /** By the recorded folder, the one that the agent names. */
  const named = new Map<string, string>();

  const asRecorded = (text: string): string => {
    const own = findOwn(text);
    for (const { pair } of own) named.set(pair.recorded, pair.here);
    for (const { pair } of named.size === pairs.length ? [] : findRecorded(text))
      if (!named.has(pair.recorded)) named.set(pair.recorded, pair.recorded);
    return changeParts([text], own)[0] ?? text;
  };

  const folderFor = (folder: string): string => {
    const known = named.get(folder);
    if (known !== undefined) return known;
    if (folder === workspace?.recorded && isWorkspaceTold()) return workspace.here;
    return folder === cwd?.recorded ? cwd.here : folder;
  };
  let found: { key: string; find: FolderFinder } | undefined;
  const finder = (): FolderFinder => {
    const moved = new Map(pairs.map((pair) => [pair.recorded, folderFor(pair.recorded)]));
    const key = [...moved.values()].join('\n');
    if (found?.key !== key) {
      const forms = Array.from(moved, ([from, to]) => folderForms({ recorded: from, here: to }, 'recorded'));
      found = { key, find: folderFinder(forms.flat()) };
    }
    return found.find;
  };

  return {
    asRecorded,
    requestAsRecorded(request) {
      let isChanged = false;
      const change = (text: string): string => {
        const after = asRecorded(text);
        isChanged ||= after !== text;
        return after;
      };
      const other = {
        method: request.method,
        url: change(request.url),
        headers: request.headers.map(([name, value]) => [name, change(value)] as const),
        body: changedBody(request.body, change),
      };
      return isChanged ? other : request;
    },
    jsonAsRecorded<Value>(value: Value) {
      const before = JSON.stringify(value);
      const after = asRecorded(before);
      return after === before ? value : (JSON.parse(after) as Value);
    },
    jsonAsHere: (value) => changeJson(value, finder()),
    answerAsHere: (interaction, blobs) => changeAnswer(interaction, finder(), blobs),
  };
}

function pairOf(recorded: string | undefined, here: string | null): FolderPair | undefined {
  return recorded === undefined || here === null || here === recorded ? undefined : { recorded, here };
}

/** What is no text is left as it is: a length or a sum in it would no longer be right. */
function changedBody(body: Uint8Array, change: (text: string) => string): Uint8Array {
  const before = readText(body);
  const after = before === undefined ? undefined : change(before);
  return after === undefined || after === before ? body : Buffer.from(after);
}
