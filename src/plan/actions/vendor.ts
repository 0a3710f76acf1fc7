import { addDays } from '../../model/day.ts'
import type { InventoryEndpoint } from '../../model/inventory.ts'
import { hostedBy } from '../../registry/mcp/servers/hostedServers.ts'
import REQUESTS from '../../registry/remediation/requests.json' with { type: 'json' }
import { type ActionQuestion, type Chosen, chosen } from './chosen.ts'

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
): Chosen => {
  const { subject, questions } = REQUESTS[need.kind === 'weak-certificate' ? 'weak-certificate' : need.track]
  return {
    ...chosen('askVendor', {
      vendor,
      subject,
      contact: contact ? ` (${contact})` : '',
      title: `${subject.charAt(0).toUpperCase()}${subject.slice(1)}`,
      host: hostOf(endpoint),
      url: endpoint.url,
      why: need.why,
      questions: questions.map((question, i) => `${i + 1}. ${question}`),
    }),
    status: 'waiting-on-vendor',
    recheck: recheck ?? addDays(asOf, PATIENCE_DAYS),
  }
}

const hostOf = ({ url }: InventoryEndpoint): string => URL.parse(url)?.host ?? url
