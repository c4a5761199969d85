import { cue } from '../cues.ts';
import type { Cue } from '../automaton.ts';
import type { Edit } from '../edit.ts';
import type { Heard } from '../heard.ts';
import type { Names } from '../names/names.ts';
import { normalName } from '../names/normal-name.ts';
import { isKeyOfService } from '../names/secret-names.ts';
import { isCommonId, isOpaque } from '../values/is-opaque.ts';
import { isPasswordLike } from '../values/is-password-like.ts';
import { LETTER } from '../values/letters.ts';
import { last } from './commands.ts';

/** Keys and tokens in sentences; a digest alone says nothing, and beside the word for a key it does. */
export const keys = (heard: Heard, names: Names): Edit[] => [
  ...told(heard),
  ...beside(heard),
  ...abroad(heard),
  ...constants(heard, names),
  ...handed(heard),
  ...shown(heard),
];

const KEYS = cue('key|keys', 'whole');
/** `the datadog key: …`, `try this key? …`, `private key 0x…`: what is handed on beside the bare word. */
const KEY =
  /\bkeys?\b(?: (?:for|of|to|from|on|in|at) [^.:?\n]{1,40}?)?(?: (?:is|are|was)\b:?| ?[:?→=]|(?= 0x[0-9a-f]{64}))\s{1,4}["'`*_]{0,3}(0x[0-9a-fA-F]{64}|[A-Za-z0-9_-]{20,200})(?=["'`*_.,;!?)]{0,3}(?:\s|$))/iy;
const BEFORE_KEY = /(?<![\w.-])([A-Za-z][\w-]{0,24})[ -]$/;
/** What other keys are called. */
const OTHER_KEY =
  /^(?:cache|caching|public|pub|primary|foreign|sort|partition|idempotency|dedup\w*|object|map|hash|row|shard|lookup|index|translation|storage|s3|bucket|state|query|group|batch|unique|composite|range|ssh|message|event|job|lock|redis|item|record|column|cursor|commit|host|gpg|pgp|fingerprint|tree|node|trace|build|file|blob|asset|etag|layer|image|content|registry)$/i;

/** Words and a digest, as caches are restored by: `Linux-npm-…`. */
const OF_CACHE = /^(?:[A-Za-z][\w.]{1,20}-){1,8}[0-9a-f]{16,64}-?$/;

function told(heard: Heard): Edit[] {
  return heard.matches(KEYS, KEY).flatMap((found) => {
    const before = BEFORE_KEY.exec(found.input.slice(Math.max(0, found.index - 30), found.index))?.[1];
    const value = found[1] ?? '';
    if (before === undefined || OTHER_KEY.test(before) || OF_CACHE.test(value)) return [];
    return isRandom(value) || (UUID.test(value) && isOfDoor(before)) ? [last(found, 'key')] : [];
  });
}

/** True for what a key opens, beside which a UUID is one as well: `the opsgenie key`, `an integration key`. */
const isOfDoor = (word: string): boolean => DOOR.test(word) || isKeyOfService(`${normalName(word)}_key`);
const DOOR =
  /^(?:api|access|secret|private|auth|integration|account|service|licen[cs]e|subscription|app|application|client|ingest(?:ion)?|write|server|master|admin|deploy|signing|encryption|webhook|push|live|prod|production)$/i;

const SHOWN = cue('secret|key|token', 'whole');
/** Straight behind what it is: `the channel secret …`, `my write key …`. */
const BESIDE =
  /\b(?:secret|key|token)\s{1,2}["'`*]{0,3}([A-Za-z0-9_+/=.-]{20,200}(?::[A-Za-z0-9_+/=.-]{20,200})?)(?=["'`*_.,;!?)]{0,3}(?:\s|$))/iy;
const QUALIFIED =
  /(?<![\w.-])(?:api|access|secret|private|integration|channel|consumer|partner|shared|signing|webhook|bot|verification|licen[cs]e|subscription|app|client|ingest(?:ion)?|write|server|master|admin|deploy|encryption|live|restricted|rotat(?:e|ed|ing)|revok(?:e|ed|ing)|leaked|exposed|compromised|hard-?coded) (?:the |this |our |my )?$/i;

const beside = (heard: Heard): Edit[] =>
  heard
    .matches(SHOWN, BESIDE)
    .filter(
      ({ 0: whole, 1: value = '', input, index }) =>
        isToldSecret(whole, value) ||
        ((isRandom(value) || UUID.test(value)) &&
          QUALIFIED.test(input.slice(Math.max(0, index - 26), index))),
    )
    .map((found) => last(found, 'key'));

/** A secret whosever it is: `the mixpanel secret 3f…`. */
const isToldSecret = (whole: string, value: string): boolean =>
  /^secret/i.test(whole) && /^(?=.*\d)(?=.*[a-f])[0-9a-f]{28,64}$/.test(value);

const isRandom = (value: string): boolean =>
  /^[0-9a-f]{24}:[0-9a-f]{64}$/.test(value) ||
  /^(?:0x)?(?=.*\d)(?=.*[a-f])(?:[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{48}|[0-9a-f]{64})$/i.test(value) ||
  (/\d/.test(value) && isOpaque(value, 20) && !isCommonId(value));

const KEYS_ABROAD = cue(
  'schlüssel|schluessel|zugriffstoken|zugangstoken|clé|jeton|chave|chiave|llave|clave|sleutel|toegangstoken|klucz|anahtar|belirte|nyckel|nøkkel|nøgle|avain|kulcs|klíč|kľúč|ключ|токен|κλειδί|khóa|密钥|密鑰|金鑰|令牌|キー|鍵|トークン|シークレット|키|토큰',
);
/** The same in languages that put what kind of key it is behind it, bend the word, or do not part words. */
const KEY_ABROAD = new RegExp(
  String.raw`(?:schl(?:ü|ue)ssels?|zu(?:griff|gang)stoken|clé|jeton|chave|chiave|llave|clave|sleutel|toegangstoken|klucz(?:a|em|u)?|anahtar[${LETTER}]{0,5}|belirte[cç][${LETTER}]{0,5}|nyckeln?|nøkkel(?:en)?|nøglen?|avain|kulcs[${LETTER}]{0,3}|klíče?|kľúča?|ключ[${LETTER}]{0,3}|токен[${LETTER}]{0,3}|κλειδί|khóa|密钥|密鑰|金鑰|令牌|キー|鍵|トークン|シークレット|키|토큰)(?: [${LETTER}][${LETTER}'’-]{0,20}){0,4}?(?: ?\([^()\n]{1,30}\))?\s?(?:(?:ist|lautet|est|es|è|é|is|jest|to|är|er|je|on|yra|la)(?![${LETTER}0-9])|[是为為は는은—–:：=→]|(?= [^\s]{0,40}\d|["'“«「„]))[*_]{0,2}\s{0,4}["'\`“«「„*_]{0,3} ?([A-Za-z0-9_.-]{16,200})`,
  'iy',
);
/** A key of another kind: public, primary, foreign, of a cache or of an order. */
const OTHER_ABROAD =
  /cach[eé]|кэш|кеш|キャッシュ|inde[xk]|\borden\b|partici[oó]n|сортиров|партици|p[uú]bl|öffentl|oeffentl|openbar|primär|primar|primair|fremd|étrang|extran|estern|vreemd|sortier|idempot|główn|obc[yae]|genel|açık|birincil|yabanc|главн|первичн|открыт|публичн|внешн|公|主|外部|공개|기본|외래/i;
/** What is said of a key before: `la clave pública y la clave secreta es …`. */
const OF_ANOTHER =
  /^[^]*(?:[,;.!?]\s|\s(?:y|e|i|o|u|und|oder|et|ou|en|of|ve|veya|и|или|og|och|eller|and|or)\s)/i;
/** What makes a UUID beside the word a key as well. */
const OF_AN_API =
  /api|secr|segret|geheim|tajn|gizli|секрет|秘密|アクセス|zugriff|zugang|acc[eè]s|acceso|jeton|token|belirte|токен|令牌|トークン|토큰/i;

const abroad = (heard: Heard): Edit[] =>
  heard
    .matches(KEYS_ABROAD, KEY_ABROAD)
    .filter(({ 0: whole, 1: value = '', input, index }) => {
      const said = input
        .slice(Math.max(0, index - 24), index + whole.length - value.length)
        .replace(OF_ANOTHER, '');
      return !OTHER_ABROAD.test(said) && (isRandom(value) || (UUID.test(value) && OF_AN_API.test(said)));
    })
    .map((found) => last(found, 'key'));

const CONSTANTS = cue('_key|_token|_secret|_password|_passwd|_pass|_pwd');
/** Behind the name of a variable in a sentence: `DD_API_KEY is set to …`, `WANDB_API_KEY → …`, `| EXA_API_KEY | … |`. */
const OF_CONSTANT =
  /_(?:KEY|TOKEN|SECRET|PASSWORD|PASSWD|PASS|PWD)(?![A-Za-z0-9_])["'`*]{0,3}(?:,? \(?(?:is|was|has|been|set|to|now|the|value|holds|contains|as|of|equals|currently|should|be)){0,6}(?: ?(?:→|->|=>|[:|—–-]))?\s{1,4}["'`*_]{0,3}([^\s"'`|,;()]{8,400})/y;
const NAME = /[A-Z][A-Z0-9_]{0,60}$/;

const constants = (heard: Heard, names: Names): Edit[] =>
  heard.matches(CONSTANTS, OF_CONSTANT).flatMap((found) => {
    const { 0: whole, 1: given = '', input, index } = found;
    const name = NAME.exec(input.slice(Math.max(0, index - 60), index))?.[0] ?? '';
    const value = given.replace(/(?<![*_.,;:!?)])[*_.,;:!?)]+$/, '');
    const kind = /^_PASS|^_PWD/.test(whole) ? 'password' : 'key';
    const isSecret =
      isRandom(value) ||
      UUID.test(value) ||
      (kind === 'password' && (isPasswordLike(value) || isOpaque(value, 8)));
    const start = index + whole.length - given.length;
    return isSecret && name !== '' && names.strength(name + (/^_[A-Z]+/.exec(whole)?.[0] ?? '')) !== undefined
      ? [{ start, end: start + value.length, kind }]
      : [];
  });

const NOUNS = cue(
  'api key|api-key|api token|access key|access token|password|passwort|token|secret',
  'whole',
);
const NOUN = /[a-z]/iy;
/** Before what it is for: `use "…" as the API key`. */
const BEFORE_NOUN =
  /["'`]([^\s"'`]{8,200})["'`] (?:as|for|als|comme|como) (?:(?:the|my|your|our|an?|its|this) )?(?:[A-Za-z]{1,20}[ -]){0,2}$/;
const LONGEST_BEFORE = 260;

const handed = (heard: Heard): Edit[] =>
  heard.matches(NOUNS, NOUN).flatMap(({ input, index }) => {
    if (
      !/[ -]/.test(input[index - 1] ?? '') ||
      !/["'`] (?:as|for|als|com)/.test(input.slice(Math.max(0, index - 64), index))
    )
      return [];
    const from = Math.max(0, index - LONGEST_BEFORE);
    const found = BEFORE_NOUN.exec(input.slice(from, index));
    const value = found?.[1] ?? '';
    const start = from + (found?.index ?? 0) + 1;
    return isRandom(value) || isPasswordLike(value)
      ? [{ start, end: start + value.length, kind: 'key' }]
      : [];
  });

/** Alone in a fence or below a heading that names it. */
const BLOCK =
  /(?:api[ -]?key|api token|access (?:key|token)|password|passwort|token|secret)\b[^\n:]{0,40}:?\r?\n(?:[ \t]*\r?\n)?(```[a-z]{0,10}\r?\n)?[ \t]{0,8}`?([^\s`]{8,200})(?=`?[ \t]*(?:[\r\n]|$))/iy;
const HEADING = /(?:^|\n)(?:#{1,6} |\*\*|__)[^\n]{0,60}$/;

const shown = (heard: Heard): Edit[] =>
  heard
    .matches(NOUNS, BLOCK)
    .filter(
      ({ 1: fence, 2: value = '', input, index }) =>
        (fence !== undefined || HEADING.test(input.slice(Math.max(0, index - 70), index))) &&
        (isRandom(value) || UUID.test(value) || isPasswordLike(value)),
    )
    .map((found) => last(found, 'key'));

const UUID = /^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$/i;

/** What a text has to name for `keys` to find something. */
export const KEY_CUES: readonly Cue[] = [KEYS, SHOWN, KEYS_ABROAD, CONSTANTS, NOUNS];
