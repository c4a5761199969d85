import { tmpdir } from 'node:os';
import { renameFolders } from '@agent-replay/cassette';
import { realPlace } from '@agent-replay/runs';
import { findConfig } from '../config/find-config.ts';
import { repositoryOf } from '../config/repository-of.ts';

/** As long as a text is surely the same, of one that was cut and had longer or shorter paths in it. */
const CUT = 200;
/** The folder of a process that replays, and that of a run's workspace; `mkdtemp` ends a name with six of these characters. */
const OF_CHILD = /TEMP(?:[\\/]|%2F|%5C)+agent-replay-child-(?:\d+-)?\w{6}\b/gi;
const WORKSPACE = /TEMP(?:[\\/]|%2F|%5C)+agent-replay-[\da-f-]{36}(?:[\\/]|%2F|%5C)+workspace\b/gi;
const MADE = /(TEMP(?:[\\/]|%2[Ff]|%5[Cc])+[\w.-]*-)[A-Za-z\d]{6}\b(?!-)/g;
const FRAME = /\n[ \t]+at [^\n]*/g;

const temporary = tmpdir();

/**
 * Leaves out of texts where a replay of the fixture in this folder stood, and from where its code was called: another
 * checkout, another machine and the next replay have other paths.
 */
export function withoutFolders(dir: string): (text: string) => string {
  let renamed: ((text: string) => string) | undefined;
  return (text) => {
    if (!/[\\/]|%2F/i.test(text)) return text;
    renamed ??= renameFolders(foldersOf(dir));
    const isCut = text.endsWith('…');
    const plain = renamed(text.replaceAll(FRAME, ''))
      .replaceAll(OF_CHILD, 'TEMP')
      .replaceAll(WORKSPACE, 'WORKSPACE')
      .replaceAll(MADE, '$1XXXXXX');
    return isCut ? `${plain.slice(0, CUT)}…` : plain;
  };
}

/** The folders whose paths are a machine's own, and what they are called. */
function foldersOf(dir: string): Map<string, string> {
  const root = rootOf(dir);
  return new Map([
    [temporary, 'TEMP'],
    [realPlace(temporary), 'TEMP'],
    [repositoryOf(root), 'REPOSITORY'],
    [realPlace(repositoryOf(root)), 'REPOSITORY'],
    [root, 'PROJECT'],
    [realPlace(root), 'PROJECT'],
  ]);
}

/** The fixture's own folder where there are two configs, of which none holds. */
function rootOf(dir: string): string {
  try {
    return findConfig(dir).root;
  } catch {
    return dir;
  }
}
