import { cipherSuite } from '../registry/tls/cipherSuites.ts'
import type { SuiteParameters } from '../tls/recordProtection.ts'

/** How a TLS 1.2 cipher suite agrees on keys, as far as a client without a shared secret can use it. */
export const keyExchangeOf = (value: number): 'RSA' | 'DHE' | 'ECDHE' | undefined => {
  const keyExchange = cipherSuite(value)?.keyExchange
  return keyExchange === 'RSA' || keyExchange === 'DHE' || keyExchange === 'ECDHE' ? keyExchange : undefined
}

/** RFC 9846 §B.4: undefined for a suite that the record layer here does not know. */
export const suiteParameters = (value: number): SuiteParameters | undefined => {
  const row = cipherSuite(value)
  return row?.hash && row.aead ? { hash: row.hash, aead: row.aead } : undefined
}
