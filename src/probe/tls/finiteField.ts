import { constants } from 'node:crypto'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { acceptedOlderVersions, isAcceptedVersion } from '../../model/questions/tls.ts'
import type { TlsFacts } from '../../model/tls.ts'
import { cipherSuite, cipherSuiteNamed } from '../../registry/tls/suites/cipherSuites.ts'
import { HANDSHAKE_TYPE, type HandshakeMessage, HandshakeReader } from '../../tls/handshake.ts'
import { DecodeError, decode } from '../../tls/reader.ts'
import { CONTENT_TYPE, RecordReader } from '../../tls/record.ts'
import { decodeServerHello } from '../../tls/serverHello.ts'
import { bitLength } from '../../tls/serverKeyExchange.ts'
import { readAlong } from '../net/readAlong.ts'

/**
 * Bits. OpenSSL computes two modular exponentiations, which block this process: 0.1 s with 4,096 bits, 1 s with 10,000, the most
 * that OpenSSL accepts.
 */
const MAX_PRIME = 4096

/** The server accepts no other key exchange of TLS 1.2 and earlier than Diffie-Hellman over a finite field. */
export const needsFiniteField = (suites: readonly number[]): boolean =>
  suites.length > 0 && suites.every(isFiniteField)

/** The same, from the facts of a probe: for the highest version, which clients get. */
export const factsNeedFiniteField = (facts: TlsFacts): boolean => {
  const [highest] = acceptedOlderVersions(facts)
  if (highest === undefined || isAcceptedVersion(facts.versions, 'TLS 1.3')) return false
  const names = facts.cipherSuites[highest] ?? []
  return needsFiniteField(names.flatMap((name) => cipherSuiteNamed(name)?.value ?? []))
}

/** DH_anon is ephemeral, whatever its name (RFC 5246 §F.1.1.1). */
const isFiniteField = (suite: number): boolean => {
  const { keyExchange, authentication } = cipherSuite(suite) ?? {}
  return keyExchange === 'DHE' || (keyExchange === 'DH' && authentication === 'anon')
}

/**
 * How Node.js offers TLS 1.2 and earlier so that no server can block this process: finite-field Diffie-Hellman only if the server
 * needs it, and then up to MAX_PRIME. Renegotiation is off then: its handshake is encrypted, so that the prime cannot be checked.
 */
export const nodeOffer = (
  ciphers: string,
  isFiniteFieldOffered: boolean,
): { ciphers: string; secureOptions: number } =>
  isFiniteFieldOffered
    ? { ciphers, secureOptions: constants.SSL_OP_NO_RENEGOTIATION }
    : { ciphers: `${ciphers}:!kDHE`, secureOptions: 0 }

/** The same connection. `refuse` ends it at a longer prime, before OpenSSL has read the prime. */
export const withShortPrimes = (connection: Socket | Duplex, refuse: (error: Error) => void): Duplex => {
  const guard = new PrimeReader()
  return readAlong(connection, (chunk) => {
    const error = guard.push(chunk)
    if (error) refuse(error)
  })
}

/** The code has the form of OpenSSL's codes. OpenSSL itself has none for primes that are too long. */
const refusal = (code: string, message: string): Error => Object.assign(new Error(message), { code })

/** Reads a server's first flight, in the clear, up to ServerKeyExchange (RFC 5246 §7.3). */
class PrimeReader {
  readonly #records = new RecordReader()
  readonly #messages = new HandshakeReader()
  #hasHello = false
  #isOver = false

  push(chunk: Uint8Array): Error | undefined {
    if (this.#isOver) return undefined
    try {
      for (const { type, fragment } of this.#records.push(chunk)) {
        // A session is resumed: there is no key exchange.
        if (type === CONTENT_TYPE.change_cipher_spec && this.#hasHello) this.#isOver = true
        const messages = type === CONTENT_TYPE.handshake ? this.#messages.push(fragment) : []
        for (const message of messages) {
          const error = this.#read(message)
          if (error) return error
          if (this.#isOver) return undefined
        }
        if (this.#isOver) return undefined
      }
      return undefined
    } catch (error) {
      if (!(error instanceof DecodeError)) throw error
      this.#isOver = true
      return refusal('ERR_SSL_BAD_SERVER_FLIGHT', error.message)
    }
  }

  #read({ type, body }: HandshakeMessage): Error | undefined {
    if (type === HANDSHAKE_TYPE.server_hello) {
      this.#hasHello = true
      this.#isOver = !isFiniteField(decodeServerHello(body).cipherSuite)
    }
    if (type === HANDSHAKE_TYPE.server_hello_done) this.#isOver = true
    if (type !== HANDSHAKE_TYPE.server_key_exchange) return undefined
    this.#isOver = true
    const bits = decode('ServerDHParams', body, (r) => {
      const prime = r.vector16()
      r.rest()
      return bitLength(prime)
    })
    return bits > MAX_PRIME ? refusal('ERR_SSL_DH_KEY_TOO_LONG', `a prime of ${bits} bits`) : undefined
  }
}
