import type { Chain, PublicKey } from '../model/certificate.ts'
import { DAY_MS } from '../model/day.ts'
import { keyName } from '../model/questions/key.ts'
import { RENEW_BEFORE_DAYS } from '../registry/x509/certificateLife.ts'
import { MIN_INTEGER_BITS } from '../registry/x509/strength.ts'

/** What there is to say of one list of certificates. `now` decides what has expired. */
export const chainReasons = (
  { certificates, trusted, trustError, nameMatches }: Chain,
  now: Date,
): string[] => {
  const [leaf] = certificates
  if (!leaf) return []
  const days = Math.floor((Date.parse(leaf.notAfter) - now.getTime()) / DAY_MS)
  const short = certificates.filter(({ publicKey }) => isShortRsa(publicKey))
  return [
    `its certificate is ${keyName(leaf.publicKey)}, signed with ${leaf.signatureAlgorithm}`,
    ...short.map(({ publicKey }) => `${keyName(publicKey)} is too short even without a quantum computer`),
    ...(days < 0 ? [`the certificate expired ${leaf.notAfter.slice(0, 10)}`] : []),
    ...(days >= 0 && days <= RENEW_BEFORE_DAYS ? [`the certificate expires in ${days} days`] : []),
    ...(trusted === false && !(days < 0 && trustError?.includes('expired'))
      ? [`not trusted: ${trustError ?? 'no reason is known'}`]
      : []),
    ...(nameMatches === false ? ['the certificate is for another name'] : []),
  ]
}

export const isShortRsa = ({ algorithm, bits }: PublicKey): boolean =>
  algorithm.startsWith('RSA') && bits !== undefined && bits < MIN_INTEGER_BITS
