import { phones } from './phones.ts';
import { describeRule } from './rule.suite.ts';

describeRule(phones, {
  finds: [
    ['call +49 151 23456789', '+49 151 23456789'],
    ['(415) 555-2671', '(415) 555-2671'],
    ['natel 079 972 40 27 ab 18 uhr', '079 972 40 27'],
    ['bel de klant op 06-81347834', '06-81347834'],
    ['Phone: 030 901820', '030 901820'],
    ['beni 0(532) 481 22 93 numaradan arayın', '0(532) 481 22 93'],
    ['cep telefonum 0 212 481 22 93', '0 212 481 22 93'],
    ['numaram 0532 481 22 93', '0532 481 22 93'],
    ['sms to=+447700900123 status=sent', '+447700900123'],
  ],
  leaves: [
    'cep 2024-11-12',
    'tel 12.11.2024',
    'Kimlik numaram 10000000146',
    'Müşteri numaram 12345678',
    '2026-01-01 10:00:00',
    '192.168.100.200',
    '1,234,567',
    '+1.5 %',
    '0 512 256 64 32',
    'telefonum 2026 yılında bozuldu',
    'offset=+447700900123',
  ],
});
