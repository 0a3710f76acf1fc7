import { CIPHER_SUITES, TLS13_CIPHER_SUITES } from '../../registry/tls/cipherSuites.ts'
import { COMMON_GROUPS, NAMED_GROUPS } from '../../registry/tls/namedGroups.ts'
import { SIGNATURE_SCHEMES, TLS13_SCHEMES } from '../../registry/tls/signatureSchemes.ts'
import { TLS13 } from '../../registry/tls/versions.ts'
import type { Session } from '../net/session.ts'
import type { Chains } from './certificates/chains.ts'
import { type HelloQuestion, helloFor, type Randoms } from './hello.ts'

const named = (rows: readonly { name: string; value: number }[], ...names: string[]): readonly number[] =>
  names.flatMap((name) => rows.find((row) => row.name === name)?.value ?? [])

export type ProbeContext = {
  session: Session
  /** The server name to send (RFC 6066 §3); undefined for an address literal. */
  serverName: string | undefined
  chains: Chains
  /** Offered where the question is not about schemes. */
  schemes: readonly number[]
  /** The server answers only hellos with common values: long lists are asked in parts. */
  cautious: boolean
}

/** A server that has only an ML-DSA certificate refuses every hello without ML-DSA, whatever its groups. */
export const ALL_SCHEMES: readonly number[] = [
  ...TLS13_SCHEMES,
  ...SIGNATURE_SCHEMES.map((row) => row.value).filter((value) => !TLS13_SCHEMES.includes(value)),
]

/** A ClientHello for this address, with new random values unless it repeats an earlier one. */
export const hello = (context: ProbeContext, question: HelloQuestion, randoms?: Randoms): Uint8Array =>
  helloFor({ serverName: context.serverName, ...question }, randoms)

/** A question to TLS 1.3 about groups: with every suite, and without a key share. */
export const hello13 = (
  context: ProbeContext,
  groups: readonly number[],
  extra: Partial<HelloQuestion> = {},
): Uint8Array =>
  hello(context, {
    versions: [TLS13],
    cipherSuites: TLS13_CIPHER_SUITES,
    groups,
    schemes: context.schemes,
    ...extra,
  })

/** What every server with TLS 1.2 or 1.3 supports, for servers that fail on anything else. */
export const COMMON = {
  suites13: named(CIPHER_SUITES, 'TLS_AES_128_GCM_SHA256', 'TLS_AES_256_GCM_SHA384'),
  suites12: named(
    CIPHER_SUITES,
    'TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256',
    'TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256',
    'TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA',
    'TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA',
    'TLS_DHE_RSA_WITH_AES_128_CBC_SHA',
    'TLS_RSA_WITH_AES_128_GCM_SHA256',
    'TLS_RSA_WITH_AES_128_CBC_SHA',
    'TLS_RSA_WITH_3DES_EDE_CBC_SHA',
  ),
  groups: COMMON_GROUPS,
  schemes: named(
    SIGNATURE_SCHEMES,
    'ecdsa_secp256r1_sha256',
    'rsa_pss_rsae_sha256',
    'rsa_pkcs1_sha256',
    'ecdsa_secp384r1_sha384',
    'rsa_pss_rsae_sha384',
    'rsa_pkcs1_sha384',
    'rsa_pss_rsae_sha512',
    'rsa_pkcs1_sha512',
    'rsa_pkcs1_sha1',
  ),
}

/** With the hybrid groups and the post-quantum signatures that servers of today have: some accept nothing else. */
export const WIDER: Pick<typeof COMMON, 'groups' | 'schemes'> = {
  groups: [
    ...COMMON.groups,
    ...NAMED_GROUPS.filter(({ kind, offeredByGateway }) => kind === 'hybrid' && offeredByGateway).map(
      ({ value }) => value,
    ),
  ],
  schemes: [
    ...COMMON.schemes,
    ...SIGNATURE_SCHEMES.filter(({ keyType }) => keyType === 'ML-DSA').map(({ value }) => value),
  ],
}
