import { cue } from '../cues.ts';
import type { Edit } from '../edit.ts';
import type { Heard } from '../heard.ts';
import { isBenign } from '../values/is-benign.ts';
import { isNameWithNumber } from '../values/is-name-with-number.ts';
import { isCommonId, isOpaque } from '../values/is-opaque.ts';
import { isPasswordLike } from '../values/is-password-like.ts';
import { last } from './commands.ts';

/** What a tool or a command that reads secrets is told to have answered in a text: `Action: get_secret … Observation: …`. */
export function toldByTools(text: string, heard: Heard): Edit[] {
  const edits: Edit[] = [];
  let from = 0;
  for (const start of heard.starts(READ_CUE)) {
    if (start < from || !READS.test(text.slice(Math.max(0, start - LONGEST_VERB), start))) continue;
    ANSWERED.lastIndex = start;
    const found = ANSWERED.exec(text);
    if (found === null) continue;
    from = start + found[0].length;
    const value = found[1] ?? '';
    if (isMadeUp(value) && !isType(found[0], value)) edits.push(last(found, 'secret'));
  }
  return edits;
}

const isMadeUp = (value: string): boolean =>
  !isBenign(value) &&
  !isCommonId(value) &&
  (isPasswordLike(value) || (/\d/.test(value) && isOpaque(value, 8)));

/** What a function is declared to return: `def get_token() -> OAuth2Token:`. */
const isType = (whole: string, value: string): boolean =>
  /[=-]>\s{0,8}$/.test(whole.slice(0, -value.length)) && isNameWithNumber(value.replace(/[:;?]$/, ''));

export const READ_CUE = cue(
  '_secret|-secret|_password|-password|_credential|-credential|_api_key|-api-key|_apikey|_passphrase|_otp|_token|-token',
);
/** The name of a tool goes on, its arguments follow, and what marks the answer. */
const ANSWERED =
  /[_-](?:secret|password|credential|api[_-]?key|passphrase|otp|token)s?(?:[_-](?:value|version))?(?![\w-])[^]{0,120}?(?:\b(?:Observation|Result|Output|Response):|\breturned:?|<\/?tool_(?:response|result|output)>|<\/?function_(?:response|result)s?>|[=-]>|→|--output text|\)[ \t]*\n)\s{0,8}["'`]?([^\s"'`<>{}[\]]{6,200})(?=["'`]?[.,]?[ \t]*(?:$|[\r\n<]))/iy;
const READS =
  /(?:^|[^A-Za-z])(?:get|read|fetch|reveal|retrieve|look_?up|show|resolve|create|generate|rotate|issue)(?:[_-][a-z]{1,16}){0,2}$/i;
const LONGEST_VERB = 50;
