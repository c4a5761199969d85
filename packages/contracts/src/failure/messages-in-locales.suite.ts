import { anyId, int, pick, random } from './noisy-values.suite.ts';

const LOCALES =
  `en-US en-IN de-DE de-AT fr-FR fr-CA es-ES es-MX it-IT pt-BR pt-PT nl-NL pl-PL sv-SE da-DK nb-NO fi-FI
  cs-CZ sk-SK hu-HU ro-RO tr-TR ru-RU uk-UA bg-BG el-GR ja-JP ko-KR zh-CN zh-TW vi-VN id-ID hi-IN ar-EG
  fa-IR-u-ca-gregory he-IL hr-HR ca-ES lt-LT et-EE`.split(/\s+/);
const date = (): Date => new Date(1.6e12 + random() * 2e11);

function localDate(): string {
  const [locale, at] = [pick(...LOCALES), date()];
  return pick(
    at.toLocaleString(locale),
    at.toLocaleDateString(locale),
    at.toLocaleDateString(locale, { dateStyle: 'long' }),
    at.toLocaleDateString(locale, { dateStyle: 'medium' }),
    at.toLocaleString(locale, { dateStyle: 'full', timeStyle: 'short' }),
    at.toLocaleString(locale, { dateStyle: 'long', timeStyle: 'medium' }),
    at.toLocaleTimeString(locale),
  );
}

const localNumber = (): string => (random() * 10 ** int(8)).toLocaleString(pick(...LOCALES));
const localShare = (): string =>
  random().toLocaleString(pick(...LOCALES), { style: 'percent', maximumFractionDigits: int(3) });
const localMoney = (): string =>
  (random() * 10 ** int(6)).toLocaleString(
    pick('en-US', 'de-DE', 'fr-FR', 'pt-BR', 'ja-JP', 'ar-EG', 'pl-PL', 'hi-IN'),
    {
      style: 'currency',
      currency: pick('EUR', 'USD', 'GBP', 'JPY', 'INR', 'BRL', 'PLN', 'CHF'),
    },
  );
const localQuantity = (): string =>
  (2 + random() * 500).toLocaleString(
    pick('en-US', 'de-DE', 'fr-FR', 'es-ES', 'it-IT', 'pt-BR', 'nl-NL', 'ru-RU', 'ja-JP', 'zh-CN'),
    {
      style: 'unit',
      unit: pick('second', 'minute', 'hour', 'day', 'millisecond', 'kilobyte', 'megabyte'),
      unitDisplay: pick('long', 'short'),
      maximumFractionDigits: 1,
    },
  );

/** Messages with dates, numbers and quantities as the locales of the world write them. */
export const IN_LOCALES: Readonly<Record<string, () => string>> = {
  due: () => `invoice ${anyId()} was due on ${localDate()}`,
  between: () => `no booking between ${localDate()} and ${localDate()}`,
  count: () => `row ${localNumber()} exceeds the maximum of ${localNumber()}`,
  share: () => `utilisation of ${localShare()} is above the threshold of ${localShare()}`,
  money: () => `balance ${localMoney()} is below ${localMoney()}`,
  quantity: () => `step took ${localQuantity()}, budget ${localQuantity()}`,
  spanish: () => `No se encontró el pedido n.º ${int(9999)} de fecha ${localDate()}`,
  arabic: () =>
    `الطلب رقم ${int(99999).toLocaleString('ar-EG', { useGrouping: pick(true, false) })} غير موجود`,
  hindi: () => `खाता ${int(1e6)} में शेष ${(random() * 1e6).toLocaleString('hi-IN-u-nu-deva')} अपर्याप्त है`,
  japanese: () =>
    `第${String(int(9999)).replace(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit)))}行のデータが不正です`,
  korean: () => `${date().toLocaleString('ko-KR')}에 예약된 주문 ${anyId()}을(를) 찾을 수 없습니다`,
  turkish: () =>
    `${date().toLocaleDateString('tr-TR', { dateStyle: 'full' })} tarihli ${int(1e4)} numaralı fatura bulunamadı`,
};
