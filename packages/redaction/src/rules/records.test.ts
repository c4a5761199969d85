import { records } from './records.ts';
import { describeRule } from './rule.suite.ts';

describeRule(records, {
  finds: [
    ['MSH|^~\\&|A\rPID|1||MR4471882^^^H||ABERNATHY^ROSALIND||19680412|F', 'ABERNATHY^ROSALIND'],
    [':20:REF\n:50K:/LU780019131644246765\nSYLVAIN MARCHETTI\n:59:/BE22', 'SYLVAIN MARCHETTI'],
    ['BEGIN:VCARD\nFN:Thaddeus Quillfeather\nEND:VCARD', 'Thaddeus Quillfeather'],
    ['ATTENDEE;CN=Ingrun Falk:mailto:x', 'Ingrun Falk'],
    ['<Cdtr><Nm>Eulalia Montfort</Nm></Cdtr>', 'Eulalia Montfort'],
    ['Pt Gwendolyn Achterberg, seen today', 'Gwendolyn Achterberg'],
    ['Kontoinhaber: Torsten Kühne', 'Torsten Kühne'],
  ],
  leaves: [
    'PID 4711 exited',
    'the patient waited',
    'Patient Safety First',
    'cn=admin,dc=acme',
    'Halter: keiner',
  ],
});
