import { describeRule } from './rule.suite.ts';
import { whereabouts } from './whereabouts.ts';

describeRule(whereabouts, {
  finds: [
    ['login from IP 84.112.33.19 at 10:02', '84.112.33.19'],
    ['client ip ::ffff:519a:21cf', '::ffff:519a:21cf'],
    ['ip=[::ffff:81.154.33.207]', '::ffff:81.154.33.207'],
    ['ip: 0:0:0:0:0:ffff:81.154.33.207', '0:0:0:0:0:ffff:81.154.33.207'],
    ['visitor ip 2a02:8388:1a40:3f00:19b2:44ff:fe1c:9d20', '2a02:8388:1a40:3f00:19b2:44ff:fe1c:9d20'],
    ['84.112.33.19 - - [10/Oct/2026:13:55:36 +0000] "GET / HTTP/1.1" 200 12', '84.112.33.19'],
    ['device MAC address 3c:22:fb:9a:1d:4e', '3c:22:fb:9a:1d:4e'],
    ['home location: 52.520008, 13.404954', '52.520008, 13.404954'],
    ['send to bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq', 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq'],
    ['ETH wallet: 0x52908400098527886E0F7030069857D2E4169EE7', '0x52908400098527886E0F7030069857D2E4169EE7'],
  ],
  leaves: [
    'nameserver 8.8.8.8, gateway ip 192.168.1.1',
    'login from IP 203.0.113.7',
    'client ip ::ffff:c0a8:0101',
    'ip: ::ffff:10.0.0.4',
    'ip: [::ffff:127.0.0.1]',
    'ip: 0:0:0:0:0:ffff:192.168.1.4',
    'link/ether 02:42:ac:11:00:05 brd ff:ff:ff:ff:ff:ff',
    'Berlin lies at 52.520008, 13.404954',
    'contract 0x52908400098527886E0F7030069857D2E4169EE7 emitted 3 events',
    'from version 1.2.3.4 on',
  ],
});
