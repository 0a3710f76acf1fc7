import type { Certificate, Chain } from '../../../model/certificate.ts'
import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { keyName } from '../../../model/questions/key.ts'
import { suiteWeakness } from '../../../registry/tls/cipherSuites.ts'
import { hasWeakHash, RENEW_BEFORE_DAYS } from '../../../registry/x509/certificateLife.ts'
import { MIN_INTEGER_BITS } from '../../../registry/x509/strength.ts'
import type { Finding } from './finding.ts'
import { listed, words } from './words.ts'

/** What is wrong with how an endpoint proves who it is. `asOf` decides what has expired. */
export const authenticationFindings = (endpoint: InventoryEndpoint, asOf: Date): Finding[] => {
  const tls = endpoint.addresses.flatMap((address) => address.tls ?? [])
  const chains = tls.flatMap((one) => one.chains)
  const accepted = tls.flatMap((one) => one.signatureSchemes.filter(({ state }) => state === 'accepted'))
  const suites = tls.flatMap(({ cipherSuites }) => Object.values(cipherSuites).flat())
  return [
    ...keyFindings(endpoint, chains),
    ...found(
      'weakSignature',
      [
        ...chains.flatMap(signed).filter(hasWeakHash),
        ...accepted
          .filter(({ name }) => hasWeakHash(name))
          .map(({ name, version }) => `${name} in ${version}`),
      ],
      (some) => `It shows or accepts signatures with a broken hash: ${some}.`,
    ),
    ...lifeFindings(chains, asOf),
    ...found(
      'untrustedCertificate',
      chains
        .filter((chain) => chain.trusted === false && !hasEnded(chain.certificates[0], asOf))
        .map(distrust),
      (some) => `Its certificate is not trusted: ${some}.`,
    ),
    ...found(
      'wrongName',
      chains.filter(({ nameMatches }) => nameMatches === false).map(leafName),
      (some) => `Its certificate is for another name: ${some}.`,
    ),
    ...found(
      'anonymousSuite',
      suites.filter((name) => suiteWeakness(name) === 'anonymous'),
      (some) => `It accepts ${some}.`,
    ),
    ...found(
      'invalidSignature',
      accepted.filter(({ verified }) => verified === false).map(({ name }) => name),
      (some) => `A signature of its handshake does not match its certificate: ${some}.`,
    ),
    ...tokenFindings(endpoint),
  ]
}

const found = (
  rule: Finding['rule'],
  what: readonly string[],
  message: (some: string) => string,
): Finding[] => (what.length === 0 ? [] : [{ rule, message: message(listed([...new Set(what)])) }])

const keyFindings = ({ assessment }: InventoryEndpoint, chains: readonly Chain[]): Finding[] => {
  const keys = chains.flatMap(({ certificates }) => certificates.map(({ publicKey }) => publicKey))
  const short = keys.filter(
    ({ algorithm, bits }) => algorithm.startsWith('RSA') && bits !== undefined && bits < MIN_INTEGER_BITS,
  )
  const leaves = chains.flatMap(({ certificates }) => certificates.slice(0, 1))
  const classical = assessment.authentication.category === 'classical' ? leaves : []
  return [
    ...found(
      'shortRsaKey',
      short.map(keyName),
      (some) => `Its certificates have a key that is too short: ${some}.`,
    ),
    ...found(
      'classicalCertificate',
      classical.map(
        ({ publicKey, signatureAlgorithm }) => `${keyName(publicKey)} signed with ${signatureAlgorithm}`,
      ),
      (some) => `A quantum computer could forge its certificates: ${some}.`,
    ),
  ]
}

/** A certificate that ends a chain vouches for itself: nobody relies on its signature. */
const signed = ({ certificates }: Chain): string[] =>
  certificates
    .filter(({ subject, issuer }, at) => at === 0 || subject !== issuer)
    .map(({ signatureAlgorithm }) => signatureAlgorithm)

const DAY_MS = 86_400_000

const hasEnded = (certificate: Certificate | undefined, asOf: Date): boolean =>
  certificate !== undefined && Date.parse(certificate.notAfter) < asOf.getTime()

const lifeFindings = (chains: readonly Chain[], asOf: Date): Finding[] => {
  const leaves = chains.flatMap(({ certificates }) => certificates.slice(0, 1))
  const now = asOf.getTime()
  const ended = leaves.filter((one) => hasEnded(one, asOf))
  const early = leaves.filter(({ notBefore }) => Date.parse(notBefore) > now)
  const soon = leaves.filter(
    ({ notAfter }) => Date.parse(notAfter) >= now && Date.parse(notAfter) < now + RENEW_BEFORE_DAYS * DAY_MS,
  )
  return [
    ...found(
      'expiredCertificate',
      [
        ...ended.map(({ subject, notAfter }) => `${subject} ended ${notAfter.slice(0, 10)}`),
        ...early.map(({ subject, notBefore }) => `${subject} begins ${notBefore.slice(0, 10)}`),
      ],
      (some) => `Its certificate is not valid now: ${some}.`,
    ),
    ...found(
      'expiringCertificate',
      soon.map(({ subject, notAfter }) => `${subject} ends ${notAfter.slice(0, 10)}`),
      (some) => `Its certificate has to be renewed: ${some}.`,
    ),
  ]
}

const leafName = ({ certificates }: Chain): string => certificates[0]?.subject || 'without a subject'

const distrust = (chain: Chain): string => `${leafName(chain)} (${chain.trustError ?? 'no reason is known'})`

const tokenFindings = ({ oauth }: InventoryEndpoint): Finding[] => {
  const weak = (oauth?.authorizationServers ?? []).flatMap(({ issuer, keys }) => {
    const kinds = (keys ?? [])
      .filter(({ quantum }) => quantum === 'vulnerable')
      .map(({ kty, crv, bits }) => [kty, crv ?? bits].filter(Boolean).join(' '))
    return kinds.length === 0 ? [] : [`${words(issuer, 200)} with ${listed([...new Set(kinds)])}`]
  })
  return weak.length === 0
    ? []
    : [
        {
          rule: 'classicalTokens',
          message: `A quantum computer could forge its tokens, signed by ${weak.slice(0, MAX_ISSUERS).join('; ')}.`,
        },
      ]
}

const MAX_ISSUERS = 5
