import { addDays } from '../../model/day.ts'
import type { InventoryEndpoint } from '../../model/inventory.ts'
import { hostedBy } from '../../registry/mcp/hostedServers.ts'
import type { ActionQuestion, Chosen } from './chosen.ts'

/** Days after which the vendor is asked again. */
const PATIENCE_DAYS = 90

/** Who operates an endpoint, if the user does not: as the owner's file says, or by the host name of a hosted server. */
export const vendorOf = ({ ownership, url }: InventoryEndpoint): string | undefined => {
  const said = ownership?.vendor
  if (said !== undefined) return said === OURS ? undefined : said
  return hostedBy(URL.parse(url)?.hostname ?? '')
}

/** An owner's file says `vendor: none` where the host name suggests a vendor that does not run it. */
const OURS = 'none'

/** Only the vendor can change it: a text to send, and a day to ask again. */
export const vendorRequest = (
  { endpoint, need, asOf, recheck }: ActionQuestion,
  vendor: string,
  contact?: string,
): Chosen => ({
  action: {
    kind: 'vendor-request',
    summary: `Ask ${vendor} for post-quantum ${need.track === 'key-exchange' ? 'key exchange' : 'certificates'}, with a date`,
    steps: [
      `Send the request${contact ? ` (${contact})` : ''}.`,
      'Record the date that the vendor gives.',
      'Scan the endpoint again on that date, at the latest on the review date of this item.',
    ],
    config:
      need.track === 'key-exchange'
        ? keyExchangeText(endpoint, need.why, vendor)
        : certificateText(endpoint, vendor),
    rollback: 'None: nothing is changed on our side.',
  },
  effortDays: [0.5, 1],
  blockedBy: [`an answer from ${vendor}`],
  status: 'waiting-on-vendor',
  recheck: recheck ?? addDays(asOf, PATIENCE_DAYS),
})

const hostOf = ({ url }: InventoryEndpoint): string => URL.parse(url)?.host ?? url

const keyExchangeText = (endpoint: InventoryEndpoint, why: string, vendor: string): string =>
  [
    `To: ${vendor}`,
    `Subject: Post-quantum key exchange at ${hostOf(endpoint)}`,
    '',
    `We use your MCP endpoint ${endpoint.url}. Our scan found: ${why}`,
    'Traffic that is recorded today can be decrypted once a quantum computer exists. Please tell us',
    '1. when the endpoint will negotiate X25519MLKEM768 (RFC 10024) with clients that offer it, and prefer it;',
    '2. whether the connections between your edge and your servers are protected in the same way;',
    '3. when you will stop accepting clients that support classical key exchange only.',
  ].join('\n')

const certificateText = (endpoint: InventoryEndpoint, vendor: string): string =>
  [
    `To: ${vendor}`,
    `Subject: Post-quantum certificates at ${hostOf(endpoint)}`,
    '',
    `We use your MCP endpoint ${endpoint.url}. Its certificate has a classical key, which a quantum computer can forge.`,
    'Please tell us',
    '1. when the endpoint will present an ML-DSA certificate in addition to the classical one;',
    '2. which authority will issue it, and how clients can come to trust it;',
    '3. how the keys that sign access tokens for it will be migrated.',
  ].join('\n')
