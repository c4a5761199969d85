/** Names of months as dates are written with them, whole and cut, in the languages of most locales (Unicode CLDR 47). */
export const MONTHS = wordsOf(`
  abr abril ag ago agost agosto agu agustus août apr april aprile aprilie aprill apríl apríla ara aralık aug
  august augusta augusti augustus augusztus avr avril ağu ağustos balandis balandžio birželio birželis bře
  březen března cze czerwca czerwiec dec december decembra decembrie des desember desembre dets detsember dez
  dezember dezembro dic dicembre diciembre dub duben dubna déc décembre eki ekim elo elokuu elokuuta ene enero
  eyl eylül feb febbraio febr febrer febrero februar februari februarie february február februára fev
  fevereiro févr février gegužė gegužės gen gener gennaio giu giugno gru grudnia grudzień gruodis gruodžio haz
  haziran heinä heinäkuu heinäkuuta helmi helmikuu helmikuuta huhti huhtikuu huhtikuuta ian ianuarie iul iulie
  iun iunie jaan jaanuar jan janeiro januar januari january január januára janv janvier joulu joulukuu
  joulukuuta juil juill juillet juin jul julho juli julio juliol july jun june junho juni junio juny juuli
  juuni jän jänner júl júla július jún júna június kas kasım kesä kesäkuu kesäkuuta kol kolovoz kolovoza kovas
  kovo kvě květen května kwi kwiecień kwietnia lapkritis lapkričio leden ledna liepa liepos lip lipanj lipca
  lipiec lipnja lis listopad listopada listopadu loka lokakuu lokakuuta lug luglio lut lutego luty maalis
  maaliskuu maaliskuuta maart mag maggio mai maig maio maj maja mar marca march marec maret marras marraskuu
  marraskuuta mars mart martie marts marzec marzo març março may mayo mayıs mei mrt máj mája május márc
  március mär märts märz nis nisan noiembrie nov november novembra novembre novembro noviembre oca ocak oct
  october octobre octombrie octubre okt oktober oktoober október októbra ott ottobre outubro ožu ožujak ožujka
  paź październik października prosinac prosinca prosince prosinec rugpjūtis rugpjūčio rugsėjis rugsėjo ruj
  rujan rujna sausio sausis sep sept september septembra septembre septembrie septiembre setembre setembro
  settembre sie sierpień sierpnia sij siječanj siječnja spalio spalis srp srpanj srpen srpna srpnja stu
  studeni studenoga sty styczeń stycznia svi svibanj svibnja syys syyskuu syyskuuta szept szeptember tammi
  tammikuu tammikuuta tem temmuz thg tháng touko toukokuu toukokuuta tra travanj travnja vasario vasaris veebr
  veebruar velj veljača veljače wrz wrzesień września zář září ápr április úno únor února červen července
  červenec června čvc čvn říj říjen října şub şubat απρ απριλίου αυγ αυγούστου δεκ δεκεμβρίου ιαν ιανουαρίου
  ιουλ ιουλίου ιουν ιουνίου μαΐ μαΐου μαρ μαρτίου νοε νοεμβρίου οκτ οκτωβρίου σεπ σεπτεμβρίου φεβ φεβρουαρίου
  авг август августа апр апрель апреля април бер березень березня вер вересень вересня груд грудень грудня дек
  декабрь декабря декември жовт жовтень жовтня июл июль июля июн июнь июня квіт квітень квітня лип липень
  липня лист листопад листопада лют лютий лютого май мар март марта мая ноември нояб ноябрь ноября окт
  октомври октябрь октября сент сентябрь сентября септември серп серпень серпня січ січень січня трав травень
  травня февр февраль февраля февруари черв червень червня юли юни янв январь января януари אוג אוגוסט אוק
  אוקטובר אפר אפריל דצמ דצמבר יולי יוני ינו ינואר מאי מרץ נוב נובמבר ספט ספטמבר פבר פברואר آوریل أبريل أغسطس
  أكتوبر اوت اکتبر دسامبر ديسمبر سبتمبر سپتامبر فبراير فوریه فوریهٔ مارس مايو مه مهٔ نوامبر نوفمبر يناير يوليو
  يونيو ژانویه ژانویهٔ ژوئن ژوئیه ژوئیهٔ अक्टू अक्टूबर अग अगस्त अप्रैल जन जनवरी जुल जुलाई जून दिस दिसंबर नव
  नवंबर फ़र फ़रवरी मई मार्च सित सितंबर กรกฎาคม กันยายน กุมภาพันธ์ ตุลาคม ธันวาคม พฤศจิกายน พฤษภาคม มกราคม มิ
  มิถุนายน มี มีนาคม สิงหาคม เม เมษายน`);

/** Names of days of the week; of the short ones those of English that are no words of their own. */
export const WEEKDAYS = wordsOf(`
  fri thu thur thurs tue tues wed
  antradienis csütörtök cuma cumartesi czwartek dienstag dijous dilluns dimanche dimarts dimecres dinsdag
  dissabte diumenge divendres domenica domingo donderdag donnerstag duminică esmaspäev feira fredag freitag
  friday giovedì hétfő jeudi jueves jumat kamis kedd keskiviikko ketvirtadienis kolmapäev lauantai laupäev
  lundi lunedì lunes luni lördag lørdag maanantai maandag mandag mardi martedì martes marți mercoledì mercredi
  miercuri minggu mittwoch miércoles monday montag måndag nedeľa nedjelja neděle neljapäev nhật niedz
  niedziela onsdag pazar pazartesi penktadienis perjantai perşembe petak piatok pirmadienis piątek pondelok
  pondělí ponedjeljak poniedziałek pátek péntek pühapäev quarta quinta rabu reede sabato sabtu salı samedi
  samstag saturday segunda sekmadienis selasa senin sexta sobota sonntag srijeda streda středa subota sunday
  sunnuntai szerda szombat sábado sâmbătă söndag søndag teisipäev terça thursday tiistai tirs tirsdag tisdag
  tors torsdag torstai trečiadienis tuesday utorak utorok vasárnap vendredi venerdì viernes vineri vrijdag
  wednesday woensdag wtorek zaterdag zondag çarşamba úterý četvrtak čtvrtek środa šeštadienis štvrtok δευ
  δευτέρα κυρ κυριακή πέμ πέμπτη παρ παρασκευή σάβ σάββατο τετ τετάρτη τρί τρίτη воскресенье вс вт вторник
  вівторок нд неделя неділя пʼятниця петък пн понеделник понедельник понеділок пт пятница сб середа ср среда
  сряда суббота субота събота четвер четверг четвъртък чт חמישי יום ראשון רביעי שבת שישי שלישי שני الأحد
  الأربعاء الاثنين الثلاثاء الجمعة الخميس السبت جمعه دوشنبه سهشنبه شنبه پنجشنبه چهارشنبه یکشنبه गुरु गुरुवार
  बुध बुधवार मंगल मंगलवार रवि रविवार शनि शनिवार शुक्र शुक्रवार सोम सोमवार จันทร์ พฤหัส พุธ วันจันทร์
  วันพฤหัสบดี วันพุธ วันศุกร์ วันอังคาร วันอาทิตย์ วันเสาร์ ศุกร์ อังคาร อาทิตย์ เสาร์`);

/** What stands between the parts of a date, or beside its time. */
export const BESIDE_TIME = wordsOf(`
  a alle am ap at ba bst bảy cdt cest cet ch chủ cmt cn cs cst cum czw d dc de del den der dg di dim dj dl dom
  dop ds dt du dum dv edt em est fm fr fre fri gio gmt h hai ip ist j jeu joi jst jue jum kam ke kell kl klo
  kt la las les lun lör lør lúc m ma mar mer mi mie min mié mo mon mån ne ned ngày nhật năm o odp om ons ore p
  paz pdt pe pet pi pm pn po pon popiet pr priešpiet pst pt pukul pzt pá qua qui r rab sa sab sal sam sat seg
  sel sen sk sob sri st su sub sun sze szo sáb sáu sâm sön søn ter thu thứ ti tir tis tor tr tue tư u um ut
  utc uto v ven vie vin vr wed wo wt za zo à às çar ös öö út čet čt śr št μ π στις в г дп о пп р ч בשעה ب ساعت
  ص ظ في ق م को बजे ที่ เวลา`);

/** Units of time and of data. English ones and abbreviations are in `message-pattern.ts`. */
export const UNITS = wordsOf(`
  bajt bajta bajtu bajty bajtów bajtů bayt byte bytes byți bájt dag dage dagen dakika den dia dias dne dni
  dnia dny dnů dop dygn dzień día días døgn ezredmásodperc gigabajt gigabajta gigabajtu gigabajty gigabajtów
  gigabajtů gigabayt gigabyte gigabytes gigabyți gigabájt gigaoctet gigaoctets gigatavu gigatavua giorni
  giorno go godz godzin godzina godziny gün hafta heure heures hodin hodina hodiny hora horas hét j jour jours
  kell kilobajt kilobajta kilobajtu kilobajty kilobajtów kilobajtů kilobayt kilobyte kilobytes kilobyți
  kilobájt kilooctet kilooctets kilotavu kilotavua kl klo ko megabajt megabajta megabajtu megabajty megabajtów
  megabajtů megabayt megabyte megabytes megabyți megabájt megatavu megatavua milisaniye milisecunde
  milisecundă milisegundo milisegundos milisekund milisekunda milisekundy milissegundo milissegundos
  milliseconde milliseconden millisecondes millisecondi millisecondo millisekund millisekunde millisekunden
  millisekunder millisekunti millisekuntia min minut minuta minute minuten minuter minutes minuti minuto
  minutos minutt minutter minuty minuut minuutti minuuttia mo msn másodperc mégaoctet mégaoctets octet octets
  odp ora ore oră perc pukul päivä päivää saat saniye sec seconde seconden secondes secondi secondo secunde
  secundă segundo segundos sek sekund sekunda sekunde sekunden sekunder sekundy sekunti sekuntia sem semaine
  semaines semana semanas sett settimana settimane std stunde stunden săpt săptămâni săptămână t tag tage tavu
  tavua tg timmar timme tunti tuntia tydz tydzień tyg tygodni tygodnia tygodnie týd týden týdne týdny týdnů u
  uge uger uke uker uur vecka veckor viikko viikkoa week weken wkn woche wochen zile óra ös öö δευτ
  δευτερολέπτου δευτερόλεπτα δευτερόλεπτο εβδ εβδομάδα εβδομάδες ημέρα ημέρες λεπτά λεπτό μ π χιλιοστά
  χιλιοστό ώρα ώρες байт байта байти байтів г гб гигабайт гигабайта год годин година години гігабайт гігабайта
  гігабайти гігабайтів день дн дней дня дні днів дп кб килобайт килобайта кілобайт кілобайта кілобайти
  кілобайтів мб мегабайт мегабайта мегабайти мегабайтів миллисекунд миллисекунда миллисекунды мин минут минута
  минуты мс мілісекунд мілісекунда мілісекунди нед недели недель неделя пп р с секунд секунда секунди секунды
  тиж тиждень тижня тижні тижнів хв хвилин хвилина хвилини ч час часа часов ص م キロバイト ギガバイト バイト ミリ秒 メガバイト 兆字节
  分 分鐘 分钟 千字节 吉字节 周 天 字节 小时 小時 日 時間 毫秒 秒 秒钟 週 週間 기가바이트 메가바이트 밀리초 바이트 분 시간 일 주 초 킬로바이트`);

function wordsOf(text: string): ReadonlySet<string> {
  return new Set(text.trim().split(/\s+/));
}
