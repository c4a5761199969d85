import { postalAddresses } from './postal-addresses.ts';
import { describeRule } from './rule.suite.ts';

describeRule(postalAddresses, {
  finds: [
    [
      'Ship it to 742 Evergreen Terrace, Springfield, IL 62704 please',
      '742 Evergreen Terrace, Springfield, IL 62704',
    ],
    ['mieszkam przy ul. Marszałkowska 14/3, 00-950 Warszawa', 'ul. Marszałkowska 14/3, 00-950 Warszawa'],
    ['adresim Bağdat Caddesi No: 12/4, Kadıköy', 'Bağdat Caddesi No: 12/4, Kadıköy'],
    ['ik woon op de Prinsengracht 263, 1016 GV Amsterdam', 'Prinsengracht 263, 1016 GV Amsterdam'],
    ['Neue Lieferadresse des Kunden: Lindwurmgasse 27, 86150 Augsburg', 'Lindwurmgasse 27'],
    ['mon adresse postale est 14 bis rue des Tanneurs, 38000 Grenoble', '14 bis rue des Tanneurs'],
    ['Address: Flat 3, 12 High Street, London SW1A 2AA', '12 High Street, London SW1A 2AA'],
    ['wohnhaft in der Goethestr. 5, 80336 München', 'Goethestr. 5, 80336 München'],
    ['Lieferadresse\nEva Braunschweig\nLindenstraße 12\n10969 Berlin', 'Lindenstraße 12\n10969 Berlin'],
    ['adresse : 12 bis rue de la République, 69002 Lyon', 'rue de la République, 69002 Lyon'],
    ['endereço: Rua das Flores, 123, Apto 45, São Paulo - SP', 'Rua das Flores, 123'],
    ['住所：〒100-0001 東京都千代田区千代田1-1', '東京都千代田区千代田1-1'],
    ['Address: Flat 402, Lotus Apartments, 14 MG Road, Bengaluru, Karnataka 560001', '14 MG Road, Bengaluru'],
  ],
  leaves: [
    '10 Downing Street said on Monday',
    'Address: 0x52908400098527886E0F7030069857D2E4169EE7',
    'listen address 127.0.0.1:8080',
    'send it to 3 people',
    'The meeting moved to Tuesday 12 May',
  ],
});
