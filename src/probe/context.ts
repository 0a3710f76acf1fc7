import { SIGNATURE_SCHEMES, TLS13_SCHEMES } from '../registry/signatureSchemes.ts'
import type { Chains } from './chains.ts'
import { type HelloQuestion, helloFor, type Randoms } from './hello.ts'
import type { Session } from './session.ts'

/** What every question about one address needs. */
export type ProbeContext = {
  session: Session
  /** The name to ask for (RFC 6066 §3); undefined for an address literal. */
  serverName: string | undefined
  chains: Chains
}

/**
 * Every scheme there is, for a question that is not about schemes: a server that has only an ML-DSA certificate
 * refuses any hello that leaves ML-DSA out, whatever its groups.
 */
export const ALL_SCHEMES: readonly number[] = [
  ...TLS13_SCHEMES,
  ...SIGNATURE_SCHEMES.map((row) => row.value).filter((value) => !TLS13_SCHEMES.includes(value)),
]

/** A ClientHello for this address, with new random values unless it repeats an earlier one. */
export const hello = (context: ProbeContext, question: HelloQuestion, randoms?: Randoms): Uint8Array =>
  helloFor({ serverName: context.serverName, ...question }, randoms)
