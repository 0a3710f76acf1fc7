import type { InventoryEndpoint } from '../../../model/inventory.ts'
import { sanitize } from '../../text/sanitize.ts'
import type { Json } from './asset.ts'
import { packageUrl } from './packageUrl.ts'
import { posture } from './posture.ts'
import { optional, properties } from './properties.ts'
import { serviceName } from './service.ts'

/** A server that the MCP client starts itself: a program without an address, hence a component and no service. */
export const application = (endpoint: InventoryEndpoint, ref: string): Json => {
  const { stdio, assessment, ownership } = endpoint
  const { classes } = assessment.sensitivity
  return {
    type: 'application',
    'bom-ref': ref,
    supplier: ownership?.vendor === undefined ? undefined : { name: sanitize(ownership.vendor, 200) },
    name: serviceName(endpoint),
    purl: stdio?.package === undefined ? undefined : packageUrl(stdio.package),
    properties: [
      ...posture(endpoint),
      ...optional('command', stdio && [stdio.command, ...stdio.args].join(' ')),
      ...properties('upstream', stdio?.upstreams ?? []),
      ...properties('data-class', classes.length === 0 ? ['unknown'] : classes.map((one) => one.class)),
      ...optional('owner', ownership?.owner),
    ],
  }
}
