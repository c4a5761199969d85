/** Controls, and what turns, joins or hides text; in words and emoji these do not stand. */
const UNSEEN = new RegExp(
  String.raw`[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u061C\u200B\u200E\u200F\u2028-\u202E\u2060-\u2064\u2066-\u2069\uFEFF]`,
  'g',
);
/** A line that GitHub Actions would take for a command to it. */
const COMMAND = /^([ \t]*):(?=:[a-z-]+[ :])/gm;
const BREAKS = /[\n\t]/g;

/**
 * Text of an agent or a fixture as a terminal or the log of a CI may have it: what would move a cursor, write a title,
 * colour or turn a line or command the CI is spelled out. Lines stay, and what `styled` made.
 */
export function printable(text: string): string {
  return text.replaceAll(UNSEEN, escaped).replaceAll(COMMAND, (_, indent: string) => indent + escaped(':'));
}

/** The same on one line: a value must not end the line that it stands in, and write one of its own. */
export function onOneLine(text: string): string {
  return printable(text.replaceAll(BREAKS, (found) => (found === '\n' ? '\\n' : '\\t')));
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
