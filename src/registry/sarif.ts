/** What GitHub's code scanning accepts in a SARIF file. */
export const CODE_SCANNING = {
  /** Results of a run; a file with more is refused. */
  maxResults: 25_000,
  /** Results that it shows, by severity. */
  shownResults: 5_000,
  /** Locations of a result that it stores. */
  maxLocations: 100,
  source:
    'https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning#validating-your-sarif-file',
  asOf: '2026-11-22',
} as const

/** Common Weakness Enumeration: the entries that findings refer to. */
export const CWE = {
  version: '4.17',
  source: 'https://cwe.mitre.org/data/downloads.html',
  entries: [
    { id: 295, name: 'Improper Certificate Validation' },
    { id: 297, name: 'Improper Validation of Certificate with Host Mismatch' },
    { id: 298, name: 'Improper Validation of Certificate Expiration' },
    { id: 319, name: 'Cleartext Transmission of Sensitive Information' },
    { id: 322, name: 'Key Exchange without Entity Authentication' },
    { id: 326, name: 'Inadequate Encryption Strength' },
    { id: 327, name: 'Use of a Broken or Risky Cryptographic Algorithm' },
    { id: 328, name: 'Use of Weak Hash' },
    { id: 347, name: 'Improper Verification of Cryptographic Signature' },
    { id: 354, name: 'Improper Validation of Integrity Check Value' },
    { id: 598, name: 'Use of GET Request Method With Sensitive Query Strings' },
    { id: 732, name: 'Incorrect Permission Assignment for Critical Resource' },
    { id: 757, name: "Selection of Less-Secure Algorithm During Negotiation ('Algorithm Downgrade')" },
  ],
} as const

export type CweId = (typeof CWE)['entries'][number]['id']

export const cweUri = (id: CweId): string => `https://cwe.mitre.org/data/definitions/${id}.html`
