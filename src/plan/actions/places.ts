import type { InventoryEndpoint } from '../../model/inventory.ts'
import { portOf } from '../../registry/net/host.ts'

/** Where an endpoint listens, safe to write into a configuration. */
export type Place = {
  /** A name or address; `HOST` where the URL has none that is safe to paste. */
  host: string
  port: number
  path: string
  /** How clients reach it once it is protected: always https. */
  url: string
}

/** Host names from a registry can hold quotes and braces, which could end a line of configuration. */
const SAFE_HOST = /^(?:[\w.-]+|\[[0-9a-f:.]+\])$/i

export const placeOf = ({ url }: Pick<InventoryEndpoint, 'url'>): Place => {
  const parsed = URL.parse(url)
  if (!parsed) return { host: 'HOST', port: 443, path: '/', url }
  const host = SAFE_HOST.test(parsed.hostname) ? parsed.hostname : 'HOST'
  // The default port of http is replaced by that of https.
  const port = portOf({ port: parsed.port, protocol: 'https:' })
  const path = parsed.pathname
  const secured = parsed.protocol === 'http:' ? url.replace(/^http:/i, 'https:') : url
  return { host, port, path, url: secured }
}
