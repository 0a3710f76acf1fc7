import 'reflect-metadata'
import { AsnConvert } from '@peculiar/asn1-schema'
import {
  GeneralName,
  GeneralSubtree,
  GeneralSubtrees,
  id_ce_nameConstraints,
  NameConstraints,
} from '@peculiar/asn1-x509'
import { Extension, X509Certificate } from '@peculiar/x509'
import type { ServerName } from './serverNames.ts'

/**
 * RFC 5280 §4.2.1.10: what a certificate authority may speak for. Critical, so that a client which does not know it
 * trusts nothing: who steals the key of this authority can be none but these servers.
 */
export const nameConstraints = (names: readonly ServerName[]): Extension => {
  const permittedSubtrees = new GeneralSubtrees(
    names.map((name) => new GeneralSubtree({ base: generalName(name) })),
  )
  return new Extension(
    id_ce_nameConstraints,
    true,
    AsnConvert.serialize(new NameConstraints({ permittedSubtrees })),
  )
}

/** Whether this authority may speak for all of these. One without constraints may speak for any. */
export const permits = (authorityPem: string, names: readonly ServerName[]): boolean => {
  const extension = new X509Certificate(authorityPem).getExtension(id_ce_nameConstraints)
  if (extension === null) return true
  const { permittedSubtrees = [] } = AsnConvert.parse(extension.value, NameConstraints)
  const permitted = permittedSubtrees.map(({ base }) => keyOf(base))
  return names.every((name) => permitted.includes(keyOf(generalName(name))))
}

/** An address is permitted alone: with the mask of one address. */
const generalName = ({ type, value }: ServerName): GeneralName =>
  type === 'dns'
    ? new GeneralName({ dNSName: value })
    : new GeneralName({ iPAddress: `${value}/${value.includes(':') ? 128 : 32}` })

/** The bytes: an IPv6 address has several spellings. */
const keyOf = (name: GeneralName): string => Buffer.from(AsnConvert.serialize(name)).toString('hex')
