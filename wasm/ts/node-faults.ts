import type { IncomingMessage } from 'node:http';
import type { LostBy } from './engine.js';

/** The failure of a socket, in the core's terms. */
export type SocketFault =
  | { readonly type: 'broken'; readonly rule: string; readonly detail: string }
  | { readonly type: 'tooLarge' }
  | { readonly type: 'tls'; readonly fault: string; readonly detail: string }
  | { readonly type: 'lost'; readonly by: LostBy };

/** Rules of RFC 6455 by the code of the error that `ws` 8 reports. */
const rules: Readonly<Record<string, string>> = {
  WS_ERR_EXPECTED_FIN: 'control_fragmented',
  WS_ERR_EXPECTED_MASK: 'unmasked_frame',
  WS_ERR_INVALID_CLOSE_CODE: 'close_code',
  WS_ERR_INVALID_UTF8: 'text_not_utf8',
  WS_ERR_UNEXPECTED_MASK: 'masked_frame',
  WS_ERR_UNEXPECTED_RSV_1: 'reserved_bits',
  WS_ERR_UNEXPECTED_RSV_2_3: 'reserved_bits',
};

/** Faults of an upgrade response that `ws` reports as text only. */
const handshakes: readonly (readonly [RegExp, string])[] = [
  [/Invalid Sec-WebSocket-Accept/, 'accept_key'],
  [/subprotocol/, 'subprotocol'],
  [/Sec-WebSocket-Extensions|extension/, 'extension'],
];

/** X509_V_ERR_... of OpenSSL as Node names them. source: Node's documentation of tls, "X509 certificate error codes" */
const certificates: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not_yet_valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'wrong_host',
  HOSTNAME_MISMATCH: 'wrong_host',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'self_signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'unknown_issuer',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'unknown_issuer',
  UNABLE_TO_GET_ISSUER_CERT: 'unknown_issuer',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'incomplete_chain', // the host sent nothing but its own
  CERT_REVOKED: 'revoked',
};
const otherCertificates =
  /^(CERT_|INVALID_CA|INVALID_PURPOSE|PATH_LENGTH|CRL_|ERROR_IN_CERT|UNABLE_TO_DECODE_ISSUER|ERR_TLS_CERT)/;

/** Alerts and failures of the handshake, by the reason that OpenSSL 3 gives. */
const handshakeFaults: readonly (readonly [RegExp, string])[] = [
  [/protocol version|unsupported protocol|no protocols available|version too low/, 'protocol_version'],
  [/handshake failure|no shared cipher|no ciphers|insufficient security|dh key too small/, 'no_common_cipher'],
  [/certificate required|bad certificate|did not return a certificate/, 'client_certificate_wanted'],
  [/wrong version number|packet length too long|http request|record layer failure|unexpected message/, 'not_tls'],
];

/** "tlsv1 alert protocol version" of "write EPROTO 80CB...:error:0A00042E:SSL routines:ssl3_read_bytes:tlsv1 alert ...". */
const reasonOf = (message: string): string => /:error:[^:]*:[^:]*:[^:]*:([^:]*):/.exec(message)?.[1] ?? message;

function ruleOf({ code = '', message }: NodeJS.ErrnoException, closing: boolean): string | undefined {
  const number = Number(/(?:opcode|length|code) (\d+)$/.exec(message)?.[1]);
  if (code === 'WS_ERR_INVALID_OPCODE')
    return ['unexpected_continuation', 'interleaved_message', 'interleaved_message'][number] ?? 'reserved_opcode';
  if (code === 'WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH') return number === 1 ? 'close_payload' : 'control_too_long';
  if (code === 'WS_ERR_INVALID_UTF8' && closing) return 'close_reason_not_utf8';
  if (code.startsWith('WS_ERR_UNSUPPORTED_') || code === 'WS_ERR_TOO_MANY_BUFFERED_PARTS') return undefined;
  if (code.startsWith('WS_ERR_')) return rules[code] ?? 'other';
  if (code.startsWith('HPE_')) return 'not_http'; // llhttp, Node's reader of HTTP
  return handshakes.find(([words]) => code === '' && words.test(message))?.[1];
}

function tlsOf({ code = '', message }: NodeJS.ErrnoException): string | undefined {
  if (code in certificates) return certificates[code];
  if (otherCertificates.test(code)) return 'bad_certificate';
  if (code !== 'EPROTO' && !code.startsWith('ERR_SSL_')) return undefined;
  return handshakeFaults.find(([reason]) => reason.test(reasonOf(message)))?.[1] ?? 'other';
}

/** What an error of the socket means. `closing`: the host's close frame was received. */
export function faultOf(error: NodeJS.ErrnoException, closing: boolean): SocketFault {
  const { code = '' } = error;
  const rule = ruleOf(error, closing);
  if (rule !== undefined) return { type: 'broken', rule, detail: error.message };
  if (code.startsWith('WS_ERR_')) return { type: 'tooLarge' };
  const fault = tlsOf(error);
  if (fault !== undefined) return { type: 'tls', fault, detail: reasonOf(error.message) };
  return { type: 'lost', by: /^(ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENETDOWN)$/.test(code) ? 'network' : 'host' };
}

/** Faults in the headers of a 101 response that `ws` does not name. */
export function headerFault({ headers }: IncomingMessage): string | undefined {
  if (headers.upgrade?.toLowerCase() !== 'websocket') return 'upgrade_header';
  const names = (headers.connection ?? '').split(',').map((name) => name.trim().toLowerCase());
  return names.includes('upgrade') ? undefined : 'connection_header';
}

/** How a connection was lost, or why it failed, as text for people instead of "ECONNREFUSED". */
export function inWords(error: NodeJS.ErrnoException, wasOpen: boolean): string {
  const { code = '', message } = error;
  const at = /(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9a-f:]*::?[0-9a-f:]*):\d+$/i.exec(message)?.[0];
  if (code === 'ECONNREFUSED') return `no server listens${at === undefined ? '' : ` on ${at}`} (ECONNREFUSED)`;
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `name not found: ${/ (\S+)$/.exec(message)?.[1] ?? ''}`;
  if (code === 'ECONNRESET' && wasOpen) return 'the host reset the connection';
  if (code === 'ECONNRESET') return 'the host ended the connection without an answer';
  return message || code;
}
