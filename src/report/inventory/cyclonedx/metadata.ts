import { sanitize } from '../../text/sanitize.ts'
import { dateTime } from '../../text/time.ts'
import type { ReportInput } from '../reportInput.ts'
import type { Json } from './asset.ts'
import { optional, properties, property } from './properties.ts'

/** The subject of the BOM: the endpoints that were scanned, as one component. */
export const SUBJECT = 'inventory'

export const metadata = ({ tool, startedAt, finishedAt, authorization, summary }: ReportInput): Json => ({
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
