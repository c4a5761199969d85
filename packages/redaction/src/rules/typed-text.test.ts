import { describeRule } from './rule.suite.ts';
import { typedText } from './typed-text.ts';

const PASSWORD = 'Kx9$1Qz!7';
const TOKEN = 'Kx9Qz7aB3cD5eF7gH9iJ1kL3';

describeRule(typedText, {
  finds: [
    [
      `$ kubectl get secret db -o jsonpath='{.data.password}' | base64 -d\nEZmRXOMKhPbNdCdFLj\n`,
      'EZmRXOMKhPbNdCdFLj',
    ],
    ['I typed "Marmot39xq" in the box when you were asked for the password', 'Marmot39xq'],
    [`typed "${PASSWORD}" into #password`, PASSWORD],
    [`Typing '${PASSWORD}' into input[name="pwd"]`, PASSWORD],
    [`enter ${PASSWORD} as the password`, PASSWORD],
    [`fill_in 'Password', with: '${PASSWORD}'`, PASSWORD],
    [`x = "${TOKEN}"  # api token`, TOKEN],
    [`f("${TOKEN}"); // the secret key`, TOKEN],
    [`xdotool type ${PASSWORD} # password`, PASSWORD],
    [`$ gh auth token\n${TOKEN}`, TOKEN],
    [`$ kubectl get secret a | base64 -d\n${PASSWORD}`, PASSWORD],
    [`Use the following password:\n\n${PASSWORD}\n`, PASSWORD],
    [`Your password was reset.\nNew value: ${PASSWORD}`, PASSWORD],
  ],
  leaves: [
    'typed "Release2024x" in the title when you reset the password',
    'typed "Paris2024" into #search',
    'type help in the password prompt',
    `x = "${TOKEN}"  # checksum`,
    `echo ${PASSWORD} # password`,
    `$ get version of the app\n${TOKEN}`,
    `$ docker run app-with-token\n${TOKEN}`,
    'New token types:\nRefreshToken2',
    'Your password was reset.\nhttps://example.org/a1B2c3D4',
  ],
});
