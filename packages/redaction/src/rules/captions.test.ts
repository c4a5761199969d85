import { captions } from './captions.ts';
import { describeRule } from './rule.suite.ts';

describeRule(captions, {
  finds: [
    [
      'Unseal Key 1: 1H98iOR/khgvcK4PbogPSGHzIAsTFRzPvIiluOwkB0D=',
      '1H98iOR/khgvcK4PbogPSGHzIAsTFRzPvIiluOwkB0D=',
    ],
    [
      'AWS Secret Access Key [None]: dm+hojR+fB7lzbp+cWCFfHY9BQczRDfaCYh9HoHL',
      'dm+hojR+fB7lzbp+cWCFfHY9BQczRDfaCYh9HoHL',
    ],
    ['Mot de passe : snhz#POX497', 'snhz#POX497'],
    ['パスワード：uhdi#JBI824', 'uhdi#JBI824'],
    [
      'Or enter this setup key manually: JIJKMIIQDUKTYPUDTPRZU3SDFKUSN4LS',
      'JIJKMIIQDUKTYPUDTPRZU3SDFKUSN4LS',
    ],
  ],
  leaves: [
    'Password rules: at least 12 characters',
    'The secret key: never share it',
    'Reset password: see https://acme.io/docs/reset',
    'Our key takeaways: 12% faster',
    'at 10:30:15 the token service restarted',
  ],
});
