import { addDays } from '../../model/day.ts'
import type { InventoryEndpoint } from '../../model/inventory.ts'
import { hostedBy } from '../../registry/mcp/hostedServers.ts'
import type { ActionQuestion, Chosen } from './chosen.ts'

/** Days after which an answer is to be asked for again. */
const PATIENCE_DAYS = 90

/** Who operates an endpoint, where that is not us: its owner's word, else whose hosted server its host name is. */
export const vendorOf = ({ ownership, url }: InventoryEndpoint): string | undefined => {
  const said = ownership?.vendor
  if (said !== undefined) return said === OURS ? undefined : said
  return hostedBy(URL.parse(url)?.hostname ?? '')
}

/** What an owner writes to say that a vendor's name misleads: we run it ourselves. */
const OURS = 'none'

/** Somebody else's to change: a text to send, and a day to ask again. */
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
      'Note the date that they name.',
      'Scan again on that date, at the latest on the day to look again.',
    ],
    config:
      need.track === 'key-exchange'
        ? keyExchangeText(endpoint, need.why, vendor)
        : certificateText(endpoint, vendor),
    rollback: 'None: nothing is changed on our side.',
  },
  effortDays: [0.5, 1],
  blockedBy: [`the answer of ${vendor}`],
  status: 'waiting-on-vendor',
  recheck: recheck ?? addDays(asOf, PATIENCE_DAYS),
})

const hostOf = ({ url }: InventoryEndpoint): string => URL.parse(url)?.host ?? url

const keyExchangeText = (endpoint: InventoryEndpoint, why: string, vendor: string): string =>
  [
    `To: ${vendor}`,
    `Subject: Post-quantum key exchange at ${hostOf(endpoint)}`,
    '',
    `We use your MCP endpoint ${endpoint.url}. Our scan of it says: ${why}`,
    'What is recorded of this traffic today can be decrypted once a quantum computer exists. Please tell us',
    '1. when the endpoint will negotiate X25519MLKEM768 (RFC 10024) with clients that offer it, and prefer it;',
    '2. whether the connections behind your edge are protected in the same way;',
    '3. when clients that can only do classical key exchange will no longer be served.',
  ].join('\n')

const certificateText = (endpoint: InventoryEndpoint, vendor: string): string =>
  [
    `To: ${vendor}`,
    `Subject: Post-quantum certificates at ${hostOf(endpoint)}`,
    '',
    `We use your MCP endpoint ${endpoint.url}. Its certificate has a classical key, which a quantum computer can forge.`,
    'Please tell us',
    '1. when the endpoint will present an ML-DSA certificate beside the classical one;',
    '2. which authority will issue it, and how clients get to trust it;',
    '3. how the keys that sign access tokens for it will be migrated.',
  ].join('\n')
