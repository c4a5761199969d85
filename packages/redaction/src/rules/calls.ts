import { cue } from '../cues.ts';
import type { Cue } from '../automaton.ts';
import type { Edit } from '../edit.ts';
import type { Heard } from '../heard.ts';
import { isAppPassword } from '../values/is-app-password.ts';
import { isBenign, isProse } from '../values/is-benign.ts';
import { isCommonId, isOpaque } from '../values/is-opaque.ts';
import { last } from './commands.ts';
import type { Rule } from './rule.ts';
import { allMatches } from '../matches.ts';

/** String literals that code hands to what only takes a secret there: `createHmac("sha256", "…")`, `jwt.sign(x, "…")`, `auth=("user", "…")`. */
export const calls: Rule = {
  name: 'calls',
  mayFind: ({ quotes, heard }) => quotes >= 2 && heard.hasAny(ALL),
  find(text, _scan, { heard }) {
    if (!/[([]/.test(text)) return [];
    const matches = (those: Cue, pattern: RegExp): RegExpExecArray[] =>
      heard.has(those) ? allMatches(text, pattern) : [];
    const hasCalls = heard.has(CLIENTS) && OPENING.test(text);
    const clients = (pattern: RegExp) => (hasCalls ? heard.matches(CLIENTS, pattern) : []);
    return CALLS.flatMap(([those, pattern]) => matches(those, pattern))
      .filter((found) => isSecret(found.at(-1) ?? ''))
      .concat(clients(PAIR).filter((found) => isKey(found[1] ?? '')))
      .concat(heard.matches(LISTS, LISTED).filter((found) => isSecret(found[1] ?? '')))
      .concat(
        clients(CLIENT).filter(
          ({ 1: value = '', index }) =>
            isOpaque(value, 24) && CLASS.test(text.slice(Math.max(0, index - LONGEST_NAME), index)),
        ),
      )
      .concat(heard.matches(STARTS, START))
      .concat(heard.matches(UUIDS, OF_UUID))
      .concat(heard.matches(STARTS, NEW_PAIR).filter((found) => isKey(found[1] ?? '')))
      .concat(decodedKeys(text, heard))
      .map((found): Edit => last(found, 'key'));
  },
};

const LISTS = cue('auth');
/** A pair of a user and a password, in a list: `'auth' => ['bob', '…']`. */
const LISTED =
  /\bauth["']?\s{0,2}(?:=>|[:=])\s{0,2}[[(]\s{0,4}["'][^"'\n]{1,100}["']\s{0,4},\s{0,4}["']([^"'\s]{4,200})(?=["'])/y;

/** A literal as the first argument. */
const OPENING = /\(\s{0,40}["'`]/;
const CLIENTS = cue('client|api|sdk|search|connect|session|init|app|wallet|require');
/** A client that takes nothing but its key. */
const CLIENT = /(?:Client|(?<=::)client|API|Api|SDK)\w{0,6}\(\s{0,40}["'`]([^"'`\s]{24,400})(?=["'`])/y;
/** The first half of a class's name. */
const CLASS = /(?<!\w)(?:[A-Z]\w*)?$/;
const LONGEST_NAME = 42;

/** A client that takes an id, a host or a user, and then its key. */
const PAIR =
  /(?:[Cc]lient|API|Api|SDK|[Ss]earch|[Cc]onnect|[Ss]ession|[Ii]nit|[Aa]pp|[Ww]allet|require\(["'][\w@/.-]{1,60}["']\))\w{0,6}\(\s{0,40}["'`][^"'`\n]{1,100}["'`]\s{0,4},\s{0,40}["'`]([^"'`\s]{20,400})(?=["'`])/y;

/** What is started with its key alone: `Bugsnag.start("…")`. */
const STARTS = cue('new |start(|init(|configure(|setup(|authenticate(|login(');
const START =
  /(?:\bnew (?:[a-z]\w{1,30}\.)?[a-z]\w{2,30}|start|init|configure|setup|authenticate|login)\(\s{0,40}["'`]([0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}|[\w-]{6}\.[\w-]{6}:[\w-]{43})(?=["'`])/iy;

/** What takes nothing but its key, which is a UUID. */
const UUIDS = cue('exa(|helius(|serverclient(|sambanova(|vapi(|vapiclient(');
const OF_UUID =
  /(?:exa|helius|serverclient|sambanova|vapi|vapiclient)\(\s{0,40}["'`]([0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12})(?=["'`])/iy;

/** Whatever it is called: an id, and then its key. */
const NEW_PAIR =
  /\bnew [A-Z]\w{2,40}\(\s{0,40}["'`][^"'`\n]{1,100}["'`]\s{0,4},\s{0,40}["'`]([^"'`\s]{20,400})(?=["'`])/y;

const DECODERS = cue(
  'buffer.from(|fromhex(|unhexlify(|decodestring(|fromhexstring(|hextobytes(|b64decode(|frombase64string(|atob(|decode64(|parsehex(',
);
/** A key that code keeps in an encoding: `key = Buffer.from("…", "hex")`. */
const DECODED = /[\w.]{4,30}\(\s{0,40}b?["'`]([A-Za-z0-9+/=_-]{16,400})(?=["'`])/y;
const DECODED_NAME =
  /(?:key|secret|seed|token|password|passphrase|salt|entropy)["']?(?: ?: ?[\w.<>[\]]{1,24})?\s{0,4}(?::=|[:=])\s{0,4}(?:[\w.]{1,24}\.)?$/i;

const decodedKeys = (text: string, heard: Heard): RegExpExecArray[] =>
  heard
    .matches(DECODERS, DECODED)
    .filter(
      ({ 1: value = '', index }) =>
        (/^(?=.*\d)(?=.*[a-f])(?:[0-9a-f]{2}){16,64}$/i.test(value) || isOpaque(value, 16)) &&
        DECODED_NAME.test(text.slice(Math.max(0, index - LONGEST_LEAD), index)),
    );
const LONGEST_LEAD = 80;

/** Hex under 40 digits too; a commit has 40, and a digest 64. */
const isKey = (value: string): boolean =>
  (isOpaque(value, 20) && !isCommonId(value)) || /^(?=.*\d)(?=.*[a-f])[0-9a-f]{24,37}$/.test(value);

const isSecret = (value: string): boolean =>
  isAppPassword(value) || (!isBenign(value) && !isProse(value) && !/\s/.test(value));

/** One argument without a bracket in it. */
const ARGUMENT = String.raw`(?:[\w.$\s]{1,100}|\{[^{}]{0,300}\}|b?"[^"\n]{0,200}"|b?'[^'\n]{0,200}')`;
const BEFORE_IT = String.raw`["'][^"'\n]{1,100}["']\s{0,4},\s{0,40}`;
const LITERAL = String.raw`\s{0,40}[bru]?["'\x60]([^"'\x60\n]{4,400})(?=["'\x60])`;

const call = (functions: string, before: string): RegExp =>
  new RegExp(String.raw`(?:${functions})\(\s{0,40}${before}${LITERAL}`, 'g');

/** One argument of SQL, which may be a call itself. */
const OF_SQL = String.raw`(?:'[^'\n]{0,200}')?[^()'"\n]{0,200}(?:\([^()\n]{0,200}\))?[^()'"\n]{0,40}`;

/** What tells that a call may be there, and the call, whose last group is the secret. */
const CALLS: readonly (readonly [Cue, RegExp])[] = [
  [
    cue('hmac|cipher|jwt|encrypt|decrypt'),
    call(
      String.raw`\bcreateHmac|\bcreate(?:De|C)ipheriv|\bjwt\.(?:sign|verify|encode|decode)|\bJWT\.(?:encode|decode)|HMAC\.(?:hex)?digest|\.(?:en|de)crypt`,
      `${ARGUMENT}\\s{0,4},`,
    ),
  ],
  [
    cue(
      'set_password|setpassword|make_password|fernet|keyspec|wallet|account|from_key|keypair|hmac.new|totp|aesgcm|signingkey|cookieparser',
    ),
    call(
      String.raw`\b(?:set|make)_?[pP]assword|\bFernet|\bnew SecretKeySpec|\bWallet|\bprivateKeyToAccount|\bfrom_key|\bKeypair\.from\w{1,20}|\bhmac\.new|\bTOTP|\bAESGCM|\bSigningKey|\bcookieParser`,
      '',
    ),
  ],
  [
    cue('auth|login|signin|sign_in|credentials'),
    call(
      String.raw`[Bb]asic_?[Aa]uth|\bHTTPDigestAuth|\.auth|\blogin|\b[Ss]ign_?[Ii]n|\bauthenticate|[Cc]redentials?|\bauth["']?\s?[=:]\s?|http_auth=`,
      // of four, which name a realm and a host before the user, the last
      String.raw`(?:(?:${BEFORE_IT}){3}|(?:${BEFORE_IT}){1,2}?)`,
    ),
  ],
  [
    cue('pgp_sym_|aes_encrypt(|aes_decrypt(|des_encrypt(|des_decrypt('),
    new RegExp(
      call('pgp_sym_(?:en|de)crypt(?:_bytea)?|(?:aes|des)_(?:en|de)crypt', `${OF_SQL},`).source,
      'gi',
    ),
  ],
  [
    cue('passphrase(|gen_salt('),
    /\b(?:(?:en|de)cryptbypassphrase\(\s{0,40}N?|crypt\(\s{0,40}(?=[^,\n]{1,400},\s{0,40}gen_salt\())'([^'\n]{4,400})(?=')/gi,
  ],
  [
    cue(`'sha1'|'sha256'|'sha384'|'sha512'|'md5'`),
    new RegExp(
      String.raw`\bhmac\(${OF_SQL},\s{0,40}'([^'\n]{4,400})(?='\s{0,10},\s{0,10}'(?:md5|sha\d{1,3})'\))`,
      'gi',
    ),
  ],
];

const ALL: readonly Cue[] = [CLIENTS, LISTS, STARTS, UUIDS, DECODERS, ...CALLS.map(([those]) => those)];
