import { schemesOfSignature } from '../../../registry/tls/signatureSchemes.ts'
import { parseCertificate } from './certificate.ts'

/** For each certificate the schemes of its signature; empty where TLS has none. */
export const chainSchemes = (ders: readonly Uint8Array[]): readonly (readonly number[])[] =>
  ders.map((der) => schemesOfSignature(parseCertificate(der).facts.signatureAlgorithm))
