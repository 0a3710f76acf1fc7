import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { isUnanswered } from '../../../model/questions/tls.ts'
import { TLS_QUESTIONS } from '../../../model/questions/tlsQuestions.ts'
import type { TlsFacts } from '../../../model/tls.ts'
import { endpointName, endpointTitle, endpointUrl, notProbedBecause } from '../../inventory/labels.ts'

const GAPS: Record<string, (endpoint: InventoryEndpoint) => boolean> = {
  'Not started: a server that its client starts has no network address': ({ transport }) =>
    transport === 'stdio',
  'Not probed: the URL is a template with unknown values': ({ unresolved }) => unresolved !== undefined,
  'Not probed: nothing answered': (endpoint) =>
    endpoint.transport !== 'stdio' &&
    endpoint.unresolved === undefined &&
    notProbedBecause(endpoint) !== undefined,
  'Key exchange unknown': ({ assessment }) => assessment.keyExchange.category === 'unknown',
  'Sensitivity of the data unknown': ({ assessment }) => assessment.sensitivity.tier === 'unknown',
  'MCP not tested': ({ mcp, addresses }) =>
    addresses.some(({ state }) => state === 'open') && (mcp === undefined || mcp.state === 'not-tested'),
  'Behind authorization: tools and resources were not seen': ({ mcp }) =>
    mcp?.state === 'authorization' || mcp?.auth === 'required',
  'Tool list not read': ({ mcp }) => mcp?.state === 'recognised' && mcp.lists.tools !== 'accepted',
  'Authorization server not tested, or not completely': ({ oauth }) =>
    oauth?.state === 'incomplete' || (oauth?.notFetched.length ?? 0) > 0,
  ...Object.fromEntries(
    TLS_QUESTIONS.map(({ label, parts }) => [
      `${label.charAt(0).toUpperCase()}${label.slice(1)}: not tested or timed out`,
      tls((facts) => parts(facts).some(isUnanswered)),
    ]),
  ),
  'Some key-exchange groups: cut off, which is not a refusal': tls(({ groups }) =>
    groups.some(({ state }) => state === 'cut-off'),
  ),
}

function tls(isMissing: (facts: TlsFacts) => boolean): (endpoint: InventoryEndpoint) => boolean {
  return ({ addresses }) => addresses.some((address) => address.tls !== undefined && isMissing(address.tls))
}

const MAX_NAMED = 5

/** Endpoints that could not be probed and are named with the reason. */
const MAX_UNREACHED = 50

/** What was not tested: "not tested" is never "no". */
export class UntestedFigures {
  readonly gaps = new Map<string, { count: number; named: string[] }>()
  readonly unreached: { title: string; why: string }[] = []
  unreachedCount = 0

  add(endpoint: InventoryEndpoint): void {
    for (const [gap, isMissing] of Object.entries(GAPS)) if (isMissing(endpoint)) this.#note(gap, endpoint)
    const why = endpoint.transport === 'stdio' ? undefined : notProbedBecause(endpoint)
    if (why === undefined) return
    this.unreachedCount++
    if (this.unreached.length < MAX_UNREACHED) this.unreached.push({ title: endpointTitle(endpoint), why })
  }

  get found(): { gap: string; count: number; named: string[] }[] {
    return Object.keys(GAPS).flatMap((gap) => {
      const noted = this.gaps.get(gap)
      return noted ? [{ gap, ...noted }] : []
    })
  }

  #note(gap: string, endpoint: InventoryEndpoint): void {
    const noted = this.gaps.get(gap) ?? { count: 0, named: [] }
    this.gaps.set(gap, noted)
    noted.count++
    if (noted.named.length < MAX_NAMED) noted.named.push(endpointName(endpoint) ?? endpointUrl(endpoint))
  }
}
