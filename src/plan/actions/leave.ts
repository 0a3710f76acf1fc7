import { addDays, daysBetween } from '../../model/day.ts'
import type { InventoryEndpoint } from '../../model/inventory.ts'
import { shellWord } from '../../model/text/shellWord.ts'
import { addressScope } from '../../registry/net/host.ts'
import { type ActionQuestion, type Chosen, chosen, keepUntil } from './chosen.ts'

/** Accepted until a day, switched off, or investigated. Undefined: none of these applies. */
export const leaveOrEnd = (question: ActionQuestion): Chosen | undefined => {
  const { endpoint, need, asOf } = question
  const { switchOff, accept } = endpoint.ownership ?? {}
  if (switchOff !== undefined) return switchedOff(endpoint, `its owner retires it by ${switchOff}`, switchOff)
  if (accept && accept.until >= asOf) {
    return accepted(
      `accepted by its owner until ${accept.until}${accept.reason ? `: ${accept.reason}` : ''}`,
      accept.until,
    )
  }
  if (endpoint.sources.every(({ disabled }) => disabled))
    return switchedOff(endpoint, 'it is disabled in every configuration that names it')
  if (need.kind === 'unknown')
    return isLongGone(question)
      ? switchedOff(endpoint, LONG_GONE)
      : chosen('investigate', { url: shellWord(endpoint.url), days: String(CLAIM_DAYS) })
  return need.kind === 'plaintext' && staysOnItsMachine(endpoint)
    ? accepted(
        'it listens on loopback only, so its traffic does not leave the machine',
        question.recheck ?? addDays(asOf, ACCEPTANCE_DAYS),
      )
    : undefined
}

/** Its owner decided to accept it or to switch it off: that decision is its only item. */
export const isDecided = ({ ownership, sources }: InventoryEndpoint, asOf: string): boolean =>
  ownership?.switchOff !== undefined ||
  (ownership?.accept !== undefined && ownership.accept.until >= asOf) ||
  sources.every(({ disabled }) => disabled)

/** Days until an accepted plaintext endpoint on loopback is reviewed. */
const ACCEPTANCE_DAYS = 365

/** Days after which an endpoint that no scan reached and no owner claimed is to be switched off. */
const CLAIM_DAYS = 30

const LONG_GONE = `no scan reached it and no owner claimed it for ${CLAIM_DAYS} days`

const isLongGone = ({ asOf, since, earlier }: ActionQuestion): boolean =>
  (earlier === 'investigate' || earlier === 'switch-off') && daysBetween(since, asOf) >= CLAIM_DAYS

/** The lab represents a network, although it runs on loopback. */
const staysOnItsMachine = ({ addresses, sources }: InventoryEndpoint): boolean =>
  addresses.length > 0 &&
  addresses.every(({ address }) => addressScope(address) === 'loopback') &&
  sources.every(({ kind }) => kind !== 'lab')

const accepted = (why: string, until: string): Chosen => keepUntil(until, 'acceptForNow', why)

const switchedOff = ({ url, sources }: InventoryEndpoint, why: string, by?: string): Chosen => ({
  ...chosen('switchOff', {
    why,
    announcement: by
      ? `Tell its users that it is switched off on ${by}.`
      : 'Tell anyone who may still use it.',
    entries: sources
      .filter(({ path }) => path !== undefined)
      .slice(0, 10)
      .map(({ path, line }) => `Remove it from ${path}${line === undefined ? '' : `:${line}`}.`),
  }),
  // The proof is that nothing answers any more.
  verify: `mcp-pqc scan ${shellWord(url)}`,
})
