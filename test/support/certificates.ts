import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

export type Certificate = {
  readonly certFile: string;
  readonly keyFile: string;
  readonly cert: string;
  readonly key: string;
};

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];

/** Makes a certificate with openssl: signed by itself, or by an authority made before. `names` as in `DNS:a,IP:10.0.0.1`. */
export function makeCertificate(directory: string, name: string, names?: string, authority?: Certificate): Certificate {
  const certFile = path.join(directory, `${name}.crt`);
  const keyFile = path.join(directory, `${name}.key`);
  const subject = ['-subj', `/CN=${name}`, ...(names === undefined ? [] : ['-addext', `subjectAltName=${names}`])];
  const signed =
    authority === undefined
      ? []
      : ['-CA', authority.certFile, '-CAkey', authority.keyFile, '-addext', 'basicConstraints=critical,CA:FALSE'];
  execFileSync('openssl', ['req', '-x509', ...NEW_KEY, ...subject, ...signed, '-out', certFile, '-keyout', keyFile], {
    stdio: 'pipe',
  });
  return { certFile, keyFile, cert: readFileSync(certFile, 'utf8'), key: readFileSync(keyFile, 'utf8') };
}

/** The same certificate, signed anew by the same authority, with its last day in the past. */
export function expired(directory: string, certificate: Certificate, authority: Certificate): Certificate {
  const request = path.join(directory, 'expired.csr');
  const certFile = path.join(directory, 'expired.crt');
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  openssl('x509', '-x509toreq', '-in', certificate.certFile, '-signkey', certificate.keyFile, '-out', request);
  const signed = ['-CA', authority.certFile, '-CAkey', authority.keyFile];
  openssl('x509', '-req', '-in', request, ...signed, '-days', '-1', '-out', certFile);
  return { ...certificate, certFile, cert: readFileSync(certFile, 'utf8') };
}
