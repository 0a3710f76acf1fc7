import { createHash } from 'node:crypto'
import { Ending } from '../../text/json.ts'
import { dateTime } from '../../text/phrases.ts'
import { sanitize } from '../../text/sanitize.ts'
import type { Report, ReportInput } from '../reportInput.ts'
import { type Asset, type Json, optional, properties, property, type SpecVersion } from './asset.ts'
import { endpointAssets } from './certificates.ts'
import { EndpointRefs } from './endpointRefs.ts'
import { Seen } from './seen.ts'
import { application, service } from './service.ts'

/** CycloneDX CBOM; the same inventory gives the same bytes. docs/reports-cbom-sarif.md has the mapping. */
export const cyclonedxReport = (specVersion: SpecVersion): Report =>
  async function* (input) {
    // The serial number is made of everything before it, so it is at the end.
    const content = createHash('sha256')
    const ending = new Ending()
    for await (const piece of body(input, specVersion, ending)) {
      content.update(piece)
      yield piece
    }
    if (ending.happened) yield ',\n"properties":[{"name":"mcp-pqc:interrupted","value":"true"}]'
    yield `,\n"serialNumber":"urn:uuid:${uuid8(content.digest())}"}\n`
    ending.throwIfHappened()
  }

/** The endpoints are read three times, so that only their names stay in memory. */
async function* body(input: ReportInput, specVersion: SpecVersion, ending: Ending): AsyncGenerator<string> {
  const head = {
    $schema: `http://cyclonedx.org/schema/bom-${specVersion}.schema.json`,
    bomFormat: 'CycloneDX',
    specVersion,
    version: 1,
    metadata: metadata(input),
    // A probe from outside does not see everything.
    compositions: [{ aggregate: 'incomplete', assemblies: [SUBJECT], dependencies: [SUBJECT] }],
  }
  yield JSON.stringify(head).slice(0, -1)
  const refs = new EndpointRefs()
  yield* list('services', ending.of(services(input, refs)))
  yield* list('components', ending.of(components(input, refs, specVersion)))
  if (!ending.happened) yield* list('dependencies', ending.of(dependencies(input, refs)), ofSubject(refs))
}

/** One element a line, `first` before the others. */
async function* list(
  name: string,
  elements: AsyncIterable<Json>,
  first: Iterable<string> = [],
): AsyncGenerator<string> {
  yield `,\n"${name}":[`
  let separator = '\n'
  for (const piece of first) {
    yield piece
    separator = ',\n'
  }
  for await (const element of elements) {
    yield separator + JSON.stringify(element)
    separator = ',\n'
  }
  yield '\n]'
}

/** The subject of the BOM depends on everything in it, written in pieces. */
function* ofSubject(refs: EndpointRefs): Generator<string> {
  yield `\n{"ref":"${SUBJECT}","dependsOn":[`
  let separator = ''
  for (const some of refs.all) {
    yield separator + some
    separator = ','
  }
  yield ']}'
}

async function* services(input: ReportInput, refs: EndpointRefs): AsyncGenerator<Json> {
  for await (const [endpoint, ref] of refs.reading(input)) if (!endpoint.stdio) yield service(endpoint, ref)
}

async function* components(input: ReportInput, refs: EndpointRefs, version: SpecVersion) {
  const seen = new Seen()
  for await (const [endpoint, ref] of refs.reading(input)) {
    if (endpoint.stdio) yield application(endpoint, ref)
    for (const asset of unseen(endpointAssets(endpoint), seen)) yield withoutEmpty(asset.component(version))
  }
}

async function* dependencies(input: ReportInput, refs: EndpointRefs): AsyncGenerator<Json> {
  const seen = new Seen()
  for await (const [endpoint, ref] of refs.reading(input)) {
    const assets = endpointAssets(endpoint)
    yield dependency(
      ref,
      assets,
      (endpoint.trusts ?? []).flatMap((id) => refs.service(id) ?? []),
    )
    for (const asset of unseen(assets, seen)) yield dependency(asset.ref, asset.dependsOn)
  }
}

const dependency = (ref: string, assets: readonly Asset[], issuers: readonly string[] = []): Json => {
  const dependsOn = [...new Set([...assets.map((asset) => asset.ref), ...issuers])]
  return { ref, dependsOn: dependsOn.length === 0 ? undefined : dependsOn }
}

/** Assets that have not been written yet, dependencies first. */
function* unseen(assets: readonly Asset[], seen: Seen): Generator<Asset> {
  for (const asset of assets) {
    if (!seen.add(asset.ref)) continue
    yield* unseen(asset.dependsOn, seen)
    yield asset
  }
}

const withoutEmpty = (component: ReturnType<Asset['component']>): Json => {
  const { properties, ...rest } = component
  return Array.isArray(properties) && properties.length > 0 ? component : rest
}

/** RFC 9562 §5.8: a UUID made of a digest, as in appendix B.2. */
const uuid8 = (digest: Uint8Array): string => {
  const bytes = Buffer.from(digest.subarray(0, 16))
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** The subject of the BOM: the endpoints that were scanned, as one component. */
const SUBJECT = 'inventory'

const metadata = ({ tool, startedAt, finishedAt, authorization, summary }: ReportInput): Json => ({
  timestamp: dateTime(finishedAt),
  lifecycles: [{ phase: 'discovery' }],
  tools: {
    components: [
      { type: 'application', name: sanitize(tool.name, 100), version: sanitize(tool.version, 100) },
    ],
  },
  component: { type: 'platform', 'bom-ref': SUBJECT, name: 'MCP endpoints' },
  properties: [
    property('scan-started', startedAt),
    property('scan-finished', finishedAt),
    property('scan-interrupted', summary.interrupted),
    property('endpoints', summary.endpoints),
    property('endpoints-probed', summary.probed),
    property('endpoints-unreachable', summary.unreachable),
    property('silent-addresses', summary.silentAddresses),
    ...optional('authorized-by', authorization?.who),
    ...optional('authorized-on', authorization?.when),
    ...properties('authorized-scope', authorization?.scope ?? []),
    property(
      'method',
      'probed from outside: what a server accepted is listed; what it refused is not; what was not tested is named at each service',
    ),
  ],
})
