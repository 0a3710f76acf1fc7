/** The OIDs of a certificate's algorithms. */
export type CertificateAlgorithms = {
  signature: string
  publicKey: string
  /** The namedCurve of an EC key (RFC 5480 §2.1.1). */
  curve: string | undefined
}

export type Element = { tag: number; content: Uint8Array; whole: Uint8Array; end: number }

const SEQUENCE = 0x30
const OBJECT_IDENTIFIER = 0x06
export const OCTET_STRING = 0x04
const EXTENSIONS = 0xa3
const VERSION = 0xa0

/**
 * RFC 5280 §4.1: Certificate → signatureAlgorithm, and tbsCertificate → subjectPublicKeyInfo → algorithm. Node.js names
 * only algorithms that OpenSSL supports. Throws RangeError for invalid DER.
 */
export const certificateAlgorithms = (der: Uint8Array): CertificateAlgorithms => {
  const { fields, signature } = partsOf(der)
  const [algorithm] = children((fields[5] as Element).content)
  const [publicKey, parameters] = algorithm ? children(algorithm.content) : []
  return {
    signature: oidOf(children(signature.content)[0]),
    publicKey: oidOf(publicKey),
    curve: parameters?.tag === OBJECT_IDENTIFIER ? oidOf(parameters) : undefined,
  }
}

/** RFC 5280 §4.1.2.4 and §4.1.2.6: issuer and subject, each a Name in DER. Throws RangeError for invalid DER. */
export const certificateNames = (der: Uint8Array): { issuer: Uint8Array; subject: Uint8Array } => {
  const { fields } = partsOf(der)
  return { issuer: (fields[2] as Element).whole, subject: (fields[4] as Element).whole }
}

/** RFC 5280 §4.1.2.1: version 1 is the default, and not encoded. Throws RangeError for invalid DER. */
export const isVersion1 = (der: Uint8Array): boolean => {
  const [tbs] = children(element(der, 0, SEQUENCE).content)
  return tbs !== undefined && children(tbs.content)[0]?.tag !== VERSION
}

/** RFC 5280 §4.2: the values of the extensions, by their OIDs. Throws RangeError for invalid DER. */
export const certificateExtensions = (der: Uint8Array): Map<string, Uint8Array> => {
  const block = partsOf(der).fields.find(({ tag }) => tag === EXTENSIONS)
  const extensions = block ? children(elementOf(block.content).content) : []
  return new Map(
    extensions.map(({ content }) => {
      const parts = children(content)
      return [oidOf(parts[0]), parts.at(-1)?.content ?? new Uint8Array(0)]
    }),
  )
}

/** The fields of tbsCertificate from serialNumber on: signature, issuer, validity, subject, subjectPublicKeyInfo. */
const partsOf = (der: Uint8Array): { fields: Element[]; signature: Element } => {
  const [tbs, signature] = children(element(der, 0, SEQUENCE).content)
  if (!tbs || !signature) throw new RangeError('the certificate lacks required fields')
  const fields = children(tbs.content)
  const withoutVersion = fields[0]?.tag === VERSION ? fields.slice(1) : fields
  if (withoutVersion.length < 6) throw new RangeError('the certificate lacks required fields')
  return { fields: withoutVersion, signature }
}

/** X.690 §8.1: one tag-length-value with a low tag number and a definite length. */
const element = (der: Uint8Array, offset: number, expected?: number): Element => {
  const tag = der[offset]
  const first = der[offset + 1]
  if (tag === undefined || first === undefined || (expected !== undefined && tag !== expected)) {
    throw new RangeError('the certificate is not valid DER')
  }
  const lengthBytes = first < 0x80 ? 0 : first & 0x7f
  let length = lengthBytes === 0 ? first : 0
  for (let i = 0; i < lengthBytes; i++) length = length * 256 + (der[offset + 2 + i] ?? Number.NaN)
  const start = offset + 2 + lengthBytes
  const end = start + length
  if (!(end <= der.length)) throw new RangeError('a length in the certificate exceeds its end')
  return { tag, content: der.subarray(start, end), whole: der.subarray(offset, end), end }
}

/** The element at the beginning; a SEQUENCE, unless another tag is given. Throws RangeError for another one. */
export const elementOf = (der: Uint8Array, tag: number = SEQUENCE): Element => element(der, 0, tag)

export const children = (content: Uint8Array): Element[] => {
  const found: Element[] = []
  for (let offset = 0; offset < content.length; ) {
    const next = element(content, offset)
    found.push(next)
    offset = next.end
  }
  return found
}

/** X.667 §6.3: the longest arcs in use are UUIDs. */
const MAX_ARC = 1n << 128n

/** X.690 §8.19: arcs in base 128; the first number holds the first two. */
export const oidOf = (found: Element | undefined): string => {
  if (found?.tag !== OBJECT_IDENTIFIER) throw new RangeError('an object identifier is missing')
  const arcs: bigint[] = []
  let arc = 0n
  for (const byte of found.content) {
    arc = (arc << 7n) | BigInt(byte & 0x7f)
    if (arc >= MAX_ARC) throw new RangeError('an object identifier has an arc of more than 128 bits')
    if (byte < 0x80) {
      arcs.push(arc)
      arc = 0n
    }
  }
  const [first = 0n, ...others] = arcs
  const root = first < 80n ? first / 40n : 2n
  return [root, first - root * 40n, ...others].join('.')
}
