import { personalNumbers } from './personal-numbers.ts';
import { describeRule } from './rule.suite.ts';

describeRule(personalNumbers, {
  finds: [
    ['CLABE interbancaria 032180000118359719', '032180000118359719'],
    ['Versichertennummer: K482910375', 'K482910375'],
    ['Passport number: X41234567', 'X41234567'],
    ['passport no. X4RTBPFW4', 'X4RTBPFW4'],
    ['T.C. kimlik numaram 10000000146', '10000000146'],
    ['numer dowodu: ABA300000', 'ABA300000'],
    ['n° de sécu 185057800608491', '185057800608491'],
    ['Medicare card number: 2123 45670 1', '2123 45670 1'],
    ['National Insurance number AB123456C', 'AB123456C'],
    ['Burgerservicenummer (BSN): 906438780', '906438780'],
    ['steuerliche Identifikationsnummer lautet 95 801 446 278', '95 801 446 278'],
    ['sort code 20-00-00 account 55779911', '55779911'],
    ['СНИЛС 112-233-445 95', '112-233-445 95'],
    ['licence plate AB12 CDE', 'AB12 CDE'],
    ['DNI 12345678Z del titular', '12345678Z'],
    ['el total de 529.982.247-25 va', '529.982.247-25'],
    ['Aadhaar 2341 2341 2346', '2341 2341 2346'],
    ['Account number 000123456789, routing 021000021', '000123456789'],
    ['member id: A1B2C3D4E5F6GHIJK', 'A1B2C3D4E5F6GHIJK'],
    ['konto: 944427827157SYDRP', '944427827157SYDRP'],
    ['Personalausweis: 20876621526VJDPTY', '20876621526VJDPTY'],
    ['codice fiscale: 794246344815GSWQEU', '794246344815GSWQEU'],
    ['member id 944427827157SYDRP-12 on file', '944427827157SYDRP-12'],
  ],
  leaves: [
    'passport no. IDENTICAL',
    'Passport control takes about 20 minutes',
    'account created on 2026-11-25',
    'The account has 12 users',
    '123.456.789-00 is no CPF',
    'National insurance was founded in 1911',
  ],
});
