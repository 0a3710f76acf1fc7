/** Its name on the command line. */
export const STANDARD_INPUT = '-'

/** Not an address in brackets. */
export const JSON_TEXT = /^\s*(?:\{|\[\s*(?:[{["]|$))/

/** True for a file with the servers of an MCP client, and not for a manifest that contains one. */
export const looksLikeClientConfig = (text: string): boolean => {
  const start = text.slice(0, LOOKED_AT)
  return CLIENT_CONFIG.test(text) && !KUBERNETES.test(start) && !COMPOSE.test(start)
}

/** Keys that no other kind of file has. */
const CLIENT_CONFIG =
  /"(?:mcpServers|mcp_servers|context_servers)"\s{0,9}:|^\[mcp_servers[.\]]|^mcpServers[ \t]{0,9}:/m

/** True for a compose file or a manifest of Kubernetes. Looks at the text only: YAML is not loaded to find out. */
export const looksLikeManifest = (path: string, text: string): boolean => {
  const start = text.slice(0, LOOKED_AT)
  return /\.ya?ml$/i.test(path) || KUBERNETES.test(start) || COMPOSE.test(start)
}

/** Characters: comments and a licence may precede the first key. */
const LOOKED_AT = 65_536

/** A key of YAML or JSON. No target begins a line like this. */
const KUBERNETES = /^[ \t{]*"?apiVersion"?[ \t]*:[ \t]+\S/m
const COMPOSE = /^(?:services|[ \t{]*"services")[ \t]*:[ \t]*(?:[{#].*)?$/m
