import { randomBytes } from 'node:crypto';
import { stripVTControlCharacters, styleText } from 'node:util';
import { printable } from './printable.ts';

const ESC = '\u001B';
/** Stands for ESC in a style of ours until it is written: drawn for each process, so that no data can pass for one. */
const OURS = `\uFDD0${randomBytes(8).toString('hex')}`;

/** Text, made printable, in a colour, where the terminal behind `stream` has colours and `NO_COLOR` is not set. */
export function styled(
  style: Parameters<typeof styleText>[0],
  text: string,
  stream: NodeJS.WritableStream,
): string {
  return styleText(style, printable(text), { stream }).replaceAll(ESC, OURS);
}

/** What was made printable, with the styles of ours as the terminal reads them. */
export function withStyles(text: string): string {
  return text.replaceAll(OURS, ESC);
}

/** How many characters are seen. */
export function width(text: string): number {
  return stripVTControlCharacters(withStyles(text)).length;
}
