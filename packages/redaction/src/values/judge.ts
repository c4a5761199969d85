import { detached } from '../memory.ts';
import { normalName } from '../names/normal-name.ts';
import { isKeyOfService, SIGNATURE } from '../names/secret-names.ts';
import type { Names } from '../names/names.ts';
import { PLACEHOLDER, withoutPlaceholders } from '../placeholder.ts';
import { isBenign, isProse } from './is-benign.ts';
import { isChecksum } from './is-checksum.ts';
import { isCommonId, isOpaque, isOpaqueName } from './is-opaque.ts';
import { isPasswordLike } from './is-password-like.ts';
import { isPersonal } from './personal.ts';
import { kindOf } from './kind-of.ts';
import { percentDecoded } from './percent-decoded.ts';

/**
 * The kind of secret that a value under a name is, or undefined when it is none.
 *
 * @param bare true where nothing delimits the value, as in code and prose: then words are no secrets
 */
export function judgeNamed(names: Names, name: string, given: string, bare = false): string | undefined {
  const strength = names.strength(name);
  if (given.length > SHORTEST_SEED && isSeedPhrase(name, given)) return 'seed';
  if (strength === undefined || isTooShort(strength, given)) return undefined;
  if (name.length + given.length > LONGEST) return judge(names, name, given, bare);
  let known = judged.get(names);
  if (known === undefined) judged.set(names, (known = new Map()));
  let verdict = known.get(given);
  const first = verdict;
  for (; verdict !== undefined; verdict = verdict.next)
    if (verdict.bare === bare && verdict.name === name) return verdict.kind;
  const kind = judge(names, name, given, bare);
  if (known.size >= MOST) known.clear();
  // of a value that stands under ever other names, few are kept
  known.set(detached(given), {
    name: detached(name),
    bare,
    kind,
    next: first?.next === undefined ? first : undefined,
  });
  return kind;
}

/** True where a value has fewer characters than one that goes under a name of that strength. */
export const isTooShort = (strength: ReturnType<Names['strength']>, value: string): boolean =>
  (strength === 'likely' && value.length < MACHINE_MADE) || (strength === 'maybe' && value.length < RANDOM);

/** Characters of what a machine has made, and of what is long and random. */
const MACHINE_MADE = 8;
const RANDOM = 16;

/** As many words as a wallet has (BIP 39), under a name that also names what random numbers begin with. */
const isSeedPhrase = (name: string, value: string): boolean =>
  value.length < 230 && /seed|words|backup|wallet|recovery/i.test(name) && SEED_PHRASE.test(value);

const SHORTEST_SEED = 40;
const SEED_PHRASE =
  /^(?!.*\b(?:the|and|for|are|was|with|your|from|have|not|but|our|its|they|been|were|than|must|should)\b)[a-z]{3,8}(?:[ ,]{1,2}[a-z]{3,8}){11}(?:(?:[ ,]{1,2}[a-z]{3,8}){3}){0,4}$/;

/** Of a value under a name, and of the same value under the name before. */
interface Verdict {
  name: string;
  bare: boolean;
  kind: string | undefined;
  next: Verdict | undefined;
}

/** What was judged lately: several rules come to the same value by the same name, each in its own way. */
const judged = new WeakMap<Names, Map<string, Verdict>>();
const MOST = 10_000;
const LONGEST = 200;

function judge(names: Names, name: string, given: string, bare: boolean): string | undefined {
  const strength = names.strength(name);
  const normal = normalName(name);
  if (strength === 'personal')
    return isPersonal(normal, given) &&
      (!bare || !looksLikeCode(given)) &&
      (/\d/.test(given) || names.strength(given) === undefined)
      ? 'personal'
      : undefined;
  if (isBenign(given) || isChecksum(name, given)) return undefined;
  const value = withoutPlaceholders(given);
  // the project has said so: what the value looks like tells nothing more
  if (names.isOwn(name)) return kindOf(normal);
  if (isSame(value, normal) || isLabel(value, names) || isState(value, normal)) return undefined;
  // what a check says when it passes
  if (
    normal === 'pass' &&
    (CHECK_PASSED.test(value) || COUNTED.test(value) || (bare && COUNT.test(value)) || EASTERN.test(value))
  )
    return undefined;
  if (IMAGE.test(value) || (PHRASE.test(normal) && isShortList(value))) return undefined;
  const kind = kindOf(normal);
  if (/^(?:key|token)$/.test(kind) && isVariable(value)) return undefined;
  if (kind === 'cookie' && isName(value) && (!OF_COOKIES.test(normal) || COOKIE_NAME.test(value)))
    return undefined;
  if (HEX_HOLDER.test(normal) && HEX.test(value)) return kind;
  if (strength === 'maybe')
    return isOpaque(value, RANDOM) && !isCommonId(value) && !CONSTANT.test(value) && !value.startsWith('#')
      ? kind
      : undefined;
  if (strength === 'likely') {
    const isOfThing = KEY_OR_ID.test(normal);
    const isLoose = LOOSE.test(normal) && !isKeyOfService(normal);
    if (
      (bare && looksLikeCode(value)) ||
      (isLoose && (isCommonId(value) || (isOfThing && SLUG.test(value)))) ||
      (HELP_DESK.test(normal) && CASE.test(value)) ||
      (normal === 'login' && USERNAME.test(value))
    )
      return undefined;
    if (isLoose && isOpaqueBehind(value, names)) return kind;
    if (!bare && TOKEN.test(normal) && LONG_NUMBER.test(value)) return kind;
    const path = isLoose && isOfThing ? pathIn(value) : value;
    if (isLoose && OBJECT.test(path)) return path.split(/[/.=]/).some(isOpaqueName) ? kind : undefined;
    if (isLoose && isOfThing && FOLDER.test(path) && !OF_SECRETS.test(path)) return undefined;
    return isOpaque(value, MACHINE_MADE) || isPasswordLike(/^[\w.@-]{1,64}:([^\s:]+)$/.exec(value)?.[1] ?? '')
      ? kind
      : undefined;
  }
  if (kind === 'phone') return isPhone(value) ? kind : undefined;
  if (normal === 'pin' && PIN_OF_BOARD.test(value)) return undefined;
  if (kind === 'code' && /^[A-Z]{4}-[A-Z]{4}$/.test(value)) return kind;
  if (bare && (kind === 'code' || kind === 'personal') && /[(){}[\]<>]|\$\d{1,2}$/.test(value))
    return undefined;
  if (kind === 'code' || kind === 'personal') return /\d/.test(value) && !isProse(value) ? kind : undefined;
  if (isProse(worded(given)) || (bare && looksLikeCode(value))) return undefined;
  return kind;
}

/** A sentence is one whatever was taken out of it. */
const worded = (given: string): string =>
  given.includes('[REDACTED:') ? given.replace(PLACEHOLDER, 'word') : given;

/** The name once more: most values begin with another letter. */
const isSame = (value: string, normal: string): boolean =>
  (value.length > 120 || !/^[a-z]/i.test(value) || value[0]?.toLowerCase() === normal[0]) &&
  normalName(value) === normal;

/** Where a wire is connected. */
const PIN_OF_BOARD = /^(?:GPIO|ADC|DAC|PWM|IO|P[A-H]|[ADP])_?\d{1,2}$/;
/** A picture of the thing, which is at nobody's secret address. */
const IMAGE = /^https?:\/\/[^\s?#@]{4,300}\/[\w.-]{1,40}\.(?:png|jpe?g|gif|svg|webp)(?:\?v?[\w=.]{0,8})?$/;
const PHRASE = /^(?:mnemonic|seed_?phrase)$/;
/** What helps to remember; the shortest phrase that opens a wallet has twelve words. */
const isShortList = (value: string): boolean => {
  const words = value.split(/[\s,]+/).filter(Boolean).length;
  return words > 1 && words < 12;
};
const CONSTANT = /^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+$/;
const EASTERN = /[\u3040-\u9fff\uac00-\ud7a3]/;
/** How many did: `pass: 12, fail: 3`. */
const COUNTED =
  /^\d{1,6},\s?(?:fail|err|skip|warn|todo|pend|total|tests?\b|flak|xfail|xpass|inconc|abort|time|block|ignor)\w{0,10}[:=]\s?\d/i;
/** Of such a list, where nothing delimits the value. */
const COUNT = /^\d{1,3}$|^\d{1,6},$/;
const CHECK_PASSED = /^(?:\p{Lu}|['"<$]).* .* |^(?=.*(?:['"]|[^\0-\u007f]| \p{L}{1,2} ))(?:\S+ ){4}/u;

const TOKEN = /^(?:access_?|auth_?|api_?)?token$/;
/** More digits than are counted, and no time in seconds or milliseconds. */
const LONG_NUMBER = /^(?!1[4-9]\d{8}(?:\d{3})?$)\d{9,40}$/;

/** Humps that are words, where nobody makes up what stands: `onDone`. */
const isVariable = (value: string): boolean =>
  value.length <= 40 && /^[a-z]{2,}(?:[A-Z][a-z]+){1,5}$/.test(value) && !isOpaque(value, 4);

/** Of a cookie: `acme.session`. */
const isName = (value: string): boolean =>
  value.length <= 40 && /^[a-z]+(?:[._:-][a-z]+){0,4}=?$/i.test(value) && !isOpaque(value, 4);

/** What cookies and sessions are signed with is no name of one. */
const OF_COOKIES = /(?:^|_)(?:secret|key|salt|pepper)s?$/;
const COOKIE_NAME = /(?:^|[._:-])(?:session|sess|cookie|sid|auth|user|login|id)s?=?$/i;

/** A request for help: `INC0012345`. */
const CASE = /^[A-Z]{2,8}-?\d{3,10}$/;
const HELP_DESK = /(?:^|_)tickets?$/;
const USERNAME = /^\d{0,4}[A-Za-z][A-Za-z0-9-]{0,38}$/;
/** In a bucket, under folders: `orders/2026/02/14/<uuid>.json`. */
const OBJECT = /^(?:[A-Za-z0-9][\w.=-]{0,80}\/){1,12}[\w.-]{1,100}\.[a-z][a-z0-9]{1,7}$/;
/** What follows in a form, where it looks random; what has a telling name is found by that. */
const isOpaqueBehind = (value: string, names: Names): boolean =>
  value.includes('&') &&
  value
    .split('&')
    .slice(1)
    .map((field) => /^(?:([^=]{0,60})=)?(.*)$/s.exec(field) ?? [])
    .some(
      ([, name = '', held = '']) =>
        isOpaque(held, 16) &&
        !isCommonId(held) &&
        !SIGNATURE.test(name) &&
        !/^(?:secret|likely)$/.test(names.strength(name) ?? ''),
    );

/** Names of objects and records; a header or a session has no folders. */
const KEY_OR_ID = /(?:^|_)(?:keys?|ids?)$/;

/** Of an object in a form, which others may follow. */
function pathIn(value: string): string {
  const path = value.replace(/&[\w.-]{1,40}=.*$/s, '');
  return path.includes('%') ? (percentDecoded(path) ?? path) : path;
}

/** The same where no file is told from a folder: words and ids, of which no key is made. */
const FOLDER =
  /^[a-z][a-z_-]{1,40}(?:\/(?:[a-z][a-z_-]{1,40}|\d{1,10}|[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}|[\da-f]{24,64})){1,12}\/?$/;
/** Such a path where a folder tells of secrets, and digits in hex come last that are no UUID. */
const OF_SECRETS =
  /(?:^|[/_-])(?:keys?|secrets?|tokens?|auth|bearer|pass(?:words?|wds?|phrases?|codes?|keys?)?|live|sk|pk|api)[/_-](?:.*\/)?[\da-f]{24,64}\/?$/;
/** A hash behind words, as keys of caches are. */
const SLUG =
  /^(?:(?!key|secret|token|bearer|pass|auth|api|live|test|sk|pat)[A-Za-z][A-Za-z0-9.]{1,20}[-_:/]){1,8}[0-9a-f]{40}(?:[0-9a-f]{24}|[0-9a-f]{88})?-?$/;

/** The name of a secret where a secret would stand: the label of a field in another language, a variable. */
export function isLabel(value: string, names: Names): boolean {
  if (CONSTANT.test(value)) return names.strength(value) !== undefined;
  if (/^[a-z]+(?:[_-][a-z]+)+$/.test(value)) return names.strength(value) === 'secret';
  if (value.length > 50 || !/^\p{L}[\p{L}\p{M}ー’' -]{1,}[:：?？*.…]?$/u.test(value)) return false;
  const words = value.replace(/[:：?？*.…]$/, '').split(/[ -]/);
  return (
    words.length <= (/^\p{Lu}/u.test(value) ? 6 : 3) &&
    (words.some((word) => LABEL.test(word) || CODE_LABEL.test(word) || names.strength(word) === 'secret') ||
      names.strength(words.join('_')) === 'secret')
  );
}

/** What became of it: `token: "token_expired"`. */
const isState = (value: string, normal: string): boolean =>
  value.startsWith(`${normal}_`) && /^[a-z]+(?:_[a-z]+)+$/.test(value);

const LABEL =
  /(?:schl[üu]ssel|cl[ée]s?|chiave|llave|chave|sleutel|klucz|nyckel|ключ|キー|密钥|密码|密碼|口令|令牌|验证码|驗證碼|パスワード|コード|トークン|비밀번호|토큰|코드|key|token|पासवर्ड|รหัสผ่าน)$/i;
/** The same for a code, in German, Dutch and the languages of the North; a password may end so in small letters. */
const CODE_LABEL = /^\p{Lu}\p{Ll}{2,20}code$/u;

/** Under its name a number needs neither a country nor a plan. */
function isPhone(value: string): boolean {
  const digits = value.replace(/\D/g, '').length;
  return digits >= 7 && digits <= 15 && /^\+?[\d ()./-]+$/.test(value) && !/^\d{4}-\d\d-\d\d$/.test(value);
}

/** Names under which digits in hex are no mere id: sessions of web servers, keys of PagerDuty. */
const HEX_HOLDER =
  /(?:^|_)(?:(?:routing|integration)_key|sess(?:ion)?_?id)$|(?:^|connect_|php|express_|sess_|session_)sid$/;
const HEX = /^[0-9a-f]{32,128}$/i;
/** Names whose values are as often ids as secrets. */
const LOOSE = /(?:^|_)(?:keys?|auth|sess\w*|sid|seed|salt|tickets?|ids?|access|login)$|[a-z]{5}key$|\d$/;

/** A name of a type or a variable: humps that are words, a digit between two of them at most. */
const IDENTIFIER =
  /^(?:[a-z]\w{0,20}\.)?[a-z]*[A-Z]?(?:[A-Z][a-z]+){1,7}(?:\d{1,2}(?:[A-Z][a-z]+){1,4})?$|^[A-Za-z]{1,5}\d{1,4}(?:[A-Z][a-z]{2,}){1,4}$|^[a-z]{3,}(?:[A-Z][a-z]+)*\d[A-Z][a-z]{2,}(?:[A-Z][a-z]+)*$/;

const NUMBER_WITHIN = /[A-Za-z]\d{1,4}[A-Z]/;
/** A number in a name stands between words, or behind what is called by it; between other letters it came by chance. */
const BETWEEN_WORDS = /[A-Za-z][a-z]{3}\d{1,2}[A-Z][a-z]{3}/;
const CALLED_BY_NUMBER =
  /^(?:[a-z]\w{0,20}\.)?(?:o?auth|base|sha|md|utf|s|ec|http|h|k|x|ed|p|v|[ehpr]s|ipv|web|log|argon|u?int|float|pkcs|cfg|ctx|tmp|var|val|arg|col|row|num|app|db|env|key|map|obj|opt|ref|req|res|str|sub|tag|url|user|test|page|step|type|password|pass|pwd|token|secret)\d{1,4}[A-Z]/i;

/** `!this.isPublic`, `!!config.token`, `!isOpen`: words in lower case that a password would have other signs in. */
const NEGATION = /^!{1,2}(?:_?[a-z][A-Za-z]*(?:\??\._?[a-z][A-Za-z]*)+|(?:is|has|can)[A-Z][A-Za-z]*);?$/;

/** `uJ4(kd9)Qw`: what goes on behind a bracket is no call. */
const isBracketed = (value: string): boolean =>
  /^[^()[\]{}<>"'`\\,;=]{0,32}\([^()[\]{}<>"'`\\,;=.]{0,32}\)[A-Za-z0-9][^()[\]{}<>"'`\\,;=]{0,32}$/.test(
    value,
  ) &&
  /[A-Za-z]/.test(value.slice(value.indexOf(')'))) &&
  isPasswordLike(value.replace(/[()]/g, '!'));

/** True for letters whose case changes again and again: in names of code it does where words begin. */
const isJumble = (value: string): boolean =>
  value.length >= 16 &&
  /^[A-Za-z]{16,200}$/.test(value) &&
  value.length / (value.match(/[A-Z]?[a-z]+|[A-Z]+(?![a-z])/g)?.length ?? 1) < LEAST_WORD;
const LEAST_WORD = 3;

/** True for what stands where a value would in code: a call, a member, a type. */
export function looksLikeCode(value: string): boolean {
  if (/ (?:[!=]==?|&&|\|\||=>) |\$\d{1,2}$/.test(value) || NEGATION.test(value)) return true;
  if (isJumble(value)) return false;
  if (
    IDENTIFIER.test(value) &&
    (!NUMBER_WITHIN.test(value) || BETWEEN_WORDS.test(value) || CALLED_BY_NUMBER.test(value)) &&
    !isOpaque(value.replace(/\d|^[a-z](?=[A-Z])/g, ''), 8)
  )
    return true;
  if (
    (/[(){}[\]<>]|^[*&][A-Za-z_]/.test(value) && !isBracketed(value)) ||
    /^[A-Za-z_$][\w$]*(?:\??\.[A-Za-z_$][\w$]*)+;?$/.test(value)
  )
    return true;
  return /^[A-Za-z_$]+$/.test(value) && !isOpaque(value, 8);
}
