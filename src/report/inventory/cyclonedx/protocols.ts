import { VERSION_NAMES, type VersionName } from '../../../model/questions/names.ts'
import { acceptedGroups, isAcceptedVersion } from '../../../model/questions/tls.ts'
import type { SshFacts } from '../../../model/ssh.ts'
import type { TlsFacts } from '../../../model/tls.ts'
import { recordAlgorithms } from '../../../registry/algorithms/ciphers.ts'
import { ellipticCurve, finiteField, groupAlgorithm } from '../../../registry/algorithms/keyEstablishment.ts'
import { RSA_KEY_TRANSPORT, schemeAlgorithm } from '../../../registry/algorithms/signatures.ts'
import { sshCipher, sshHostKeyAlgorithm, sshKeyExchange, sshMac } from '../../../registry/algorithms/ssh.ts'
import { type CipherSuiteRow, cipherSuiteNamed } from '../../../registry/tls/suites/cipherSuites.ts'
import { sanitize } from '../../text/sanitize.ts'
import {
  type Asset,
  algorithm,
  algorithmOr,
  cryptoAsset,
  digest,
  distinct,
  optional,
  properties,
  property,
  related,
  type SpecVersion,
} from './asset.ts'

/**
 * One protocol for each version that was accepted, with what was accepted in it. Two servers that accept exactly the
 * same share a component: its name is made of what it says.
 */
export const tlsProtocols = (tls: TlsFacts): Asset[] => {
  const accepted = VERSION_NAMES.filter((version) => isAcceptedVersion(tls.versions, version))
  const newestBefore13 = accepted.find((version) => version !== 'TLS 1.3')
  return accepted.map((version) => protocol(version, offerOf(tls, version, version === newestBefore13)))
}

type Offer = {
  suites: readonly string[]
  groups: readonly { name: string; asset: Asset }[]
  schemes: readonly { name: string; asset: Asset }[]
  /** Finite-field Diffie-Hellman with primes of so many bits. */
  fields: readonly Asset[]
}

/** `isNewestBefore13`: the key exchanges of TLS 1.2 and older were seen in this version. */
const offerOf = (tls: TlsFacts, version: VersionName, isNewestBefore13: boolean): Offer => {
  const details = isNewestBefore13 ? tls.keyExchange12Details : []
  const groups =
    version === 'TLS 1.3'
      ? acceptedGroups(tls).map(({ name }) => name)
      : details.flatMap(({ group }) => group ?? [])
  const schemes = tls.signatureSchemes.filter((one) => one.version === version && one.state === 'accepted')
  return {
    suites: tls.cipherSuites[version] ?? [],
    groups: unique(groups).map((name) => ({
      name: sanitize(name, 80),
      asset: algorithmOr(groupAlgorithm(name), name, 'unknown'),
    })),
    schemes: schemes.map(({ name, value }) => ({
      name: sanitize(name, 80),
      asset: algorithmOr(schemeAlgorithm(Number(value), version), name, 'signature'),
    })),
    fields: unique(details.flatMap(({ family, bits }) => (family === 'DHE' ? (bits ?? []) : []))).map(
      (bits) => algorithm(finiteField(bits)),
    ),
  }
}

const unique = <T>(values: readonly T[]): T[] => [...new Set(values)]

const protocol = (version: VersionName, offer: Offer): Asset => {
  const suites = offer.suites.map((name) => ({
    name,
    row: cipherSuiteNamed(name),
    ...algorithmsOf(name, offer),
  }))
  const dependsOn = distinct([
    ...suites.flatMap(({ algorithms }) => algorithms),
    ...offer.groups.map(({ asset }) => asset),
    ...offer.schemes.map(({ asset }) => asset),
    ...offer.fields,
  ])
  const groups = offer.groups.map(({ name }) => name)
  const schemes = offer.schemes.map(({ name }) => name)
  const content = JSON.stringify([offer.suites, groups, schemes, dependsOn.map(({ ref }) => ref)])
  const ref = `protocol/${version.toLowerCase().replace(' ', '-')}/${digest(content)}`
  return cryptoAsset(ref, version, dependsOn, (spec) => ({
    cryptoProperties: {
      assetType: 'protocol',
      protocolProperties: {
        type: 'tls',
        // SSL is written as type tls too.
        version: version.startsWith('TLS ') ? version.slice(4) : version,
        cipherSuites:
          suites.length === 0
            ? undefined
            : suites.map(({ name, row, algorithms, keyExchange }) => ({
                name: sanitize(name, 120),
                identifiers: row && bytesOf(row.value),
                algorithms: algorithms.map((one) => one.ref),
                ...(spec === '1.7' ? negotiated(keyExchange, groups, schemes) : {}),
              })),
        ...references(spec, dependsOn),
      },
    },
    properties: [
      // 1.6 has no field for the names, and 1.7 has one only in a cipher suite.
      ...(spec === '1.6' || suites.length === 0
        ? [
            ...groups.map((name) => property('tls-group', name)),
            ...schemes.map((name) => property('tls-signature-scheme', name)),
          ]
        : []),
      ...(suites.length === 0 ? [property('not-tested', 'cipher suites')] : []),
    ],
  }))
}

const references = (spec: SpecVersion, assets: readonly Asset[]) => {
  if (assets.length === 0) return {}
  return spec === '1.7'
    ? { relatedCryptographicAssets: related('algorithm', assets) }
    : { cryptoRefArray: assets.map(({ ref }) => ref) }
}

/** As the IANA registry writes a value: two bytes. */
const bytesOf = (value: number): string[] =>
  [value >> 8, value & 0xff].map((byte) => `0x${byte.toString(16).toUpperCase().padStart(2, '0')}`)

type KeyExchange = CipherSuiteRow['keyExchange'] | undefined

/** Groups are listed for suites that exchange keys with them; signature schemes for suites that sign. */
const negotiated = (keyExchange: KeyExchange, groups: readonly string[], schemes: readonly string[]) => {
  const hasGroups = keyExchange === 'TLS13' || keyExchange === 'ECDHE'
  const hasSchemes = hasGroups || keyExchange === 'DHE'
  return {
    tlsGroups: hasGroups && groups.length > 0 ? groups : undefined,
    tlsSignatureSchemes: hasSchemes && schemes.length > 0 ? schemes : undefined,
  }
}

/** The algorithms of a suite. In TLS 1.3 groups and signatures are negotiated separately. */
const algorithmsOf = (name: string, offer: Offer): { algorithms: Asset[]; keyExchange: KeyExchange } => {
  const keyExchange = cipherSuiteNamed(name)?.keyExchange
  const records = recordAlgorithms(name).map(algorithm)
  return { algorithms: distinct([...exchangeOf(keyExchange, offer), ...records]), keyExchange }
}

const exchangeOf = (keyExchange: KeyExchange, { groups, fields }: Offer): Asset[] => {
  if (keyExchange === 'RSA') return [algorithm(RSA_KEY_TRANSPORT)]
  if (keyExchange === 'ECDHE')
    return groups.length > 0 ? groups.map(({ asset }) => asset) : [algorithm(ellipticCurve(undefined))]
  if (keyExchange === 'DHE') return fields.length > 0 ? [...fields] : [algorithm(finiteField(undefined))]
  return []
}

/** What an SSH server offers; nothing where it sent no KEXINIT. */
export const sshProtocols = (ssh: SshFacts): Asset[] => {
  if (ssh.state !== 'accepted') return []
  const offered = {
    'ssh-key-exchange': ssh.keyExchange.map(({ name }) => name),
    'ssh-host-key': ssh.hostKeys.map(({ name }) => name),
    'ssh-cipher': ssh.ciphers,
    'ssh-mac': ssh.macs,
  }
  const dependsOn = distinct([
    ...offered['ssh-key-exchange'].map((name) => algorithmOr(sshKeyExchange(name), name, 'unknown')),
    ...offered['ssh-host-key'].map((name) => algorithmOr(sshHostKeyAlgorithm(name), name, 'signature')),
    ...offered['ssh-cipher'].map((name) => algorithmOr(sshCipher(name), name, 'unknown')),
    ...offered['ssh-mac'].map((name) => algorithmOr(sshMac(name), name, 'unknown')),
  ])
  // RFC 4253 §5.1: 1.99 means 2.0 from a server that supports 1.x too.
  const version = sanitize(ssh.identification?.protocolVersion ?? '2.0', 20)
  const ref = `protocol/ssh/${digest(JSON.stringify([version, offered, ssh.strictKeyExchange]))}`
  const asset = cryptoAsset(ref, `SSH ${version}`, dependsOn, (spec) => ({
    cryptoProperties: {
      assetType: 'protocol',
      protocolProperties: { type: 'ssh', version, ...references(spec, dependsOn) },
    },
    properties: [
      ...Object.entries(offered).flatMap(([name, values]) => properties(name, values)),
      ...optional('ssh-strict-key-exchange', ssh.strictKeyExchange ?? undefined),
    ],
  }))
  return [asset]
}
