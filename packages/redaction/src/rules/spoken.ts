import { LETTER } from '../values/letters.ts';
import type { Edit } from '../edit.ts';
import { judgeNamed } from '../values/judge.ts';
import { isBenign } from '../values/is-benign.ts';
import { isPasswordLike } from '../values/is-password-like.ts';
import { isUnlikeWords } from '../values/is-unlike-words.ts';
import { endsInChecksum } from '../values/is-checksum.ts';
import { isCommonId, isOpaque } from '../values/is-opaque.ts';
import { cue } from '../cues.ts';
import type { Cue } from '../automaton.ts';
import { withoutPlaceholders } from '../placeholder.ts';
import type { Heard } from '../heard.ts';
import { PARTED } from '../signals.ts';
import { last } from './commands.ts';
import type { Rule, Scan } from './rule.ts';
import { CODE_CUES, codes, spares } from './spoken-codes.ts';
import { KEY_CUES, keys } from './spoken-keys.ts';
import { LOGIN_CUE, logins } from './spoken-logins.ts';
import { isPhrase, PAIR_CUES, pairs } from './spoken-pairs.ts';
import { ASIDE_CUES, asides } from './spoken-asides.ts';
import { CHANGE_CUES, changesAbroad, combinations } from './spoken-changes.ts';
import { READ_CUE, toldByTools } from './told-by-tools.ts';
import { isCrossedOut } from '../values/redact-header.ts';
import { isAppPassword } from '../values/is-app-password.ts';
import { isHarmlessName } from '../names/harmless-names.ts';
import { normalName } from '../names/normal-name.ts';

/** Secrets in sentences: `Bearer …`, `the password is …`, `your code is …`, `Login: admin / …`. */
export const spoken: Rule = {
  name: 'spoken',
  needsWords: true,
  mayFind: ({ marks, heard }) => (marks & PARTED) > 0 && heard.hasAny(ALL),
  find(text, scan, signals) {
    const heard = signals.heard;
    return [
      ...schemes(heard),
      ...sentences(heard, scan),
      ...withs(heard),
      ...keys(heard, scan.names),
      ...quoted(heard),
      ...grouped(heard),
      ...changesAbroad(heard),
      ...combinations(heard),
      ...asides(heard),
      ...toldByTools(text, heard),
      ...abroad(heard),
      ...logins(heard),
      ...codes(text, signals),
      ...answers(heard),
      ...spares(text, heard),
      ...pairs(text, heard),
    ].flatMap((edit) => onItsLine(text, toItsEnd(text, edit)));
  },
};

/** A longer one than expressions take goes as a whole. */
function toItsEnd(text: string, edit: Edit): Edit {
  if (edit.end - edit.start < LONG) return edit;
  REST.lastIndex = edit.end;
  return { ...edit, end: edit.end + (REST.exec(text)?.[0].length ?? 0) };
}
const LONG = 200;
const REST = /[A-Za-z0-9+/=_.~-]{0,8000}/y;

/** What stands before a line break, however that is written. */
function onItsLine(text: string, edit: Edit): Edit[] {
  const length = text.slice(edit.start, edit.end).search(LITERAL_BREAK);
  return length < 0 ? [edit] : length === 0 ? [] : [{ ...edit, end: edit.start + length }];
}
const LITERAL_BREAK = /\\{1,4}[rn]/;

const SCHEMES = cue(
  'bearer|basic|negotiate|apikey|ssws|hawk|token|bot|oauth|splunk|genie|zoho-oauthtoken|deepl-auth-key|kakaoak|sso-key',
  'whole',
);
const SCHEME =
  /\b(?:bearer|basic|negotiate|apikey|ssws|hawk|token|bot|oauth|splunk|genie[kK]ey|zoho-oauthtoken|deepl-auth-key|kakaoak|sso-key)(?:(?<=bearer|basic)\s{1,4}|[ \t]{1,4})["']?([A-Za-z0-9._~+/=:|-]{8,8000})/iy;

function schemes(heard: Heard): Edit[] {
  return heard
    .matches(SCHEMES, SCHEME)
    .filter(({ 0: whole, 1: value = '' }) =>
      /^basic/i.test(whole)
        ? isUserPass(value)
        : isOpaque(value, 14) && !isCrossedOut(value) && !/^v\d+\.\d+\.\d+-/.test(value),
    )
    .map((found) => last(found, 'authorization'));
}

function isUserPass(value: string): boolean {
  return (
    /^[A-Za-z0-9+/]{8,}={0,2}$/.test(value) &&
    /^[\x20-\x39\x3b-\x7e]*:[\x20-\x7e]*$/.test(Buffer.from(value, 'base64').toString('latin1'))
  );
}

const SECRETS = cue(
  'pass|api|secret|access|auth|client|private|token|credential|pw|pwd|mdp|clave|contraseña|mot de passe|kennwort|senha|palavra-passe|wachtwoord|heslo|parola|adgangskode|salasana',
  'whole',
);
const SENTENCE = new RegExp(
  String.raw`\b(pass(?= ?(?:is|[:=→])[^\n]{0,80}\d)|pass ?word|pass ?phrase|pass ?code|api[ -]?key|secret(?: key)?|access[ -]?key|access[ -]?token|auth(?:entication)? token|client secret|private key|token|credentials?|pwd?|mdp|clave|palavra-passe|contraseña|mot de passe|passwort|kennwort|senha|wachtwoord|heslo|parola|adgangskode|passord|salasana)\b(?: for (?:\S{1,20}@[\w.-]{1,40}(?=:)|[^\s.]{1,40})| of [^\s.]{1,40}| \(?[${LETTER}0-9][${LETTER}0-9'’&/-]{0,24}\)?){0,7}?(?:['’]s(?= ["'\`]?[A-Za-z][^\s]{0,40}\d)| (?:is|was|are|be|to|as|equals|ist|lautet|est|es|è|é|je|jest|er|on)(?![${LETTER}0-9]| (?:generated|created|issued|assigned) for )(?: now| still| currently| set to| jetzt| nun| maintenant| ahora| agora| adesso| ora| nu| teraz| fortan| désormais)?(?: ?:)?| ?:| →)\s{0,4}((?:\[REDACTED:[a-z0-9_]{1,32}:[0-9a-f]{8}\][ \t]{1,4}){0,4})(?:["'\`“*_]{0,3}|«\s?)([^\s"'\`”»]{4,200})`,
  'iy',
);

function sentences(heard: Heard, scan: Scan): Edit[] {
  const edits: Edit[] = [];
  for (const found of heard.matches(SECRETS, SENTENCE)) {
    const value = (found[3] ?? '').replace(/(?<![*_.,;:!?)])[*_.,;:!?)]+$/, '');
    const isSecret = judgeNamed(scan.names, (found[1] ?? '').replaceAll(' ', '_'), value) !== undefined;
    if (isBenign(found[3] ?? '') || isHost(value) || isOtherClave(found)) continue;
    const isAbout = isHarmlessName(normalName(TOPIC.exec(found[0])?.[0] ?? ''));
    const isBelow = found[0].includes('\n') && !isCaption(found);
    const isFar = (found[0].match(/ /g)?.length ?? 0) > 6;
    // a tool has a name like `osxkeychain`
    if (isAbout && !isPasswordLike(value) && (/^[a-z]{1,15}$/.test(value) || !isOpaque(value, 8))) continue;
    // a part of a name, as in an ARN, is none of a sentence
    if (
      !isSecret ||
      !(isFar || isBelow || /^pass$/i.test(found[1] ?? '') || found[2] !== ''
        ? isPasswordLike(value) || isOpaque(value, 8)
        : isUnlikeWords(value)) ||
      found.input[found.index - 1] === ':' ||
      isAnnotation(found)
    )
      continue;
    const start = found.index + found[0].length - (found[3] ?? '').length;
    edits.push({ start, end: start + value.length, kind: 'password' });
  }
  return edits;
}

/** What a URL goes on with behind a password that was taken out of it. */
const isHost = (value: string): boolean =>
  /^@[\w.-]+(?::\d{1,5})?(?:[/?#]|$)/.test(withoutPlaceholders(value));

/** Nothing is said on the line above but what stands below it. */
const isCaption = ({ 0: whole, 1: name = '' }: RegExpExecArray): boolean =>
  CAPTION.test(whole.slice(name.length, whole.indexOf('\n')));
const CAPTION =
  /^(?: (?:for|of) \S{1,40})?(?: (?:is|was|are|to|as|equals|ist|lautet|est|es|è|é|je|jest|er|on|now|set)){0,3} ?:?\s*$/;

/** What is said of the last of the keys that a sentence names, beside which the value stands. */
const isOtherClave = ({ 0: whole, 3: value = '' }: RegExpExecArray): boolean => {
  const said = whole.slice(0, whole.length - value.length);
  return OTHER_CLAVE.test(said.slice(said.toLowerCase().lastIndexOf('clave')));
};

/** A key of a table or of a pair, in Spanish. */
const OTHER_CLAVE =
  /^clave (?:primaria|p[úu]blica|for[áa]nea|externa|[úu]nica|candidata|de (?:la )?(?:cach[ée]|orden|[íi]ndice|partici))/i;

/** `checksum/secret: …` */
const isAnnotation = ({ input, index, 1: name = '' }: RegExpExecArray): boolean =>
  endsInChecksum(input.slice(Math.max(0, index - 60), index + name.length));

/** What is spoken of, with a word more: `credential helper`, though not `password set to …`. */
const TOPIC = /^[A-Za-z]+[ _-](?!set\b)[A-Za-z]+/;

const PASSWORDS_ABROAD = cue(
  '密码|密碼|口令|パスワード|暗証番号|비밀번호|парол|лозинк|hasł|şifre|şifrə|lösenord|losenord|adgangskode|passord|jelsz|parol|lozink|zapork|heslo|geslo|slaptažod|contrasenya|pasahitz|lykilor|mật khẩu|kata sandi|kata laluan|κωδικ|סיסמ|كلمة المرور|كلمة السر|كلمه السر|الرقم السري|رمز عبور|گذرواژه|पासवर्ड|পাসওয়ার্ড|รหัสผ่าน|პაროლი',
);
/** A password in languages that bend the word for it, or in scripts that do not part words. */
const PASSWORD_ABROAD = new RegExp(
  String.raw`(?:密码|密碼|口令|パスワード|暗証番号|비밀번호|парол[ьяеіоaа]{1,2}|лозинк[${LETTER}]{1,3}|hasł[${LETTER}]{1,3}|şifr(?:e(?:niz|si|m)?|əsi|ə)|l[öo]senord(?:et)?|adgangskode[nr]?|passord(?:et)?|jelsz[${LETTER}]{1,5}|parol[${LETTER}]{1,4}|lozink[${LETTER}]{1,3}|zapork[${LETTER}]{1,3}|hesl[${LETTER}]{1,3}|gesl[${LETTER}]{1,3}|slaptažod[${LETTER}]{1,4}|contrasenya|pasahitz[${LETTER}]{1,3}|lykilor[${LETTER}]{1,5}|mật khẩu|kata (?:sandi|laluan)(?:nya)?|κωδικ[${LETTER}]{1,3}(?: πρόσβασης)?|ה?סיסמ[הא]|(?:كلم[ةه] (?:المرور|السر)|الرقم السري)|رمز عبور|گذرواژه|पासवर्ड|পাসওয়ার্ড|รหัสผ่าน|პაროლი)(?: [${LETTER}][${LETTER}-]{0,20}){0,3}?\s?(?:是|(?:改|设|換|换|變)(?:成|为|為)了?|设置为|jest| to:? |är|er |este |je |là |adalah |ialah |yra |είναι |היא |הוא |هي |هو |है|เป็น|คือ|为|為|は|는|은|это|[—–:：=-]|(?= [^\s]{0,40}\d))\s{0,4}(?:["'\`“「„]{0,2}|«\s?)([^\s"'\`”»」，。,;\u3040-\u9fff\uac00-\ud7a3]{4,200})`,
  'iy',
);

function abroad(heard: Heard): Edit[] {
  return heard
    .matches(PASSWORDS_ABROAD, PASSWORD_ABROAD)
    .filter(([, value = '']) => isUnlikeWords(value))
    .map((found) => last(found, 'password'));
}

/** What is asked for in a chat, and answered with nothing else. */
const ASKED = cue(
  'pass|pw|pwd|password|passcode|passwort|kennwort|mdp|contraseña|senha|wachtwoord|wifi|login|api key|api-key|token|secret|creds|credentials',
  'whole',
);
const QUESTIONS = cue('?');
const ANSWER =
  /(pass|pw|pwd|password|passcode|passwort|kennwort|mdp|contraseña|senha|wachtwoord|wifi|login|api[ -]key|token|secret|creds|credentials)\b[^\n?]{0,60}\?[^\n]{0,20}\r?\n(?:[^\n]{0,40}?[:>,] ?)?(\S{6,200})(?=[ \t]*(?:\r?\n|$))/iy;

const answers = (heard: Heard): Edit[] =>
  (heard.has(QUESTIONS) ? heard.matches(ASKED, ANSWER) : [])
    .filter(
      ([, name = '', value = '']) =>
        isPasswordLike(value) || (OF_KEY.test(name) && isOpaque(value, 16) && !isCommonId(value)),
    )
    .map((found) => last(found, 'password'));

const OF_KEY = /^(?:api|token|secret|cred)/i;

/** `log in as bob with password …`, `use the token …`. */
const WITH =
  /\b(?:pass ?word|pass ?phrase|pass ?code|pwd?|mdp|mot de passe|clave|contraseña|senha|palavra-passe|passwort|kennwort|api[ -]key|access[ -](?:key|token)|secret[ -]key|credentials?|token)\s{1,2}(?:["'`“*]{0,3}|«\s?)([^\s"'`”»,;<>(){}[\]=]{6,200})/iy;

/** In quotes it may have spaces: `pw "…"`, `passphrase: "…"`. */
const QUOTED =
  /\b(?:pass ?phrase|passwort|pass ?word|pwd?|mdp|mot de passe|contraseña|senha|kennwort)(?: (?:is|ist|lautet|est|es|é|of|for (?:(?:the|my|our|your) )?\w{1,20})){0,2}\s{0,2}[:=]?\s{0,2}(?:"([^"\n]{4,60})(?=")|'([^'\n]{4,60})(?=')|“([^”\n]{4,60})(?=”)|\\"([^"\n\\]{4,60})(?=\\"))/iy;

function quoted(heard: Heard): Edit[] {
  return heard.matches(SECRETS, QUOTED).flatMap((found) => {
    const value = found[1] ?? found[2] ?? found[3] ?? found[4] ?? '';
    const end = found.index + found[0].length;
    const isOfWords =
      /^pass ?phrase/i.test(found[0]) && WORDS.test(value) && /\S[ -]\S/.test(value) && isPhrase(value);
    return !isBenign(value) && (isOfWords || (/\s/.test(value) && /\d/.test(value)))
      ? [{ start: end - value.length, end, kind: 'password' }]
      : [];
  });
}

/** Words that spaces part, eight at most. */
const WORDS = /^\S+(?: \S+){0,7}$/;

const GROUPED_WORDS = cue('password|passwort|kennwort|mot de passe|contraseña|senha');
/** In groups, as makers of apps show it: `app password: abcd efgh ijkl mnop`. */
const GROUPED =
  /(?<![A-Za-z\d])(?:pass ?word|passwort|kennwort|pwd?|mdp|mot de passe|contraseña|senha)s?\b[^\n:=]{0,20}[:=]\s{0,4}["'`]?((?:[A-Za-z0-9]{4} ){3,5}[A-Za-z0-9]{4})(?![A-Za-z0-9])/iy;

const grouped = (heard: Heard): Edit[] =>
  heard
    .matches(GROUPED_WORDS, GROUPED)
    .filter(([, value = '']) => isAppPassword(value))
    .map((found) => last(found, 'password'));

/** A quote as a page writes it, whose semicolon is no part of a value. */
const END_OF_PAGE = /&(?:#\d{2,5}|#x[\da-f]{2,4}|quot|apos|[lg]t)$/i;

/** In quotes the signs of a sentence are the value's own. */
const CLOSED = /^\s?["'`”»]/;

function withs(heard: Heard): Edit[] {
  return heard.matches(SECRETS, WITH).flatMap((found) => {
    const end = found.index + found[0].length;
    const given = found[1] ?? '';
    const bare = given.replace(END_OF_PAGE, '');
    const value = CLOSED.test(found.input.slice(end, end + 2))
      ? bare
      : bare.replace(/(?<![*_.,;:!?)])[*_.,;:!?)]+$/, '');
    const start = end - given.length;
    // what ends a sentence may be a sign of its own
    const isSecret =
      isPasswordLike(value) ||
      isPasswordLike(bare) ||
      (isOpaque(value, 12) && /\d/.test(value) && !isCommonId(value));
    return isSecret ? [{ start, end: start + value.length, kind: 'password' }] : [];
  });
}

const ALL: readonly Cue[] = [
  SCHEMES,
  SECRETS,
  PASSWORDS_ABROAD,
  ASKED,
  GROUPED_WORDS,
  LOGIN_CUE,
  ...KEY_CUES,
  ...CODE_CUES,
  ...PAIR_CUES,
  ...CHANGE_CUES,
  ...ASIDE_CUES,
  READ_CUE,
];
