import hosted from './hostedServers.json' with { type: 'json' }

/**
 * Domains of vendors that run MCP servers for their customers: only the vendor can upgrade a server there. Clouds on
 * whose domains customers run servers of their own are not listed.
 */
const VENDORS: ReadonlyMap<string, string> = new Map(
  Object.entries(hosted.vendors).flatMap(([vendor, domains]) => domains.map((domain) => [domain, vendor])),
)

/** The vendor that runs the server of a host name: at a domain of the table or below one. undefined: unknown. */
export const hostedBy = (host: string): string | undefined => {
  const labels = host.toLowerCase().replace(/\.$/, '').split('.')
  for (let at = 0; at < labels.length - 1; at++) {
    const vendor = VENDORS.get(labels.slice(at).join('.'))
    if (vendor !== undefined) return vendor
  }
  return undefined
}
