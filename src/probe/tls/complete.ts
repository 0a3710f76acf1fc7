import { COMMON_GROUPS } from '../../registry/tls/groups/namedGroups.ts'
import { alertName } from '../../registry/tls/messages/alerts.ts'
import { EVERYTHING } from '../../registry/tls/offers.ts'
import { TLS13_CIPHER_SUITES } from '../../registry/tls/suites/cipherSuites.ts'
import { TLS13 } from '../../registry/tls/versions.ts'
import { cookie, PSK_MODE } from '../../tls/extensions.ts'
import { type Handshake13, type Handshake13Result, handshake13 } from '../../tls/handshake13.ts'
import type { Handshake13Options, KeyAgreement } from '../../tls/handshake13Messages.ts'
import { suiteParameters } from '../../tls/recordProtection.ts'
import { answerOf, type Reply } from '../net/reply.ts'
import { decompress } from './certificates/decompress.ts'
import { freshRandoms, hello, type ProbeContext } from './context.ts'
import { canComplete, keyAgreement } from './keyAgreement.ts'

/** The groups to offer; the key share is of the first. `plain`: without signature_algorithms_cert. */
export type Completion = { groups: readonly number[]; plain?: true }

export type CompleteOptions = Pick<Handshake13Options, 'until' | 'request' | 'toAll'> & {
  schemes?: readonly number[]
  alpn?: readonly string[]
  compression?: readonly number[]
}

/** Without psk_key_exchange_modes most servers send no ticket (RFC 9846 §4.3.9), and some none that fits a mode not named. */
const PSK_MODES = [PSK_MODE.psk_dhe_ke, PSK_MODE.psk_ke]

const SUITES = TLS13_CIPHER_SUITES.filter((suite) => suiteParameters(suite) !== undefined)

export const completeHandshake = (
  context: ProbeContext,
  completion: Completion,
  { schemes = context.offer.schemes, alpn, compression, ...options }: CompleteOptions,
): Promise<Reply<Handshake13Result>> =>
  context.session.ask(() => {
    const randoms = freshRandoms()
    const agreements = new Map<number, KeyAgreement>()
    return handshake13({
      ...options,
      now: () => performance.now(),
      decompress,
      groups: completion.groups,
      agreement: (group) => agreements.get(group),
      hello: (retry) => {
        const group = retry?.group ?? (completion.groups[0] as number)
        const made = canComplete(group) ? keyAgreement(group) : undefined
        if (made) agreements.set(group, made)
        return hello(
          context,
          {
            versions: [TLS13],
            cipherSuites: SUITES,
            groups: completion.groups,
            schemes,
            ...(completion.plain ? {} : { certificateSchemes: EVERYTHING.schemes }),
            keyShares: made ? [{ group, keyExchange: made.share }] : [],
            pskModes: PSK_MODES,
            status: true,
            compression,
            ...(alpn ? { alpn } : {}),
            ...(retry?.cookie ? { last: [cookie(retry.cookie)] } : {}),
          },
          randoms,
        )
      },
    })
  })

export const handshakeOf = (reply: Reply<Handshake13Result> | undefined): Handshake13 | undefined => {
  const result = answerOf(reply)
  return result?.kind === 'done' ? result.handshake : undefined
}

/** `refusesProtocols`: the handshake was made without ALPN, because an alert refused the protocols. */
type FirstHandshake = { completion: Completion; reply: Reply<Handshake13Result>; refusesProtocols: boolean }

/**
 * The first complete handshake at an address. Classical groups are tried first, because they cost both sides least and
 * nearly every server has one; then `preferred`, the group that the server asked for.
 */
export const firstHandshake = async (
  context: ProbeContext,
  preferred: number | undefined,
  options: CompleteOptions,
): Promise<FirstHandshake | undefined> => {
  const cheap = await completeEitherWay(context, COMMON_GROUPS, options)
  const refusal = refusalOf(cheap.reply)
  if (options.alpn && refusal === NO_PROTOCOL) {
    const { alpn: _, ...withoutAlpn } = options
    const first = await firstHandshake(context, preferred, withoutAlpn)
    return first && { ...first, refusesProtocols: true }
  }
  const isLost = cheap.reply.kind === 'cut-off' || cheap.reply.kind === 'timed-out'
  const found = { ...cheap, refusesProtocols: false }
  if (!isLost && refusal === undefined) return found
  if (isLost && (preferred === undefined || COMMON_GROUPS.includes(preferred))) return found
  if (preferred === undefined || !canComplete(preferred)) return undefined
  return { ...found, ...(await completeEitherWay(context, [preferred], options)) }
}

const NO_PROTOCOL = 'no_application_protocol'

/** The alert that refused the hello itself. */
const refusalOf = (reply: Reply<Handshake13Result>): string | undefined =>
  reply.kind === 'answer' && reply.value.kind === 'alert' && !reply.value.encrypted
    ? alertName(reply.value.alert.description)
    : undefined

/**
 * OpenSSL refuses clients whose signature_algorithms_cert lacks the signature of its certificate. It has no code point for those
 * of SLH-DSA or MD5, so that no list of it satisfies the server, while a client without the extension does.
 */
const completeEitherWay = async (
  context: ProbeContext,
  groups: readonly number[],
  options: CompleteOptions,
): Promise<{ completion: Completion; reply: Reply<Handshake13Result> }> => {
  const usual = { completion: { groups }, reply: await completeHandshake(context, { groups }, options) }
  const refusal = refusalOf(usual.reply)
  if (refusal === undefined || refusal === NO_PROTOCOL) return usual
  const completion: Completion = { groups, plain: true }
  const reply = await completeHandshake(context, completion, options)
  return reply.kind === 'answer' && refusalOf(reply) === undefined ? { completion, reply } : usual
}
