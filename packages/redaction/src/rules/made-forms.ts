import { cue } from '../cues.ts';
import type { Cue } from '../automaton.ts';

/** Letters of both cases and digits, or hex, as no title of a page is spelt. */
const MADE = String.raw`(?:(?=[\w-]{0,80}\d)(?=[\w-]{0,80}[A-Z])(?=[\w-]{0,80}[a-z])[\w-]{20,400}|[0-9a-f]{32,128})`;
const CONSTANT = String.raw`\bdefine\(\s?["'](?:\w{0,30}(?:PASSWORD|PASSWD|PASS|PWD)|(?:AUTH|SECURE_AUTH|LOGGED_IN|NONCE)_(?:KEY|SALT))["']\s?,\s{0,20}`;
const DEFINES = cue(`define('|define( '|define("|define( "`);

/** What tells that a form of files, pages and programs may be there, and the form, whose last group is the secret. */
export const MADE_FORMS: readonly (readonly [Cue, RegExp])[] = [
  // constants of PHP, as WordPress keeps them
  [DEFINES, new RegExp(String.raw`${CONSTANT}'([^'\n]{3,200})(?=')`, 'g')],
  [DEFINES, new RegExp(String.raw`${CONSTANT}"([^"\n]{3,200})(?=")`, 'g')],
  // Ansible
  [cue('password_hash('), /["']([^"'\n{}]{3,100})(?=["']\s?\|\s?password_hash\()/g],
  // Maven
  [cue('<master>{'), /<master>(\{[A-Za-z0-9+/=\\]{20,400}\})(?=<)/gi],
  // minisign and signify
  [
    cue('untrusted comment:'),
    /\buntrusted comment: [^\n]{0,80}secret key[^\n]{0,80}\n(RW[A-Za-z0-9+/]{40,400}={0,2})/g,
  ],
  // a link that logs in, told as such
  [
    cue('in link|magic link|magic-link|reset link|activation link|confirmation link|verification link'),
    new RegExp(
      String.raw`(?:[Ll]og[ -]?in|[Ss]ign[ -]?in|[Mm]agic|[Rr]eset|[Aa]ctivation|[Cc]onfirmation|[Vv]erification)[ -][Ll]ink\b[^\n]{0,60}?https?://[^\s"'<>?#]{3,200}/(${MADE})(?=[\s"'<>).,?]|$)`,
      'g',
    ),
  ],
  // what is made to be one, below the program that makes it
  [
    cue('openssl rand|wg gen|pwgen |pwmake |token_hex(|token_urlsafe('),
    /\b(?:openssl rand -(?:hex|base64) \d{1,4}|wg gen(?:key|psk)|pwgen(?: -?\w{1,12}){0,5}|pwmake \d{1,4}|token_(?:hex|urlsafe)\([^\n]{0,20})[ \t]*\r?\n[ \t]{0,8}((?=[^\s]{0,80}\d)[A-Za-z0-9+/=_-]{12,400})(?=[ \t]*(?:\r?\n|$))/g,
  ],
];
