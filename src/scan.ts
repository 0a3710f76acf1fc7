import { assess } from './assess/assess.ts'
import { readOwners } from './assess/owners/owners.ts'
import type { Discovery } from './discover/discover.ts'
import { urlEndpoint } from './discover/targets.ts'
import type { Endpoint, Observation, Source } from './model/endpoint.ts'
import type { InventoryEndpoint } from './model/inventory.ts'
import { probeEndpoint } from './probe/endpoint.ts'
import { concurrently } from './probe/net/concurrent.ts'
import { listening } from './probe/net/listening.ts'
import type { ScanOptions } from './scan/options.ts'
import { probingOptions, Scope } from './scan/probing.ts'

export { GATE_NAMES, type Gate, parseGates } from './assess/gates.ts'
export { type Discovery, discover, rediscover, type Sources } from './discover/discover.ts'
export { scopeOf } from './discover/scope.ts'
export type { Credentials } from './probe/mcp/mcp.ts'
export { collect, inventoryOf, type Keeper } from './scan/collect.ts'
export type { Earlier, ScanOptions } from './scan/options.ts'

/** The pipeline: discover, probe, assess. An endpoint comes out as soon as it is done. */
export async function* scan(found: Discovery, options: ScanOptions): AsyncGenerator<InventoryEndpoint> {
  const scope = new Scope()
  const probing = probingOptions(options, scope, found.isExcluded)
  const owners = await readOwners(options.owners)
  const issuers = new Map<string, Endpoint>()
  const known = new Set<string>()
  for (const endpoint of options.earlier?.endpoints ?? []) {
    known.add(endpoint.id)
    scope.add(endpoint)
    for (const issuer of issuersOf({ ...endpoint, endpoint })) issuers.set(issuer.id, issuer)
  }
  const done = new Set([...known, ...(options.earlier?.silent ?? [])])

  const one = async (endpoint: Endpoint): Promise<InventoryEndpoint | undefined> => {
    const { ownership, excluded } = owners.of(endpoint)
    if (excluded) return undefined
    known.add(endpoint.id)
    scope.add(endpoint)
    const observation = await probeEndpoint(endpoint, probing)
    const trusts = issuersOf(observation)
    for (const issuer of trusts) issuers.set(issuer.id, issuer)
    const { endpoint: _, ...seen } = observation
    return {
      ...endpoint,
      transport: spokenTransport(observation),
      ...seen,
      ...(ownership ? { ownership } : {}),
      ...(trusts.length > 0 ? { trusts: trusts.map(({ id }) => id) } : {}),
      assessment: assess({ ...observation, ownership }, new Date()),
    }
  }
  const each = async function* (endpoints: Iterable<Endpoint> | AsyncIterable<Endpoint>) {
    for await (const done of concurrently(endpoints, options.concurrency, one)) if (done) yield done
  }

  const { timeoutMs, rate, signal } = probing
  const included = found
    .endpoints()
    .filter((endpoint) => !owners.of(endpoint).excluded && !done.has(endpoint.id))
  yield* each(listening(included, { timeoutMs, rate, signal, silent: options.silent ?? (() => {}) }))
  // Whoever issues the tokens is an endpoint too, unless it was named itself.
  yield* each([...issuers.values()].filter(({ id }) => !known.has(id)))
  options.unusedRules?.(owners.unused)
}

/** The authorization servers behind an endpoint, found where it was found. */
const issuersOf = ({ endpoint, oauth }: Observation): Endpoint[] =>
  (oauth?.endpoints ?? []).map((url) => {
    const [source] = endpoint.sources as [Source]
    const name = `authorization server of ${source.name ?? new URL(endpoint.url).host}`
    return urlEndpoint(url, { ...source, name })
  })

/** What was spoken counts more than what a configuration said. */
const spokenTransport = ({ endpoint, mcp }: Observation): Endpoint['transport'] =>
  mcp?.transport && mcp.transport !== 'unknown' ? mcp.transport : endpoint.transport
