import { fakes } from '../corpora/fake.suite.ts';
import { spoken } from './spoken.ts';
import { describeRule } from './rule.suite.ts';

const s = fakes('spoken secret').alnum(24);
const hex = '0a1b2c3d4e5f60718293a4b5c6d7e8f9';
const o = 'Xk29fLq8Zw3Rt7Vb';

describeRule(spoken, {
  finds: [
    ['Le mot de passe est : Kr4nich40!cy', 'Kr4nich40!cy'],
    ['signing secret → iPyrievhEL5R4b3Bke1r', 'iPyrievhEL5R4b3Bke1r'],
    [`the password is ${s}.`, s],
    [`Authorization uses Bearer ${s}`, s],
    ['Your verification code is 482913.', '482913'],
    ['het wachtwoord voor de beamer-pc is Molen&Kaas83, dank', 'Molen&Kaas83'],
    ['la contraseña del correo de la tienda es Aceituna.5583', 'Aceituna.5583'],
    ['Hasło do panelu hostingu to: Zamek-Wawel31', 'Zamek-Wawel31'],
    ['κωδικός πρόσβασης είναι Elia#5512x', 'Elia#5512x'],
    ['you can log in with bob / Elia#5512x', 'Elia#5512x'],
    [`The password set to ${o}!`, o],
    ['The password set to hunter2Z', 'hunter2Z'],
    [`the password set is ${o}!`, o],
    [`Your password field is ${o}`, o],
    [`The password status is ${o}!`, o],
    [`password hint: ${o}!`, o],
    [`the token type is ${o}9`, o],
    [`secret name is ${o}`, o],
    [`The password error message was ${o}`, o],
    ['the password is sha256-hunter', 'sha256-hunter'],
    ['Use 482913 as your passcode', '482913'],
    [`here's the datadog key: ${hex}`, hex],
    [`can you try with this key? ${hex}`, hex],
    [`eth private key 0x${hex}${hex}`, `${hex}${hex}`],
    ['Le mot de passe du portail : Croissant#41', 'Croissant#41'],
    ['the staging login is admin / cactus-tango-9', 'cactus-tango-9'],
    ['gate code for the depot: 1E8400E3A9', '1E8400E3A9'],
  ],
  leaves: [
    'The password is required.',
    'Bearer authentication',
    `the cache key is ${hex}`,
    `Public key: ${hex}`,
    `key: ${hex}`,
    `    checksum/db-password: ${hex}${hex}`,
    'login is required / optional-2',
    'user is active / inactive-2',
    'the door code is changed monthly',
    'error code: 404',
    'The code is 200 lines',
    'パスワードは8文字以上で設定してください。',
    '250-AUTH PLAIN LOGIN\n250 SMTPUTF8',
    'the password for the projector is beamer',
    'credential helper: osxkeychain',
    'the token type is rs256-signed',
    'The password policy is at least 12 characters',
    'The password is sha256-hashed.',
    'The secret is base64-encoded by Kubernetes, not encrypted.',
    'password: "$2y$..." # bcrypt',
    'PASSWORD="$(openssl rand -hex 16)"',
  ],
});
