import type { OcspStaple, SignedTimestamp } from '../../../model/certificate.ts'
import { schemeName, signatureScheme } from '../../../registry/tls/signatureSchemes.ts'
import { OCSP_BASIC, oid, oidName } from '../../../registry/x509/oids.ts'
import { decode } from '../../../tls/reader.ts'
import { children, elementOf, oidOf } from './der.ts'

/** Timestamps of a list that are stored. */
const MAX_TIMESTAMPS = 16

/** RFC 6962 §3.3: SignedCertificateTimestampList. Throws DecodeError. */
export const decodeTimestamps = (list: Uint8Array): SignedTimestamp[] =>
  decode('SignedCertificateTimestampList', list, (r) => r.list(r.vector16(), (inner) => inner.vector16()))
    .slice(0, MAX_TIMESTAMPS)
    .map(decodeTimestamp)

/** RFC 6962 §3.2: SignedCertificateTimestamp. */
const decodeTimestamp = (bytes: Uint8Array): SignedTimestamp =>
  decode('SignedCertificateTimestamp', bytes, (r) => {
    const version = r.u8()
    if (version !== 0) throw r.invalid(`version ${version}`)
    const log = Buffer.from(r.bytes(32)).toString('hex')
    r.bytes(8)
    r.vector16()
    const algorithm = r.u16()
    r.vector16()
    const signatureQuantum = signatureScheme(algorithm)?.quantum ?? 'unknown'
    return { log, signatureAlgorithm: schemeName(algorithm), signatureQuantum }
  })

const SUCCESSFUL = 0

/** RFC 6960 §4.2.1: OCSPResponse: what signs it. */
export const decodeOcspResponse = (bytes: Uint8Array): Omit<OcspStaple, 'state'> => {
  try {
    const [status, response] = children(elementOf(bytes).content)
    const code = status?.content[0]
    if (code !== SUCCESSFUL) return { problem: `the response has the status ${code}` }
    const [type, basic] = children(elementOf(response?.content ?? bytes).content)
    if (oidOf(type) !== OCSP_BASIC) return { problem: `a response of type ${oidOf(type)}` }
    const [, algorithm] = children(elementOf(basic?.content ?? bytes).content)
    const signature = oidOf(children(algorithm?.content ?? bytes)[0])
    return { signatureAlgorithm: oidName(signature), signatureQuantum: oid(signature)?.quantum ?? 'unknown' }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    return { problem: 'the response cannot be read' }
  }
}
