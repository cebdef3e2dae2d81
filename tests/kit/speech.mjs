import { readFileSync } from 'node:fs';

/** Human telephone speech, 8 kHz: 2.8 s, from Debian's asterisk-core-sounds-en-wav. */
export const speechFile = '/usr/share/asterisk/sounds/en_US_f_Allison/vm-nobodyavail.wav';
export const speech = readFileSync(speechFile);
