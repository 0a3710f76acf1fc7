/** What is wrong with a cipher suite without any quantum computer. */
export type SuiteWeakness = 'anonymous' | 'unencrypted' | 'broken cipher'

/** By parts of the IANA name; the first that fits counts. */
const WEAKNESSES: readonly { part: RegExp; weakness: SuiteWeakness; source: string }[] = [
  { part: /_anon_/, weakness: 'anonymous', source: 'RFC 5246 §A.5; RFC 9325 §4.1' },
  { part: /_WITH_NULL_/, weakness: 'unencrypted', source: 'RFC 9325 §4.1' },
  { part: /^TLS_SHA(256|384)_/, weakness: 'unencrypted', source: 'RFC 9150' },
  { part: /_EXPORT/, weakness: 'broken cipher', source: 'RFC 9325 §4.1' },
  { part: /_RC4_/, weakness: 'broken cipher', source: 'RFC 7465' },
  { part: /_(DES|DES40|RC2|IDEA)_/, weakness: 'broken cipher', source: 'RFC 5469; RFC 9325 §4.1' },
  { part: /_3DES_/, weakness: 'broken cipher', source: 'NIST SP 800-131A r2 §2' },
]

/** Undefined for a suite that is as strong as its version. */
export const suiteWeakness = (name: string): SuiteWeakness | undefined =>
  WEAKNESSES.find(({ part }) => part.test(name))?.weakness
