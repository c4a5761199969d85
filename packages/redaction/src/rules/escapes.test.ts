import { escapes } from './escapes.ts';
import { describeRule } from './rule.suite.ts';

/** Signs that begin no escape. */
const PARAMETERS =
  'DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=acme.example; s=mail\nContent-Type: text/plain; charset="utf-8"; format=flowed; delsp=yes\n';

describeRule(escapes, {
  finds: [
    [String.raw`password\u003d\u0022S3cr\u0065tP4ss!x\u0022`, String.raw`S3cr\u0065tP4ss`],
    [String.raw`\x70assword=\x22S3cretP4ss!x\x22`, 'S3cretP4ss!x'],
    ['<b>password: &#83;3cret&#80;4ss!x</b>', '&#83;3cret&#80;4ss!x'],
    ['&lt;input name=&quot;password&quot; value=&quot;Barley-Tooth-5&quot;&gt;', 'Barley-Tooth-5'],
    ['Content-Transfer-Encoding: quoted-printable\r\n\r\npass=\r\nword=3DS3cretP4ss!x', 'S3cretP4ss!x'],
    [
      `${PARAMETERS}Content-Transfer-Encoding: quoted-printable\n\nThe password is correct-Horse7=\n-Battery9staple`,
      '-Battery9staple',
    ],
    [`${PARAMETERS}\nkey sk_live_4eC3=\r\n9HqLyjWDarjtT1zdp7dcX8mQ2 of a=3Db`, '9HqLyjWDarjtT1zdp7dcX8mQ2'],
    [`${PARAMETERS}\npassword=3DS3cretP4ss!x`, 'S3cretP4ss!x'],
    ['\u001b[32mAPI_KEY\u001b[0m=\u001b[33mfx6uz7s5yh3tf7votedx6cb\u001b[0m', 'fx6uz7s5yh3tf7votedx6cb'],
    ['\u001b[1mPassword:\u001b[22m \u001b[36mW1nterIsHere!\u001b[39m', 'W1nterIsHere!'],
    ['password = "Tr0ub" + "4dor&3";', '4dor&3'],
    ["const key = 'sk-ant-api03-AbCd' + \n  'EfGhIjKlMnOp0123456789xyz';", 'EfGhIjKlMnOp0123456789xyz'],
    ["$key = 'AKIAQWERTY' . 'UIOPASDFGH';", 'UIOPASDFGH'],
  ],
  leaves: [
    String.raw`it\u2019s a \u0041\u0042`,
    '<p>Fish &amp; chips &#39;n&#39; peas</p>',
    'x=3D and y=3Dz',
    '\u001b[32m✓\u001b[39m tokens \u001b[2m(12)\u001b[22m',
    'f("x" + "y", "+", \'a\' + `b`, "max_tokens" + "=12")',
  ],
});
