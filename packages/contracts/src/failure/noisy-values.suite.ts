import { seededRandom } from '../seeded-random.suite.ts';
import type { FailureFacts } from './fingerprint.ts';

// Ids, times, paths and amounts as other programs and languages write them into their messages.
export const random = seededRandom(7);
export const pick = <T>(...c: T[]): T => c[Math.floor(random() * c.length)];
export const int = (m: number) => Math.floor(random() * m);
export const chars = (a: string, n: number) => Array.from({ length: n }, () => a[int(a.length)]).join('');
export const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER = UPPER.toLowerCase();
const DIGITS = '0123456789';
export const B62 = DIGITS + UPPER + LOWER;
const ulid = () => '01' + chars('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 24);
const ksuid = () => '2' + chars(B62, 26);
const nano = () => chars(B62 + '_-', 21);
export const oid = () => chars('0123456789abcdef', 24);
const cuid = () => 'c' + chars(LOWER + DIGITS, 24);
export const sha = () => chars('0123456789abcdef', pick(7, 12, 40, 64));
export const b64 = () => Buffer.from(`aZ7${chars(B62, 9 + int(20))}`).toString('base64');
export const short = () => chars(LOWER + DIGITS, 7);
const xid = () => chars('0123456789abcdefghijklmnopqrstuv', 20);
const uuid = () => [8, 4, 4, 4, 12].map((n) => chars('0123456789abcdef', n)).join('-');
export const withDigit = (make: () => string): string => {
  const id = make();
  return /\d/.test(id) ? id : withDigit(make);
};
export const anyId = () => withDigit(pick(ulid, ksuid, nano, oid, cuid, sha, xid, uuid));
export const ip = () =>
  pick(
    `${int(255)}.${int(255)}.${int(255)}.${int(255)}`,
    `[2001:db8::${int(9999).toString(16)}:${int(9999).toString(16)}]`,
    `::1`,
    `fe80::${int(65535).toString(16)}:${int(65535).toString(16)}%eth0`,
    `[::ffff:10.0.0.${int(255)}]`,
  );
export const host = () =>
  pick(
    `db-${int(99)}.internal`,
    `ip-10-0-${int(255)}-${int(255)}.eu-west-1.compute.internal`,
    `worker-${chars(LOWER + DIGITS, 5)}.prod.svc.cluster.local`,
  );
export const dur = () =>
  pick(
    `${int(9999)}ms`,
    `${(random() * 60).toFixed(2)}s`,
    `${int(9) + 2} minutes`,
    `1m${int(59)}s`,
    `${int(23)}h${int(59)}m`,
    `PT${int(99)}S`,
    `00:0${int(9)}:${10 + int(49)}.${100 + int(899)}`,
    `${int(99) + 2} µs`,
    `${int(90) + 2} hours`,
  );
const date = () => new Date(1.6e12 + random() * 2e11);
export const ts = () => {
  const x = date();
  return pick(
    x.toISOString(),
    x.toUTCString(),
    String(x),
    x.toLocaleString('en-US'),
    x.toLocaleString('de-DE'),
    x.toLocaleString('en-GB'),
    x.toLocaleString('fr-FR', { dateStyle: 'long' }),
    x.toLocaleString('en-US', { dateStyle: 'full', timeStyle: 'long', timeZone: 'UTC' }),
    x.toLocaleString('ja-JP'),
    x.toISOString().replace('T', ' ').slice(0, 23).replace('.', ','),
    String(+x),
    (+x / 1000).toFixed(6),
    x.toISOString().replace('Z', '+02:00'),
    x.toString().slice(4, 24),
  );
};
export const num = () =>
  pick(
    String(int(1e6)),
    (random() * 1e6).toLocaleString('en-US'),
    (random() * 1e6).toLocaleString('de-DE'),
    (random() * 1e6).toLocaleString('fr-FR'),
    (random() * 1e6).toLocaleString('de-CH'),
    (random() * 1e5).toLocaleString('hi-IN'),
    (random() * 10).toExponential(3),
    '-' + int(99),
    `0x${int(1e9).toString(16)}`,
  );
export const size = () =>
  pick(
    `${int(999)} KB`,
    `${(random() * 9).toFixed(1)} GiB`,
    `${int(1e6)} bytes`,
    `${int(99)}MB`,
    `${(random() * 9).toFixed(1)}k`,
  );
export const path = () =>
  pick(
    `/home/${pick('anna', 'runner', 'b.schmidt')}/proj${int(9)}/out_${int(99)}.csv`,
    `/Users/${pick('max', 'josé')}/Library/x.db`,
    `C:\\Users\\${pick('Anna', 'Max Power', 'b.schmidt')}\\AppData\\Local\\Temp\\t${int(99)}.tmp`,
    `\\\\nas${int(9)}\\share\\r${int(9)}.xlsx`,
    `/var/lib/docker/overlay2/${sha()}/merged/app`,
    `~/work/${short()}/a.txt`,
    `/tmp/pip-req-build-${chars(LOWER, 8)}/setup.py`,
  );
export const quoted = () =>
  pick(
    `"${pick('Zoë Ünal', 'a b c', 'x', '')}"`,
    `'${pick('foo bar', 'it', 'ümlaut')}'`,
    `\`${short()}\``,
    `«${short()}»`,
    `“${pick('hello', 'two words')}”`,
    `„${pick('Hallo', 'zwei Wörter')}“`,
    `「${pick('注文', 'データ')}」`,
    `‚${short()}‘`,
    `‹${short()}›`,
  );
export const money = () =>
  pick(
    `$${num()}`,
    `€${int(999)},${10 + int(89)}`,
    `${int(999)}.${10 + int(89)} EUR`,
    `£${int(99)}`,
    `¥${int(9999)}`,
    `USD ${int(999)}`,
    `R$ ${int(999)}`,
    `CHF ${int(99)}.50`,
  );
export const port = () => String(1024 + int(60000));

/** What a thrown error says. */
export const thrown = (message: string): FailureFacts => ({
  agent_name: 'a',
  failure_class: 'exception',
  exception: { class: 'Error', message, code: null, stack: null, stack_sha256: null, cause: null },
});
/** What a validator says. */
export const said = (failure_class: string, message: string): FailureFacts => ({
  agent_name: 'a',
  failure_class,
  message,
});
