import { describeRule } from './rule.suite.ts';
import { spoken } from './spoken.ts';

const PASSWORD = 'Breeze?4633ujk';
const KEY = 'ju1IRw7kqw5QPsVrtlxbgdtO8baQ8S1b';

describeRule(spoken, {
  finds: [
    [`I reset the password for kim to ${PASSWORD}`, PASSWORD],
    [`Ich habe das Passwort auf ${PASSWORD} geändert.`, PASSWORD],
    [`Passwort vom Router wurde umgestellt auf ${PASSWORD}`, PASSWORD],
    [`J'ai changé le mot de passe de l'admin en ${PASSWORD}`, PASSWORD],
    [`Cambié la contraseña a ${PASSWORD}`, PASSWORD],
    [`Mudei a senha para ${PASSWORD}`, PASSWORD],
    [`Ho cambiato la password in ${PASSWORD}`, PASSWORD],
    [`Ik heb het wachtwoord veranderd in ${PASSWORD}`, PASSWORD],
    [`Şifreyi ${PASSWORD} olarak değiştirdim`, PASSWORD],
    [`Parolayı ${PASSWORD} yaptım`, PASSWORD],
    [`パスワードを${PASSWORD}に変更しました`, PASSWORD],
    [`비밀번호를 ${PASSWORD}로 바꿨어요`, PASSWORD],
    ['Die Mobile-TAN für die Überweisung lautet: 237179', '237179'],
    ["ok, the admin password's raven7534 now", 'raven7534'],
    [`can you send me the api key?\nsure: ${KEY}`, KEY],
    [`can you send me the password for staging?\nsure, ${PASSWORD}`, PASSWORD],
    ['application password: IGFq VCN7 0IXQ Y8HR qdU2 ZWHB', 'IGFq VCN7 0IXQ Y8HR qdU2 ZWHB'],
    ['my app password: bghk psqm nttf fgjb', 'bghk psqm nttf fgjb'],
    ['The combination of the office safe is 34-71-08-22.', '34-71-08-22'],
    ['bike lock combination: 7-3-1-9', '7-3-1-9'],
  ],
  leaves: [
    'Die Mindestlänge des Passworts wurde auf 12 Zeichen geändert.',
    'Bitte ändern Sie Ihr Passwort auf der Seite Einstellungen.',
    'Vous pouvez modifier le mot de passe en cliquant ici.',
    'La password è stata cambiata in data 12/04/2026.',
    'We changed the password hashing to argon2id in v4.2.1.',
    'パスワードを変更してください。',
    "The password's strength is shown below; the password's length must be 12.",
    'Which key?\nprimary: customer_id',
    'What is the request id of the failing token call?\nid: 0b9e2f44-5d3c-4f6e-8a7b-1c2d3e4f5a6b',
    'password: must have some four word list',
    'The combination of the two values is 12-34-56.',
    'Authorization: Bearer xxxxxxxxxxxxxxxx',
  ],
});
