// Certificates for TLS hosts on 127.0.0.1, good and bad in one way each, made with openssl in a folder of their own.
//
//   const made = await makeCertificates();   made.root, made.hosts.expired: {key, cert}, made.remove()
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const day = 86_400_000;
/** YYMMDDHHMMSSZ */
const at = (days) => `${new Date(Date.now() + days * day).toISOString().replace(/\D/g, '').slice(2, 14)}Z`;
const here = 'subjectAltName=IP:127.0.0.1';

/** name: [issuer, extensions, first day, last day, what else the host sends] */
const wanted = {
  good: ['root', here, -1, 2, []],
  expired: ['root', here, -9, -1, []],
  not_yet_valid: ['root', here, 1, 9, []],
  wrong_host: ['root', 'subjectAltName=DNS:other.example', -1, 2, []],
  between: ['root', 'basicConstraints=critical,CA:TRUE', -1, 2, []],
  incomplete_chain: ['between', here, -1, 2, []],
  complete_chain: ['between', here, -1, 2, ['between']],
  unknown_issuer: ['stranger', here, -1, 2, ['stranger']],
};

export function makeCertificates() {
  const folder = mkdtempSync(join(tmpdir(), 'hookswitch-certificates-'));
  const file = (name) => join(folder, name);
  const read = (name) => readFileSync(file(name), 'utf8');
  const openssl = (...args) => execFileSync('openssl', args, { stdio: 'ignore', cwd: folder });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const selfSigned = (name, extension) =>
    openssl(
      'req',
      '-x509',
      ...newKey,
      '-days',
      '2',
      '-subj',
      `/CN=${name}`,
      '-addext',
      extension,
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.pem`,
    );
  selfSigned('root', 'basicConstraints=critical,CA:TRUE');
  selfSigned('stranger', 'basicConstraints=critical,CA:TRUE');
  selfSigned('self_signed', here);
  writeFileSync(file('index.txt'), '');
  writeFileSync(file('index.txt.attr'), 'unique_subject = no\n');
  writeFileSync(
    file('ca.cnf'),
    `[ca]\ndefault_ca=all\n[all]\ndatabase=${file('index.txt')}\nnew_certs_dir=${folder}\nrand_serial=yes\ndefault_md=sha256\npolicy=any\n[any]\ncommonName=supplied\n`,
  );
  const hosts = { self_signed: { key: read('self_signed.key'), cert: read('self_signed.pem') } };
  for (const [name, [issuer, extension, first, last, beside]] of Object.entries(wanted)) {
    openssl('req', ...newKey, '-subj', `/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`);
    writeFileSync(file(`${name}.ext`), `${extension}\n`);
    openssl(
      'ca',
      '-batch',
      '-notext',
      '-config',
      'ca.cnf',
      '-cert',
      `${issuer}.pem`,
      '-keyfile',
      `${issuer}.key`,
      '-in',
      `${name}.csr`,
      '-extfile',
      `${name}.ext`,
      '-startdate',
      at(first),
      '-enddate',
      at(last),
      '-out',
      `${name}.pem`,
    );
    hosts[name] = { key: read(`${name}.key`), cert: [name, ...beside].map((each) => read(`${each}.pem`)).join('') };
  }
  return { root: file('root.pem'), hosts, remove: () => rmSync(folder, { recursive: true }) };
}
