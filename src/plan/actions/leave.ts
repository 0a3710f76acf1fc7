import { addressScope } from '../../model/addressScope.ts'
import { addDays, daysBetween } from '../../model/day.ts'
import type { InventoryEndpoint } from '../../model/inventory.ts'
import type { ActionQuestion, Chosen } from './chosen.ts'
import { shellWord } from './places.ts'

/** What is neither upgraded nor put behind anything: accepted until a day, switched off, or to be found out about. */
export const leaveOrEnd = (question: ActionQuestion): Chosen | undefined => {
  const { endpoint, need, asOf } = question
  const { switchOff, accept } = endpoint.ownership ?? {}
  if (switchOff !== undefined)
    return switchedOff(endpoint, `its owner switches it off by ${switchOff}`, switchOff)
  if (accept && accept.until >= asOf) {
    return accepted(
      `accepted by its owner until ${accept.until}${accept.reason ? `: ${accept.reason}` : ''}`,
      accept.until,
    )
  }
  if (endpoint.sources.every(({ disabled }) => disabled))
    return switchedOff(endpoint, 'every configuration that names it has it disabled')
  if (need.kind === 'unknown')
    return isLongGone(question) ? switchedOff(endpoint, LONG_GONE) : investigated(endpoint)
  return need.kind === 'plaintext' && staysOnItsMachine(endpoint)
    ? accepted(
        'it listens on loopback only: nothing of it leaves the machine',
        question.recheck ?? addDays(asOf, ACCEPTANCE_DAYS),
      )
    : undefined
}

/** Its owner decided what becomes of it: that decision is one item, whatever else there would be to do. */
export const isDecided = ({ ownership, sources }: InventoryEndpoint, asOf: string): boolean =>
  ownership?.switchOff !== undefined ||
  (ownership?.accept !== undefined && ownership.accept.until >= asOf) ||
  sources.every(({ disabled }) => disabled)

/** Days for which plaintext on loopback is accepted before somebody looks again. */
const ACCEPTANCE_DAYS = 365

/** Days after which an endpoint that nobody reached and nobody claimed is to go. */
const CLAIM_DAYS = 30

const LONG_GONE = `nobody reached it or claimed it for ${CLAIM_DAYS} days`

const isLongGone = ({ asOf, since, earlier }: ActionQuestion): boolean =>
  (earlier === 'investigate' || earlier === 'switch-off') && daysBetween(since, asOf) >= CLAIM_DAYS

/** Every address is loopback. The lab stands for a network, though it runs on one machine. */
const staysOnItsMachine = ({ addresses, sources }: InventoryEndpoint): boolean =>
  addresses.length > 0 &&
  addresses.every(({ address }) => addressScope(address) === 'loopback') &&
  sources.every(({ kind }) => kind !== 'lab')

const accepted = (why: string, until: string): Chosen => ({
  action: {
    kind: 'accept',
    summary: `Leave it as it is for now: ${why}`,
    steps: ['Note who accepts the risk, and why.', `Look again on ${until}: the acceptance ends then.`],
    rollback: 'None: nothing is changed.',
  },
  effortDays: [0, 0.5],
  blockedBy: [why],
  status: 'blocked',
  recheck: until,
})

const switchedOff = ({ url, sources }: InventoryEndpoint, why: string, by?: string): Chosen => ({
  action: {
    kind: 'switch-off',
    summary: `Switch it off: ${why}`,
    steps: [
      ...(by ? [`Tell whoever uses it that it ends on ${by}.`] : ['Tell whoever may still use it.']),
      'Stop the server and close its port.',
      ...sources
        .filter(({ path }) => path !== undefined)
        .slice(0, 10)
        .map(({ path, line }) => `Remove it from ${path}${line === undefined ? '' : `:${line}`}.`),
    ],
    rollback: 'Start the server again.',
  },
  effortDays: [0.5, 1],
  blockedBy: [],
  status: 'open',
  // What is gone can no longer be verified: the proof is that nothing answers.
  verify: `mcp-pqc scan ${shellWord(url)}`,
})

const investigated = ({ url }: InventoryEndpoint): Chosen => ({
  action: {
    kind: 'investigate',
    summary: 'Find out whether it still runs, and what it speaks',
    steps: [
      'Ask its owner.',
      `Scan it again from where its clients are: mcp-pqc scan ${shellWord(url)}`,
      `If nobody claims it within ${CLAIM_DAYS} days, the next plan switches it off.`,
    ],
    rollback: 'None: nothing is changed.',
  },
  effortDays: [0.5, 1],
  blockedBy: [],
  status: 'open',
})
