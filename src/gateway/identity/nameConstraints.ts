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
 * RFC 5280 §4.2.1.10: the names that an authority may issue certificates for, so that its stolen key cannot impersonate
 * other servers. Critical: clients that do not support it reject the certificate.
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

/** Whether an authority may issue certificates for all these names. Without constraints it may for any. */
export const permits = (authorityPem: string, names: readonly ServerName[]): boolean => {
  const extension = new X509Certificate(authorityPem).getExtension(id_ce_nameConstraints)
  if (extension === null) return true
  const { permittedSubtrees = [] } = AsnConvert.parse(extension.value, NameConstraints)
  const permitted = permittedSubtrees.map(({ base }) => keyOf(base))
  return names.every((name) => permitted.includes(keyOf(generalName(name))))
}

/** An address with the mask of a single address. */
const generalName = ({ type, value }: ServerName): GeneralName =>
  type === 'dns'
    ? new GeneralName({ dNSName: value })
    : new GeneralName({ iPAddress: `${value}/${value.includes(':') ? 128 : 32}` })

/** By its bytes, because an IPv6 address has several spellings. */
const keyOf = (name: GeneralName): string => Buffer.from(AsnConvert.serialize(name)).toString('hex')
