import { birthDates } from './birth-dates.ts';
import { describeRule } from './rule.suite.ts';

describeRule(birthDates, {
  finds: [
    ['DOB: 04/05/1990', '04/05/1990'],
    ['date of birth (mm/dd): 03-14-1979', '03-14-1979'],
    ['She was born on March 5, 1987 in Boston', 'March 5, 1987'],
    ['geboren am 3. Mai 1985', '3. Mai 1985'],
    ['née le 12 mars 1990', '12 mars 1990'],
    ['nací el 12 de abril de 1987', '12 de abril de 1987'],
    ['¿naciste el 03/05/1985?', '03/05/1985'],
    ['doğum tarihim 12.04.1987', '12.04.1987'],
    ['生年月日：1990年4月5日', '1990年4月5日'],
  ],
  leaves: [
    'Ada was born on 10 December 1815',
    'created on 04/05/2024',
    'the birth of 3 ideas',
    'nació la idea en 2019',
    'doğum günü partisi 12.04 akşamı',
    'a born leader of 12',
  ],
});
