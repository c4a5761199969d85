import { cue } from '../cues.ts';
import type { Edit } from '../edit.ts';
import { Mark } from '../signals.ts';
import { isBenign } from '../values/is-benign.ts';
import { isPasswordLike } from '../values/is-password-like.ts';
import { last } from './commands.ts';
import type { Rule } from './rule.ts';

/** E-mail addresses with a domain that can exist; not `git@` remotes, package versions or file names. */
export const emails: Rule = {
  name: 'emails',
  mayFind: ({ marks, heard }) => (marks & (Mark.AT | Mark.PERCENT | Mark.AMP)) > 0 || heard.has(SPELT),
  find(text, _scan, { heard }) {
    const edits: Edit[] = [];
    for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
      const edit = emailAround(text, at, 1);
      if (edit !== undefined) edits.push(edit, ...passwordAfter(text, edit));
    }
    for (let at = text.indexOf('%40'); at >= 0; at = text.indexOf('%40', at + 3)) {
      const edit = emailAround(text, at, 3);
      if (edit !== undefined) edits.push(edit);
    }
    for (let at = text.indexOf('&#64;'); at >= 0; at = text.indexOf('&#64;', at + 5)) {
      const edit = emailAround(text, at, 5);
      if (edit !== undefined) edits.push(edit);
    }
    for (const found of heard.matches(SPELT, OBFUSCATED)) {
      const start =
        found.index - (LOCAL.exec(text.slice(Math.max(0, found.index - 64), found.index))?.[0].length ?? 0);
      if (start < found.index) edits.push({ start, end: found.index + found[0].length, kind: 'email' });
    }
    for (const found of heard.matches(PAYEES, PAYEE)) edits.push(last(found, 'email'));
    return edits;
  },
};

/** What stands behind an address as in lists of what was stolen, and in tickets: `bob@acme.dev / …`, `bob@acme.dev:…`. */
function passwordAfter(text: string, { start, end: at }: Edit): Edit[] {
  const mark = text[at] ?? '';
  // behind a colon stands a folder of a host as well, but on no line of its own
  const isSpaced = mark !== '' && ' /|'.includes(mark);
  if (!isSpaced && !(mark === ':' && (start === 0 || text[start - 1] === '\n'))) return [];
  BESIDE.lastIndex = at;
  const found = BESIDE.exec(text);
  const value = found?.[1] ?? '';
  return found !== null && isPasswordLike(value) && !isBenign(value) ? [last(found, 'password')] : [];
}

/** With letters and a digit, and a sign or both cases: no place, no word, no day. */
const BESIDE =
  /(?: ?[/|] ?|:)(?=[^\s"'`]{0,30}\d)(?=[^\s"'`]{0,30}[a-z])(?=[^\s"'`]{0,30}[A-Z!#$%&*?^])([A-Za-z\d!#$%&*?^+_-]{8,40})(?=["'`]?[.,;)]?(?:\s|$|\\n))/y;

/** An address of India's payments, whose domain is the name of a bank. */
const PAYEES = cue('upi|vpa|upi://', 'whole');
const PAYEE = /(?:upi|vpa)(?: ?id)?(?: is|:\/\/pay\?pa=|\W){0,3}\s?([\w.-]{2,64}@[a-z]{2,20})(?![\w.@])/iy;

/** Written so that machines do not read it: `bob [at] acme [dot] dev`. */
const SPELT = cue('[at]|(at)|{at}|<at>| at ');
const OBFUSCATED =
  /(?:[[({<] ?at ?[\])}>] ?[\w-]{2,40}(?: ?(?:[[({<] ?dot ?[\])}>]|\.) ?[A-Za-z-]{2,20}){1,3}| at [\w-]{2,40}(?: dot [A-Za-z-]{2,20}){1,3})(?![\w])/iy;
const LOCAL = /[\w.+-]{2,40} ?$/;

const DOMAIN =
  /(?:[A-Za-z0-9\u00a1-\uffff](?:[A-Za-z0-9\u00a1-\uffff-]{0,61}[A-Za-z0-9\u00a1-\uffff])?\.){1,8}([A-Za-z]{2,24}|xn--[A-Za-z0-9-]{2,40})(?![A-Za-z0-9(@]|\.[A-Za-z0-9]|-[A-Za-z0-9])/y;
/** Endings of files, of machines' own names, and of what decorators name (`via@agent.tool`); none is a domain of the world. */
const FILE =
  /^(?:png|jpe?g|gif|svg|webp|avif|ico|css|scss|js|mjs|cjs|ts|tsx|jsx|json|map|html?|md|py|rb|go|rs|java|so|dll|zip|gz|tar|tgz|yaml|yml|toml|lock|txt|min|local|internal|service|timer|socket|mount|target|tool|instructions|route|command|callback|fixture|setter|getter|property|handler)$/i;

function emailAround(text: string, at: number, width: number): Edit | undefined {
  let start = at;
  while (start > 0 && at - start < 64 && isLocal(text.charCodeAt(start - 1))) start -= 1;
  while (start < at && ".-+%'/=&?".includes(text[start] ?? '')) start += 1;
  if (start === at || text[at - 1] === '.') return undefined;
  DOMAIN.lastIndex = at + width;
  const domain = DOMAIN.exec(text);
  if (domain === null || FILE.test(domain[1] ?? '')) return undefined;
  const end = at + width + domain[0].length;
  // the name of a message (RFC 5322 §3.6.4)
  if (text[start - 1] === '<' && isMessageId(text, start, at)) return undefined;
  const owner =
    text[start - 1] === '<' ? OWNER.exec(text.slice(Math.max(0, start - 80), start - 1))?.[1] : undefined;
  if (owner !== undefined) start -= owner.length + 1;
  // scp-like remotes and users in URLs
  if (
    NOBODY.test(text.slice(start, end)) ||
    ALGORITHM.test(text.slice(at + width, end)) ||
    text[start - 1] === '@' ||
    domain[0].endsWith('gserviceaccount.com') ||
    domain[0].endsWith('calendar.google.com') ||
    (text[start - 1] === '/' && text[start - 2] === '/') ||
    LOGS_IN.test(text.slice(Math.max(0, start - LONGEST_COMMAND), start)) ||
    (text[start - 1] === ':' && isBehindUser(text, start))
  )
    return undefined;
  return { start, end, kind: 'email' };
}

/** A user of a host: `ssh deploy@…`. */
const LOGS_IN = /(?<![\w-])(?:ssh|sftp|mosh|ssh-copy-id) $/;
const LONGEST_COMMAND = 16;

const isMessageId = (text: string, start: number, at: number): boolean =>
  /^[0-9a-f.-]{12,64}$/.test(text.slice(start, at)) ||
  /(?:Message-ID|In-Reply-To|References): {0,4}(?:<[^<>\s]{3,200}>\s{1,4}){0,2}<$/i.test(
    text.slice(Math.max(0, start - 300), start),
  );

/** Remotes, and senders that nobody is behind. */
const NOBODY =
  /^(?:(?:git|no-?reply|do-?not-?reply|mailer-daemon|postmaster|support|security|abuse|sales|info|webmaster|hostmaster|noc)(?:@|%40|&#64;)|(?:your[._-]?)?(?:user(?:name)?|name|e?mail|me|you|foo|test)@(?:(?:[\w-]{1,63}\.){0,4}(?:example\.(?:com|org|net)|[\w-]{1,63}\.(?:test|example))|test\.com|(?:your-?|my-?)?(?:domain|company|site|host)\.(?:tld|com|org|net))$)/i;

/** True behind the scheme and the user of a URL, where a password stands before the host (RFC 3986 §3.2.1). */
function isBehindUser(text: string, start: number): boolean {
  const before = text.slice(Math.max(0, start - LONGEST_USER), start - 1);
  const at = before.lastIndexOf('://');
  return at > 0 && USER.test(before.slice(at + 3)) && SCHEME.test(before.slice(0, at));
}

const LONGEST_USER = 100;
const USER = /^[^\s"'`<>\\^{}|()[\]/?#@:]+$/;
const SCHEME = /(?<![A-Za-z0-9+.-])[a-z][a-z0-9+.-]{1,30}$/i;

/** Whose names of algorithms have the form of an address (RFC 4251 §6). */
const ALGORITHM = /^(?:openssh\.com|libssh\.org|lysator\.liu\.se|ssh\.com)$/;

/** Whose address it is: `"Bob Smith" <…>`. */
const OWNER = /(?:^|[\s:,;"])(\p{Lu}[\p{L}'’.-]{1,30}(?: \p{Lu}[\p{L}'’.-]{0,30}){1,3}"? ?)$/u;

/** Characters of a dot-atom (RFC 5322 §3.2.3) that are in use, and letters of other scripts. */
function isLocal(code: number): boolean {
  return (
    (code > 96 && code < 123) ||
    (code > 64 && code < 91) ||
    (code > 47 && code < 58) ||
    code === 46 ||
    code === 95 ||
    code === 43 ||
    code === 45 ||
    code === 37 ||
    code === 39 ||
    code > 191
  );
}
