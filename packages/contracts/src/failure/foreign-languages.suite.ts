import type { FailureFacts } from './fingerprint.ts';
import {
  anyId,
  chars,
  dur,
  host,
  int,
  num,
  pick,
  port,
  quoted,
  said,
  short,
  thrown,
} from './noisy-values.suite.ts';

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

/** Failures of programs in other languages, and in other human ones. */
export const LANGUAGES: Readonly<Record<string, () => FailureFacts>> = {
  py_key: () =>
    thrown(
      py(
        [
          ['main', 'run'],
          ['billing', 'lookup'],
        ],
        `KeyError: ${quoted()}`,
      ),
    ),
  py_other_fn: () =>
    thrown(
      py(
        [
          ['main', 'run'],
          ['billing', 'charge'],
        ],
        `KeyError: ${quoted()}`,
      ),
    ),
  py_value: () =>
    thrown(
      py(
        [
          ['main', 'run'],
          ['billing', 'lookup'],
        ],
        `ValueError: could not convert string to float: ${quoted()}`,
      ),
    ),
  java_sql: () =>
    thrown(
      java('java.sql.SQLException', `Connection to ${host()}:${port()} refused after ${dur()}`, [
        'com.acme.Db.connect',
        'com.acme.App.main',
      ]),
    ),
  java_npe: () =>
    thrown(
      java('java.lang.NullPointerException', `Cannot invoke ${quoted()} because ${quoted()} is null`, [
        'com.acme.Orders.find',
        'com.acme.App.main',
      ]),
    ),
  go_nil: () => thrown(go('runtime error: invalid memory address or nil pointer dereference')),
  go_idx: () => thrown(go(`runtime error: index out of range [${int(99)}] with length ${int(99)}`)),
  rust: () =>
    thrown(
      `thread '${pick('main', 'tokio-runtime-worker')}' panicked at src/main.rs:${int(99)}:${int(99)}:\ncalled \`Result::unwrap()\` on an \`Err\` value: Os { code: 2, kind: NotFound }`,
    ),
  german: () =>
    said('exception', `Datei ${quoted()} wurde nach ${num()} Sekunden nicht gefunden (Vorgang ${anyId()})`),
  french: () => said('exception', `Le fichier ${quoted()} n'a pas été trouvé après ${dur()}`),
  japanese: () => said('exception', `注文 ${anyId()} が見つかりません（${num()} 件中）`),
  chinese: () => said('exception', `订单${int(99999)}不存在`),
  russian: () => said('exception', `Заказ № ${int(9999)} не найден, попытка ${int(9)}`),
};
