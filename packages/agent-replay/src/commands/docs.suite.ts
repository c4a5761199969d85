import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../..', import.meta.url));

/** A file of the repository, as text. */
export function readDoc(path: string): string {
  return readFileSync(`${root}/${path}`, 'utf8');
}

/**
 * Every command that a page shows, in order: indented as code, or between backticks; without `$`, `npx` and
 * comments. Lists of what there is (`a | b`, `[--option]`, `…`) are no commands.
 */
export function commandsOf(path: string): string[] {
  const COMMAND =
    /^(?: {4,}|\s*- run: )(?:\$ )?((?:npx |agent-replay |npm |git |source ).*)$|`((?:npx )?agent-replay (?:-|[a-z]+)[^`]*)`/gm;
  return [...readDoc(path).matchAll(COMMAND)]
    .flatMap(([, block, inline]) => (block ?? inline ?? '').split('&&'))
    .map((line) =>
      line
        .trim()
        .replace(/^npx /, '')
        .replace(/ {2,}#.*$/, ''),
    )
    .filter((line) => !/[|…[\]]/.test(line));
}

/** The blocks of code of a page, of one language. */
export function blocksOf(path: string, language: string): string[] {
  return [...readDoc(path).matchAll(new RegExp(`^ *\`\`\`${language}\\n(.*?)^ *\`\`\``, 'gms'))].map(
    ([, code = '']) => code,
  );
}
