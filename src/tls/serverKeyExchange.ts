import { decode, type Reader } from './reader.ts'
import { concat } from './writer.ts'

/** RFC 5246 §7.4.3: a signature over the two randoms and the parameters; `algorithm` is undefined before TLS 1.2. */
export type SignedParameters = { algorithm: number | undefined; signature: Uint8Array }

/** RFC 8422 §5.4: ServerECDHParams, or RFC 5246 §7.4.3: ServerDHParams. `parameters` are the bytes that are signed. */
export type ServerKeyExchange = { parameters: Uint8Array; signed: SignedParameters | undefined } & (
  | { family: 'ECDHE'; group: number; publicKey: Uint8Array }
  | { family: 'ECDHE'; group: undefined; curveType: number }
  | { family: 'DHE'; prime: Uint8Array; generator: Uint8Array; publicKey: Uint8Array }
)

const NAMED_CURVE = 3

/** RFC 4279 §2 and RFC 5489 §2: with a pre-shared key, the hint of an identity comes first, and nothing is signed. */
export const withoutIdentityHint = (body: Uint8Array): Uint8Array =>
  decode('ServerKeyExchange (PSK)', body, (r) => {
    r.vector16()
    return r.rest()
  })

/** RFC 8422 §5.4. Explicit curves (curve types 1 and 2, RFC 4492) are reported as such and read no further. */
export const decodeEcdheKeyExchange = (body: Uint8Array, hasAlgorithm: boolean): ServerKeyExchange =>
  decode('ServerKeyExchange (ECDHE)', body, (r) => {
    const curveType = r.u8()
    if (curveType !== NAMED_CURVE) {
      r.rest()
      return { family: 'ECDHE', group: undefined, curveType, parameters: body, signed: undefined }
    }
    const group = r.u16()
    const publicKey = r.vector8()
    const parameters = body.subarray(0, body.length - r.left)
    return { family: 'ECDHE', group, publicKey, parameters, signed: readSigned(r, hasAlgorithm) }
  })

/** RFC 5246 §7.4.3. */
export const decodeDheKeyExchange = (body: Uint8Array, hasAlgorithm: boolean): ServerKeyExchange =>
  decode('ServerKeyExchange (DHE)', body, (r) => {
    const prime = r.vector16()
    const generator = r.vector16()
    const publicKey = r.vector16()
    const parameters = body.subarray(0, body.length - r.left)
    return { family: 'DHE', prime, generator, publicKey, parameters, signed: readSigned(r, hasAlgorithm) }
  })

/** Anonymous suites sign nothing: the message ends here. */
const readSigned = (r: Reader, hasAlgorithm: boolean): SignedParameters | undefined =>
  r.left === 0 ? undefined : { algorithm: hasAlgorithm ? r.u16() : undefined, signature: r.vector16() }

/** RFC 5246 §7.4.3: what the server signs. */
export const signedParametersContent = (
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
  parameters: Uint8Array,
): Uint8Array => concat(clientRandom, serverRandom, parameters)

/** The length in bits of a prime sent with or without leading zeros. */
export const bitLength = (value: Uint8Array): number => {
  const first = value.findIndex((byte) => byte !== 0)
  return first < 0 ? 0 : (value.length - first) * 8 - Math.clz32(value[first] as number) + 24
}
