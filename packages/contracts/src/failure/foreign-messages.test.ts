import { expect, test } from 'vitest';
import { seededRandom } from '../seeded-random.suite.ts';
import { type FailureFacts, fingerprint } from './fingerprint.ts';

// Messages of other programs and languages, with ids, times, paths and amounts as they write them.
const R = seededRandom(7);
const pick = <T>(...c: T[]): T => c[Math.floor(R() * c.length)];
const int = (m: number) => Math.floor(R() * m);
const chars = (a: string, n: number) => Array.from({ length: n }, () => a[int(a.length)]).join('');
const U = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
  L = U.toLowerCase(),
  D = '0123456789',
  B62 = D + U + L;
const ulid = () => '01' + chars('0123456789ABCDEFGHJKMNPQRSTVWXYZ', 24);
const ksuid = () => '2' + chars(B62, 26);
const nano = () => chars(B62 + '_-', 21);
const oid = () => chars('0123456789abcdef', 24);
const cuid = () => 'c' + chars(L + D, 24);
const sha = () => chars('0123456789abcdef', pick(7, 12, 40, 64));
const b64 = () => Buffer.from(`aZ7${chars(B62, 9 + int(20))}`).toString('base64');
const short = () => chars(L + D, 7);
const xid = () => chars('0123456789abcdefghijklmnopqrstuv', 20);
const uuid = () => [8, 4, 4, 4, 12].map((n) => chars('0123456789abcdef', n)).join('-');
const withDigit = (make: () => string): string => {
  const id = make();
  return /\d/.test(id) ? id : withDigit(make);
};
const anyId = () => withDigit(pick(ulid, ksuid, nano, oid, cuid, sha, xid, uuid));
const ip = () =>
  pick(
    `${int(255)}.${int(255)}.${int(255)}.${int(255)}`,
    `[2001:db8::${int(9999).toString(16)}:${int(9999).toString(16)}]`,
    `::1`,
    `fe80::${int(65535).toString(16)}:${int(65535).toString(16)}%eth0`,
    `[::ffff:10.0.0.${int(255)}]`,
  );
const host = () =>
  pick(
    `db-${int(99)}.internal`,
    `ip-10-0-${int(255)}-${int(255)}.eu-west-1.compute.internal`,
    `worker-${chars(L + D, 5)}.prod.svc.cluster.local`,
  );
const dur = () =>
  pick(
    `${int(9999)}ms`,
    `${(R() * 60).toFixed(2)}s`,
    `${int(9) + 2} minutes`,
    `1m${int(59)}s`,
    `${int(23)}h${int(59)}m`,
    `PT${int(99)}S`,
    `00:0${int(9)}:${10 + int(49)}.${100 + int(899)}`,
    `${int(99) + 2} µs`,
    `${int(90) + 2} hours`,
  );
const d = () => new Date(1.6e12 + R() * 2e11);
const ts = () => {
  const x = d();
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
const num = () =>
  pick(
    String(int(1e6)),
    (R() * 1e6).toLocaleString('en-US'),
    (R() * 1e6).toLocaleString('de-DE'),
    (R() * 1e6).toLocaleString('fr-FR'),
    (R() * 1e6).toLocaleString('de-CH'),
    (R() * 1e5).toLocaleString('hi-IN'),
    (R() * 10).toExponential(3),
    '-' + int(99),
    `0x${int(1e9).toString(16)}`,
  );
const size = () =>
  pick(
    `${int(999)} KB`,
    `${(R() * 9).toFixed(1)} GiB`,
    `${int(1e6)} bytes`,
    `${int(99)}MB`,
    `${(R() * 9).toFixed(1)}k`,
  );
const path = () =>
  pick(
    `/home/${pick('anna', 'runner', 'b.schmidt')}/proj${int(9)}/out_${int(99)}.csv`,
    `/Users/${pick('max', 'josé')}/Library/x.db`,
    `C:\\Users\\${pick('Anna', 'Max Power', 'b.schmidt')}\\AppData\\Local\\Temp\\t${int(99)}.tmp`,
    `\\\\nas${int(9)}\\share\\r${int(9)}.xlsx`,
    `/var/lib/docker/overlay2/${sha()}/merged/app`,
    `~/work/${short()}/a.txt`,
    `/tmp/pip-req-build-${chars(L, 8)}/setup.py`,
  );
const quoted = () =>
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
const money = () =>
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
const port = () => String(1024 + int(60000));
const t = (message: string): FailureFacts => ({
  agent_name: 'a',
  failure_class: 'exception',
  exception: { class: 'Error', message, code: null, stack: null, stack_sha256: null, cause: null },
});
const m = (failure_class: string, message: string): FailureFacts => ({
  agent_name: 'a',
  failure_class,
  message,
});
const py = (frames: [string, string][], last: string) =>
  'Traceback (most recent call last):\n' +
  frames
    .map(
      ([f, n]) =>
        `  File "${pick('/app', '/home/anna/app', '/usr/src/' + short(), 'C:\\app')}/${f}.py", line ${int(900)}, in ${n}\n    do_it(${int(9)})`,
    )
    .join('\n') +
  '\n' +
  last;
const java = (c: string, msg: string, fr: string[]) =>
  `${c}: ${msg}\n` +
  fr.map((f) => `\tat ${f}(${f.split('.').at(-2)}.java:${int(500)})`).join('\n') +
  `\n\t... ${int(40)} more`;
const go = (msg: string) =>
  `panic: ${msg}\n\ngoroutine ${int(999)} [running]:\nmain.process(0xc000${chars('0123456789abcdef', 6)}, 0x${int(99).toString(16)})\n\t/home/${pick('anna', 'ci')}/app/main.go:${int(300)} +0x${int(999).toString(16)}\nexit status 2`;
const CAUSES: Readonly<Record<string, () => FailureFacts>> = {
  py_key: () =>
    t(
      py(
        [
          ['main', 'run'],
          ['billing', 'lookup'],
        ],
        `KeyError: ${quoted()}`,
      ),
    ),
  py_other_fn: () =>
    t(
      py(
        [
          ['main', 'run'],
          ['billing', 'charge'],
        ],
        `KeyError: ${quoted()}`,
      ),
    ),
  py_value: () =>
    t(
      py(
        [
          ['main', 'run'],
          ['billing', 'lookup'],
        ],
        `ValueError: could not convert string to float: ${quoted()}`,
      ),
    ),
  java_sql: () =>
    t(
      java('java.sql.SQLException', `Connection to ${host()}:${port()} refused after ${dur()}`, [
        'com.acme.Db.connect',
        'com.acme.App.main',
      ]),
    ),
  java_npe: () =>
    t(
      java('java.lang.NullPointerException', `Cannot invoke ${quoted()} because ${quoted()} is null`, [
        'com.acme.Orders.find',
        'com.acme.App.main',
      ]),
    ),
  go_nil: () => t(go('runtime error: invalid memory address or nil pointer dereference')),
  go_idx: () => t(go(`runtime error: index out of range [${int(99)}] with length ${int(99)}`)),
  rust: () =>
    t(
      `thread '${pick('main', 'tokio-runtime-worker')}' panicked at src/main.rs:${int(99)}:${int(99)}:\ncalled \`Result::unwrap()\` on an \`Err\` value: Os { code: 2, kind: NotFound }`,
    ),
  mongo: () =>
    m(
      'exception',
      `E11000 duplicate key error collection: shop.orders index: _id_ dup key: { _id: ObjectId('${oid()}') }`,
    ),
  pg_dup: () =>
    m(
      'exception',
      `duplicate key value violates unique constraint "orders_pkey" Detail: Key (id)=(${anyId()}) already exists.`,
    ),
  doc_missing: () => m('exception', `document ${anyId()} not found in tenant ${anyId()}`),
  user_missing: () => m('exception', `user ${anyId()} not found in tenant ${anyId()}`),
  ip_refused: () => m('exception', `connection from ${ip()} port ${port()} refused`),
  ip_reset: () => m('exception', `connection from ${ip()} port ${port()} reset by peer`),
  expired: () => m('exception', `token expired at ${ts()}, now is ${ts()}`),
  scheduled: () => m('exception', `job scheduled for ${ts()} did not run`),
  slow: () => m('timeout', `took ${dur()}, limit ${dur()}`),
  big: () => m('exception', `file ${path()} is too large: ${size()} of ${size()}`),
  gone: () => m('exception', `no such file: ${path()}`),
  amount: () => m('exception', `amount ${money()} exceeds the limit of ${money()} for account ${anyId()}`),
  count: () => m('exception', `expected ${num()} rows, got ${num()}`),
  count1: () => m('exception', `${pick('1 item was', `${2 + int(40)} items were`)} not delivered`),
  quotedName: () => m('exception', `tool argument ${quoted()} is not allowed`),
  german: () =>
    m('exception', `Datei ${quoted()} wurde nach ${num()} Sekunden nicht gefunden (Vorgang ${anyId()})`),
  french: () => m('exception', `Le fichier ${quoted()} n'a pas été trouvé après ${dur()}`),
  japanese: () => m('exception', `注文 ${anyId()} が見つかりません（${num()} 件中）`),
  chinese: () => m('exception', `订单${int(99999)}不存在`),
  russian: () => m('exception', `Заказ № ${int(9999)} не найден, попытка ${int(9)}`),
  b64: () => m('exception', `signature ${b64()} does not match`),
  hdr: () => m('exception', `request_id=${anyId()} trace=${withDigit(sha)} status=503 upstream unavailable`),
  hdr2: () => m('exception', `request_id=${anyId()} trace=${withDigit(sha)} status=429 upstream unavailable`),
  pod: () =>
    m(
      'exception',
      `pod checkout-${chars('0123456789abcdef', 9)}-${chars('bcdfghjklmnpqrstvwxz2456789', 5)} was evicted`,
    ),
  pct: () =>
    m('exception', `disk usage ${pick(`${int(100)}%`, `${(R() * 100).toFixed(1)} %`)} above threshold`),
  ver: () =>
    m(
      'exception',
      `version ${pick(`v${int(9)}.${int(9)}.${int(9)}`, `${int(9)}.${int(9)}.${int(99)}-rc.${int(9)}`, `${int(9)}.${int(9)}`)} is not supported`,
    ),
  mac: () =>
    m(
      'exception',
      `device ${Array.from({ length: 6 }, () => chars('0123456789abcdef', 2)).join(pick(':', '-'))} offline`,
    ),
  phone: () =>
    m(
      'exception',
      `cannot text ${pick(`+49 ${int(999)} ${int(999999)}`, `(555) ${100 + int(899)}-${1000 + int(8999)}`, `+1-${100 + int(899)}-555-${1000 + int(8999)}`)}`,
    ),
  ordinal: () => m('exception', `the ${pick('1st', '2nd', '3rd', '14th', '21st')} attempt failed`),
  hexptr: () =>
    m(
      'exception',
      `segfault at 0x${chars('0123456789abcdef', 12)} ip ${chars('0123456789abcdef', 16)} sp ${chars('0123456789abcdef', 16)} error 4`,
    ),
  sku: () => m('exception', `SKU ${chars(U, 3)}-${int(9999)}-${chars(U, 2)} out of stock`),
  arr: () => m('exception', `missing columns ${JSON.stringify(Array.from({ length: 1 + int(5) }, short))}`),
  csv: () => m('exception', `unknown ids: ${Array.from({ length: 1 + int(6) }, anyId).join(', ')}`),
  slug: () =>
    m('exception', `branch feature/${pick('abc', 'new-login', 'fix_it')}-${int(99)} has no upstream`),
  arn: () => m('exception', `not authorized: arn:aws:s3:::bucket-${short()}/key/${anyId()}`),
  jwt: () => m('exception', `invalid jwt eyJ${chars(B62, 30)}.eyJ${chars(B62, 40)}.${chars(B62 + '_-', 43)}`),
  coords: () =>
    m(
      'exception',
      `no route from ${(R() * 90).toFixed(5)},${(R() * 180).toFixed(5)} to ${(R() * 90).toFixed(5)},-${(R() * 180).toFixed(5)}`,
    ),
  tz: () =>
    m(
      'exception',
      `meeting on ${pick('Monday', 'Tuesday', 'Sunday')}, ${pick('January', 'March', 'December')} ${1 + int(28)}, 20${10 + int(20)} at ${1 + int(11)}:${10 + int(49)} ${pick('AM', 'PM')} overlaps`,
    ),
};
test('L18: groups messages of other languages and programs by their cause', () => {
  const groups = Object.entries(CAUSES).map(([name, make]) => ({
    name,
    found: new Set(Array.from({ length: 100 }, () => fingerprint(make()))),
  }));
  expect(groups.filter(({ found }) => found.size > 1).map(({ name }) => name)).toEqual([]);
  expect(new Set(groups.flatMap(({ found }) => Array.from(found))).size).toBe(groups.length);
});
