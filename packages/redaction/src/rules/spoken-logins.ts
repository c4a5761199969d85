import { cue } from '../cues.ts';
import type { Edit } from '../edit.ts';
import type { Heard } from '../heard.ts';
import { isBenign } from '../values/is-benign.ts';
import { isOpaque } from '../values/is-opaque.ts';
import { isPasswordLike } from '../values/is-password-like.ts';
import { isUnlikeWords } from '../values/is-unlike-words.ts';
import { last } from './commands.ts';

/** A word beside which a user and a password stand. */
export const LOGIN_CUE = cue(
  'log|sign|credentials|creds|account|user|zugangsdaten|anmeldedaten|identifiants|credenciales|credenziali|inloggegevens',
  'whole',
);
const LOGIN =
  /\b(?:(?:(?:log|sign)[- ]?in|credentials?|creds|zugangsdaten|anmeldedaten|identifiants|credenciales|credenziali|inloggegevens)\b(?: (?:for|of|to|für|pour|para|per|voor) [\w. -]{1,24}(?=:| [-–—]))?|(?:account|user(?:name)?)\b)\s?(?:is|are|with|using|as|via|[:=–—-])\s{0,4}["'`]?[\w.@+-]{1,64}["'`]?\s?(?:\/|\||,|:|and|with)\s{0,4}(?:pass\w{0,8}\s?:?\s?)?["'`]?([^\s"'`,;]{5,64})/iy;

/** `Login: admin / …`, `log in as bob with …`, `the admin account (admin:…)`. */
export function logins(heard: Heard): Edit[] {
  return heard
    .matches(LOGIN_CUE, LOGIN)
    .filter(
      ({ 0: whole, 1: value = '' }) =>
        !REFERENCE.test(userOf(whole)) &&
        isUnlikeWords(value) &&
        (isOpaque(value, 6) || isPasswordLike(value) || isNamedPair(whole, value)),
    )
    .concat(heard.matches(LOGIN_CUE, IN_BRACKETS).filter(isOfUser))
    .concat(heard.matches(LOGIN_CUE, SLASHED).filter(isOfUser).filter(isUnlikePage))
    .concat(heard.matches(LOGIN_CUE, PAIRED).filter(isOfUser).filter(isNoVerb))
    .map((found) => last(found, 'password'));
}

/** `user admin pass …`, without a sign between. */
const PAIRED =
  /user(?:name)? ([\w.@-]{2,40}),? (?:and |with )?pass(?:word)? ([^\s"'`,;:/()<>=]{6,64})(?=[\s,;.!]|$)/iy;

/** Behind these somebody passes something: `the user can pass Base64Image`. */
const isNoVerb = ({ 1: user = '' }: RegExpExecArray): boolean =>
  !/^(?:can|cannot|may|might|must|should|could|would|will|shall|to|then|did|does|has|have|had|who|and|or|also|only|first|always|never|just|could|either)$/i.test(
    user,
  );

/** `The admin account (admin:…)` */
const IN_BRACKETS =
  /(?:(?:log|sign)[- ]?in|credentials?|creds|account|user)\b[^\n()]{0,30}\(([\w.@-]{2,40}):([^\s:()]{6,64})(?=\))/iy;

/** `login ops / …`, without a word between. */
const SLASHED =
  /(?:log[- ]?in|creds|credentials)(?: (?:for|of|to|on) [\w.-]{1,24})? ([\w.@-]{2,40}) \/ ([^\s"'`,;:/()<>]{6,64})(?=[\s,;.!]|$)/iy;
const isUnlikePage = ({ 1: user = '', 2: value = '' }: RegExpExecArray): boolean =>
  !REFERENCE.test(user) &&
  !PAGE.test(user) &&
  !/^(?:sign|step|page|log|part|phase|v)[\w-]{0,8}\d$/i.test(value);
const PAGE =
  /^(?:page|form|screen|flow|button|api|route|endpoint|tests?|view|modal|dialog|link|url|step|panel|service|module|component|system|process|password|register|logout|sign\w*|error|errors|failed|success|attempts?|count|events?)$/i;

/** Beside a password in brackets stands whose it is, unless it is known to be something else. */
const isOfUser = ({ 1: user = '', 2: value = '' }: RegExpExecArray): boolean =>
  (isPasswordLike(value) || MADE_UP.test(value)) &&
  !REGION.test(user) &&
  !NO_USER.test(user) &&
  !SOURCE_FILE.test(user);
/** A word and a number that no year, size or version is. */
const MADE_UP = /^[a-z]{6,20}(?!(?:19|20)\d\d$)\d{2,6}$/;
/** A file of code, behind which stands what is in it. */
const SOURCE_FILE = /\.(?:[cm]?[jt]sx?|py|go|rb|rs|java|kt|php|cs|vue|sql)$/i;
const REGION = /^[a-z]{2,12}-(?:gov-)?(?:north|south|east|west|central){1,2}(?:-?\d[a-z]?)?$/i;
const FACT =
  '(?:regions?|zones?|roles?|build|release|version|rev|revision|commit|branch|tag|sha\\d*|md5|hash|checksum|digest|etag|uu?id|guid|ids?|ref|reference|ticket|issue|bug|order|case|invoice|iban|bic|swift|plan|tier|type|kind|status|state|level|since|until|date|time|tel|urn|arn|model|locale|language|currency|country|env|devices?|browser|os|pages?|see|steps?|lines?|tables?|files?)';
const NO_USER = new RegExp(`^${FACT}(?:[-_.](?:${FACT}|\\d{1,9})){0,4}$`, 'i');

/** `login is admin / cactus-tango-9`: a user, and behind a slash what is no date, version, path or share. */
const isNamedPair = (whole: string, value: string): boolean => {
  const user = userOf(whole);
  return user !== '' && !isBenign(user) && /^(?=.*[A-Za-z]{3})[\w!@#$%^&*.+-]{6,64}$/.test(value);
};
const userOf = (whole: string): string => USER_BEFORE_SLASH.exec(whole)?.[1] ?? '';
/** Where they are to be found: `siehe / Anhang12`. */
const REFERENCE = /^(?:see|siehe|vgl\.?|cf\.?|voir|v[eé]ase|ver|vedi|vide|zie|zob\.?|attached|enclosed)$/i;
const USER_BEFORE_SLASH =
  /^(?:log|sign|cred|zugang|anmelde|ident|inlog)[^]{0,100}?([\w.@+-]{1,64})["'`]?\s\/\s{1,4}\S{5,64}$/i;
