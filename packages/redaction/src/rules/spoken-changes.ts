import { cue } from '../cues.ts';
import type { Cue } from '../automaton.ts';
import type { Edit } from '../edit.ts';
import type { Heard } from '../heard.ts';
import { LATIN } from '../values/letters.ts';
import { isCommonId, isOpaque } from '../values/is-opaque.ts';
import { isPasswordLike } from '../values/is-password-like.ts';
import { last } from './commands.ts';

const NOUNS = cue(
  'passwor|kennwort|passphrase|mot de passe|contraseña|clave|senha|palavra-passe|parola|wachtwoord|hasł|şifre|パスワード|비밀번호|密码|密碼',
);
const NOUN = String.raw`(?<![${LATIN}_])(?:passwor[dt]|kennwort|passphrase|mot de passe|contraseña|clave|senha|palavra-passe|parola|wachtwoord|hasło)`;
const WORDS = String.raw`(?: [${LATIN}0-9][${LATIN}0-9.'’-]{0,20}){0,4}?`;
const VALUE = String.raw`["'\x60“„«]?\s?([^\s"'\x60”»“„«，。、」\u3040-\u9fff\uac00-\ud7a3]{6,64})`;
/** `Ich habe das Passwort auf … geändert`, `he cambiado la contraseña a …` */
const CHANGED = new RegExp(
  String.raw`${NOUN}${WORDS} (?:to|auf|in|en|à|par|por|a|para|per|con|naar|na) ${VALUE}`,
  'iuy',
);
/** Languages that put the word behind it: `Şifreyi … olarak değiştirdim`, `パスワードを…に変更` */
const CHANGED_BEHIND = new RegExp(
  String.raw`(?:(?<![${LATIN}_])(?:parola|şifre)[mnsyıi]{0,6} |(?:パスワード|密[码碼])を?\s?|비밀번호를? ?)${VALUE}(?= (?:olarak|yap)|\s?(?:に|へ|으?로|[改换換]))`,
  'iuy',
);
const BEFORE = 60;
const BEHIND = 40;
const VERB =
  /changed|reset|updated|switched|ge[äa]e?ndert|gesetzt|gestellt|umgestellt|[äa]ndere|changé|modifié|remplacé|réinitialisé|cambi(?:é|o|ad|at|e)|modific|actualic|mude|mudou|alter(?:ei|ou|ad)|troc(?:ou|ad)|troquei|veranderd|gewijzigd|aangepast|ingesteld|zmieni|ustawi|değiştir|yaptı|ayarla|güncelle|変更|設定|바꿨|바꾸|변경|설정|改|换|換|設定/iu;

/** What a password was changed to, in the languages that say so around it. */
export const changesAbroad = (heard: Heard): Edit[] =>
  [...heard.matches(NOUNS, CHANGED), ...heard.matches(NOUNS, CHANGED_BEHIND)].flatMap((found) => {
    const { 0: whole, 1: given = '', index, input } = found;
    const value = given.replace(/[.,;:!?)]+$/, '');
    const end = index + whole.length;
    const around = [
      input.slice(Math.max(0, index - BEFORE), index),
      whole.slice(0, -given.length),
      input.slice(end, end + BEHIND),
    ];
    if (!isSecret(value) || !around.some((text) => VERB.test(text))) return [];
    const edit = last(found, 'password');
    return [{ ...edit, end: edit.start + value.length }];
  });

const COMBINATIONS = cue('combination', 'whole');
/** Of a lock: `The combination of the safe is 34-71-08`. */
const COMBINATION =
  /combination\b(?<=\b(?:safe|lock|vault|locker|padlock|gun ?safe|bike ?lock)(?:['’]s)? combination|combination(?= (?:of|for|to) [^.:\n\d]{0,30}\b(?:safe|lock|vault|locker|padlock)\b))(?: (?:of|for|to|on|at|in) [^.:\n\d]{1,40}?)?(?: is|:| =){1,2}\s{0,4}["'`]?(\d{1,2}(?:[- /.]\d{1,2}){2,4})(?![\d-])/iy;

export const combinations = (heard: Heard): Edit[] =>
  heard.matches(COMBINATIONS, COMBINATION).map((found) => last(found, 'code'));

/** What a text has to name for these to find something. */
export const CHANGE_CUES: readonly Cue[] = [NOUNS, COMBINATIONS];

const isSecret = (value: string): boolean =>
  isPasswordLike(value) || (isOpaque(value, 8) && !isCommonId(value));
