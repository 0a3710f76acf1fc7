import { constants, type KeyObject, verify } from 'node:crypto'
import type { Answer } from '../../model/state.ts'
import type { SchemeFact } from '../../model/tls.ts'
import { hex16 } from '../../registry/codePoint.ts'
import {
  schemeName,
  signatureScheme,
  TLS12_SCHEMES,
  TLS13_SCHEMES,
} from '../../registry/tls/signatureSchemes.ts'
import { cipherSuite } from '../../registry/tls/suites/cipherSuites.ts'
import { TLS12, TLS13, versionName } from '../../registry/tls/versions.ts'
import type { Handshake13, Handshake13Result } from '../../tls/handshake13.ts'
import type { Answer12, HelloAnswer } from '../../tls/helloAnswer.ts'
import { signedParametersContent } from '../../tls/serverKeyExchange.ts'
import { type Reply, stateOfReply } from '../net/reply.ts'
import type { ParsedCertificate } from './certificates/certificate.ts'
import { chainSchemes } from './certificates/chainSchemes.ts'
import { type Completion, completeHandshake } from './complete.ts'
import { hello, type ProbeContext } from './context.ts'
import { type Enumeration, enumerate, refusing } from './enumerate.ts'
import { schemes12, signedWith } from './negotiation/schemes12.ts'
import { isOfForm, refusedByClosing } from './suites12.ts'
import type { Tls12Facts } from './tls12.ts'

/**
 * The schemes of TLS 1.3 that the server signs with. CertificateVerify is encrypted, so each question is a handshake up
 * to the server's Finished. `first` answers the first one, which offers the usual schemes; the others are asked apart from
 * these, because some servers read only the first schemes of a hello.
 */
export const probeSchemes13 = async (
  context: ProbeContext,
  completion: Completion,
  first: Handshake13Result,
): Promise<{ schemes: SchemeFact[]; chainsOfSchemes: ChainsOfSchemes }> => {
  const chainsOfSchemes = new Map<number, readonly (readonly number[])[]>()
  const enumeration = async (offer: readonly number[], answer?: Handshake13Result): Promise<SchemeFact[]> => {
    const found = await enumerate({
      offer,
      first: answer,
      ask: (schemes) => completeHandshake(context, completion, { schemes, until: 'server-finished' }),
      chosen: (result) => (result.kind === 'done' ? result.handshake.scheme : undefined),
      state: stateOfReply,
    })
    const verified = found.answers.map((result) =>
      result.kind === 'done' ? verified13(context, result.handshake) : null,
    )
    for (const result of found.answers)
      if (result.kind === 'done')
        chainsOfSchemes.set(result.handshake.scheme, chainSchemes(result.handshake.certificates))
    return schemeFacts(found, offer, TLS13, verified)
  }
  /** Java answers internal_error where it tries a scheme that its key cannot sign with: another one may be accepted alone. */
  const usual = async (offer: readonly number[]): Promise<SchemeFact[]> => {
    const facts = await enumeration(offer, first)
    const open = offer.length > 1 ? facts.filter(isOfForm) : []
    const alone = await Promise.all(open.map(({ value }) => enumeration([Number(value)])))
    return [...facts.filter((fact) => !open.includes(fact)), ...alone.flat()]
  }
  const isUsual = (scheme: number): boolean => context.offer.schemes.includes(scheme)
  const found = await Promise.all([
    usual(TLS13_SCHEMES.filter(isUsual)),
    enumeration(TLS13_SCHEMES.filter((scheme) => !isUsual(scheme))),
  ])
  return { schemes: await withOtherKeys(found.flat(), isUsual, enumeration), chainsOfSchemes }
}

/**
 * HAProxy with two certificates chooses that with ECDSA wherever a scheme of ECDSA is offered, and then refuses hellos without the
 * one that its key has: what is usual of RSA is asked apart from the others.
 */
const withOtherKeys = async (
  facts: readonly SchemeFact[],
  isUsual: (scheme: number) => boolean,
  enumeration: (offer: readonly number[]) => Promise<SchemeFact[]>,
): Promise<SchemeFact[]> => {
  const accepted = facts.filter(({ state }) => state === 'accepted')
  const open = facts.filter((fact) => fact.state === 'refused' && isRsa(fact) && isUsual(Number(fact.value)))
  if (accepted.length === 0 || accepted.some(isRsa) || open.length === 0) return [...facts]
  const apart = await enumeration(open.map(({ value }) => Number(value)))
  return [...facts.filter((fact) => !open.includes(fact)), ...apart]
}

const isRsa = ({ value }: SchemeFact): boolean =>
  signatureScheme(Number(value))?.keyType.startsWith('RSA') ?? false

/** For each scheme that the server signs with, those of the signatures in the chain that goes with it. */
export type ChainsOfSchemes = ReadonlyMap<number, readonly (readonly number[])[]>

/** The reason why no handshake could be completed, for each scheme. An alert does not say that a scheme was the reason. */
export const schemesWithoutHandshake = (reply: Reply<Handshake13Result> | undefined): SchemeFact[] => {
  const { alert, ...said }: Answer = reply
    ? refusing(stateOfReply(reply))
    : { state: 'not-tested', detail: 'mcp-pqc does not implement the group' }
  const answer: Answer =
    said.state === 'refused'
      ? { state: 'not-tested', detail: `no handshake could be completed: ${alert ?? 'refused'}` }
      : said
  return TLS13_SCHEMES.map((value) => ({ ...schemeFact(value, TLS13), ...answer }))
}

const verified13 = (context: ProbeContext, handshake: Handshake13): boolean | null => {
  const { certificates, sent, scheme, signature, signedContent } = handshake
  const leaf = context.chains.add(certificates, schemeName(scheme), versionName(TLS13), sent)
  return verifySignature(scheme, signedContent, signature, leaf)
}

export const handshakeFact = (context: ProbeContext, handshake: Handshake13): SchemeFact => ({
  ...schemeFact(handshake.scheme, TLS13),
  state: 'accepted',
  verified: verified13(context, handshake),
})

/**
 * The schemes of TLS 1.2, by the signature of ServerKeyExchange, for each kind of certificate of the accepted suites.
 * The first answer is one to a question about suites, which offers every scheme.
 */
export const probeSchemes12 = async (context: ProbeContext, tls12: Tls12Facts): Promise<SchemeFact[]> => {
  if (tls12.version !== TLS12) return []
  const kinds = Map.groupBy(tls12.suites.filter(isSigned), (suite) => cipherSuite(suite)?.authentication)
  const found = await Promise.all([...kinds.values()].map((suites) => schemesOf(context, suites, tls12)))
  const facts = found.flat()
  // A scheme may be refused with one kind of certificate and accepted with another.
  return [...Map.groupBy(facts, (fact) => fact.value).values()].map(
    (same) => same.find((fact) => fact.state === 'accepted') ?? (same[0] as SchemeFact),
  )
}

/** Only a signed ServerKeyExchange shows a scheme. */
const isSigned = (suite: number): boolean => {
  const row = cipherSuite(suite)
  return (row?.keyExchange === 'ECDHE' || row?.keyExchange === 'DHE') && row.authentication !== 'anon'
}

const schemesOf = async (
  context: ProbeContext,
  cipherSuites: readonly number[],
  { answers, offered: { groups, schemes: offer } }: Tls12Facts,
): Promise<SchemeFact[]> => {
  const first = answers.find(
    ({ version, hello: answer }) => version === TLS12 && cipherSuites.includes(answer.cipherSuite),
  )
  if (!first) return []
  const ask = (schemes: readonly number[], certificateSchemes?: readonly number[]) =>
    context.session.hello(() =>
      hello(context, {
        versions: [TLS12],
        cipherSuites,
        groups,
        schemes,
        ...(certificateSchemes ? { certificateSchemes } : {}),
      }),
    )
  const factsOf = (found: Enumeration<HelloAnswer>, part: readonly number[]): SchemeFact[] => {
    const verified = found.answers.map((answer) =>
      answer.kind === 'flight12' ? verified12(context, answer) : null,
    )
    return schemeFacts({ ...found, rest: refusedByClosing(found.rest) }, part, TLS12, verified)
  }
  const further = TLS12_SCHEMES.filter((value) => !offer.includes(value))
  const [usual, others] = await Promise.all([
    schemes12(offer, first, ask),
    enumerate({ offer: further, ask, chosen: signedWith, state: stateOfReply }),
  ])
  return [...factsOf(usual, offer), ...factsOf(others, further)]
}

/** RFC 5246 §7.4.3. */
const verified12 = (
  context: ProbeContext,
  { version, flight, hello: answer, clientRandom }: Answer12,
): boolean | null => {
  const sent = flight.keyExchange
  if (sent?.signed?.algorithm === undefined) return null
  const leaf = context.chains.add(
    flight.certificates,
    schemeName(sent.signed.algorithm),
    versionName(version),
  )
  if (!leaf) return null
  const content = signedParametersContent(clientRandom, answer.random, sent.parameters)
  return verifySignature(sent.signed.algorithm, content, sent.signed.signature, leaf)
}

const schemeFacts = <T>(
  { accepted, rest }: Enumeration<T>,
  offered: readonly number[],
  version: number,
  verified: readonly (boolean | null)[],
): SchemeFact[] => [
  ...accepted.map((value, i) => ({
    ...schemeFact(value, version),
    state: 'accepted' as const,
    verified: verified[i] ?? null,
  })),
  ...offered
    .filter((value) => !accepted.includes(value))
    .map((value) => ({ ...schemeFact(value, version), ...rest })),
]

const schemeFact = (value: number, version: number): Pick<SchemeFact, 'name' | 'value' | 'version'> => ({
  name: schemeName(value),
  value: hex16(value),
  version: versionName(version),
})

/** RFC 9846 §4.5.2, RFC 5246 §7.4.3. null: OpenSSL does not support the scheme or the key. */
const verifySignature = (
  scheme: number,
  content: Uint8Array,
  signature: Uint8Array,
  certificate: ParsedCertificate | undefined,
): boolean | null => {
  const row = signatureScheme(scheme)
  const fits = row && KEY_TYPES[row.keyType]
  try {
    const key = certificate?.x509?.publicKey
    if (!fits || !key) return null
    if (!fits.test(key.asymmetricKeyType ?? '')) return false
    if (row.keyType === 'ECDSA') return verify(row.hash, content, { key, dsaEncoding: 'der' }, signature)
    const isRsa = row.keyType === 'RSA' || row.keyType === 'RSA-PSS'
    return verify(isRsa ? row.hash : null, content, isRsa ? rsaInput(row.name, key) : key, signature)
  } catch {
    return null
  }
}

/** Node.js' names of the key types that fit a scheme. OpenSSL would verify with any key. */
const KEY_TYPES: Record<string, RegExp> = {
  RSA: /^rsa$/,
  'RSA-PSS': /^rsa-pss$/,
  ECDSA: /^ec$/,
  Ed25519: /^ed25519$/,
  Ed448: /^ed448$/,
  'ML-DSA': /^ml-dsa-/,
  'SLH-DSA': /^slh-dsa-/,
}

/** RFC 9846 §4.3.3: the salt of RSASSA-PSS is as long as the hash. */
const rsaInput = (name: string, key: KeyObject): Parameters<typeof verify>[2] =>
  name.startsWith('rsa_pss')
    ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : { key, padding: constants.RSA_PKCS1_PADDING }
