import { fakes } from '../corpora/fake.suite.ts';
import { shapes } from './shapes.ts';
import { describeRule } from './rule.suite.ts';

const f = fakes('shapes');
const s = fakes('shapes secret').alnum(24);

describeRule(shapes, {
  finds: [
    [`sent to ExponentPushToken[${s}] ok`, s],
    [`ExpoPushToken[${s}]`, s],
    [`send/${f.urlSafe(11)}:APA91b${s}${s}${s}${s}`, s],
    [`x ghp_${fakes('shapes').alnum(36)}`, fakes('shapes').alnum(36)],
    [`AKIA${fakes('shapes').upper(16)}`, fakes('shapes').upper(16)],
    [`acme_live_${s}`, s],
    [`init v4.local.${f.urlSafe(80)} done`, 'v4.local.'],
    [`used snyk_uat.${f.hex(8)}.${s} here`, s],
    [`used st.${f.hex(24)}.${f.hex(32)}.${f.hex(32)} here`, 'st.'],
    [`args live_${s}_-${s.slice(0, 14)} x`, s],
    [`args ${s}${s}${s}${s.slice(0, 4)}AZDO${s.slice(0, 4)} x`, s],
    [`cookie xoxd-${s}%2F${s}%3D`, s],
    [`rotated xoxe.xoxp-1-${s}_${s}`, `_${s}`],
    [`used bce-v3/ALTAK-${s.slice(0, 20)}/${f.hex(40)} here`, s.slice(0, 20)],
    [`bearer base64url.bearer.authorization.k8s.io.${s}, v4`, s],
    [`session 00D${f.alnum(12)}!AQ${s}${s}${s}${s.slice(0, 20)} here`, s],
    [
      `seed SB${fakes('seed').of('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 54)} here`,
      fakes('seed').of('ABCDEFGHIJKLMNOPQRSTUVWXYZ234567', 54),
    ],
    [`tunnel 2${s}aB_5${s.slice(0, 20)} here`, s],
    [`chats with app-${s} here`, s],
    [`runs unkey_${s} here`, s],
    [`asks ${f.hex(32)}.${s.slice(0, 16)} here`, s.slice(0, 16)],
    [`speaks ${f.uuid()}:fx here`, ':fx'],
    [`sends os_v2_app_${'a1b2c3d4e5'.repeat(10)} here`, 'a1b2c3d4e5'],
    [`root=MDAyMWxvY2F0aW9u${s}${s}`, s],
    [`pays rzp_live_${s.slice(0, 14)} here`, s.slice(0, 14)],
    [`{"encoding":"base64","key":"${s}${s}${s}${s.slice(0, 14)}=="}`, s],
    [`pays AQEyhmfx${s}${s}+/==-${s}/${s}=-{?v<W^n.~E here`, s],
  ],
  leaves: [
    `<Modulus>${s}${s}${s}${s.slice(0, 14)}==</Modulus>`,
    'type ExponentPushToken[] = string',
    `${f.alnum(300)}/AKIA${f.upper(16)}/${f.alnum(60)}`,
    `call_${f.alnum(24)}`,
    'sk-xxxxxxxxxxxxxxxxxxxxxxxx',
    `sha256:${f.hex(64)}`,
    f.uuid(),
    `app-${'component'.padEnd(24, 'header')}`,
    `${f.hex(32)}.bundle.min.js.map`,
    `{"base64":"${s}${s}${s}${s.slice(0, 14)}=="}`,
    `{"body":"{\\"base64\\":\\"${s}${s}${s}${s.slice(0, 14)}==\\"}"}`,
    `data:image/png;base64,${s}${s}${s}${s.slice(0, 14)}==`,
    `part-00003-${f.uuid()}.c000.snappy.parquet`,
  ],
});
