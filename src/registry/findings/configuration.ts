import type { FindingRow } from './row.ts'

/** Weaknesses of the configurations that name an endpoint. */
export const CONFIGURATION_FINDINGS = [
  {
    id: 'verification-off',
    side: 'configuration',
    level: 'error',
    title: 'A client configuration switches off the check of certificates.',
    why: 'The client accepts any attacker on the network path, so encryption does not help, post-quantum or not.',
    remedy:
      'Remove the setting. For a private authority, name its certificate instead, for example in NODE_EXTRA_CA_CERTS.',
    sarif: { id: 'PQC4001', name: 'CertificateCheckSwitchedOff', severity: 7.4, cwe: [295] },
    standards: ['RFC 9325 §7.1'],
  },
  {
    id: 'configured-http',
    side: 'configuration',
    level: 'error',
    title: 'A client configuration reaches another machine over plain HTTP.',
    why: 'Nothing is encrypted: anyone on the network path can read and change what is sent.',
    remedy: 'Enable TLS at the server, then write https:// in the configuration.',
    sarif: { id: 'PQC4002', name: 'PlainHttpConfigured', severity: 7.4, cwe: [319] },
    standards: ['RFC 9325 §3.2'],
  },
  {
    id: 'http-allowed',
    side: 'configuration',
    level: 'warning',
    title: 'A client configuration allows plain HTTP to other machines.',
    why: 'After a redirect or a typing error the session is not encrypted.',
    remedy: 'Remove the option.',
    sarif: { id: 'PQC4003', name: 'PlainHttpAllowed', severity: 5.9, cwe: [319] },
    standards: ['RFC 9325 §3.2'],
  },
  {
    id: 'extra-authority',
    side: 'configuration',
    level: 'note',
    title: 'A client configuration trusts an additional authority.',
    why: 'A private PKI needs this. An attacker with the key of that authority can impersonate the server.',
    remedy: 'Make sure that the authority is yours, and remove it when it is no longer needed.',
    sarif: { id: 'PQC4004', name: 'AuthorityAdded', severity: 2.0, cwe: [295] },
    standards: ['RFC 5280 §6'],
  },
  {
    id: 'secret-in-url',
    side: 'configuration',
    level: 'warning',
    title: 'A URL in a client configuration contains a secret.',
    why: 'URLs are written to logs, histories and process lists.',
    remedy: 'Send the secret in a header, from the environment or a key ring, and replace it with a new one.',
    sarif: { id: 'PQC4005', name: 'SecretInUrl', severity: 5.3, cwe: [598] },
    standards: ['RFC 6750 §2.3'],
  },
  {
    id: 'secret-readable',
    side: 'configuration',
    level: 'warning',
    title: 'Other users can read a configuration file that contains a secret.',
    why: 'Every account on the machine can use the secret.',
    remedy:
      'Remove the read permission of group and others (chmod 600), and replace the secret with a new one.',
    sarif: { id: 'PQC4006', name: 'SecretReadableByOthers', severity: 5.5, cwe: [732] },
    standards: ['CWE-732'],
  },
] as const satisfies readonly FindingRow[]
