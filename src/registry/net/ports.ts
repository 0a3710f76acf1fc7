export type PortRow = { port: number; use: string; source: string }

/** The ports of a range when none are named: HTTPS, and the default ports of MCP servers and gateways. */
export const DEFAULT_PORTS = [
  { port: 443, use: 'HTTPS', source: 'IANA Service Name and Port Number Registry' },
  { port: 8443, use: 'HTTPS of application servers', source: 'Apache Tomcat 11, server.xml' },
  { port: 3000, use: 'MCP servers on Node.js', source: 'MCP TypeScript SDK, examples of Streamable HTTP' },
  { port: 3001, use: 'MCP reference servers', source: '@modelcontextprotocol/server-everything, README' },
  { port: 8000, use: 'MCP servers in Python; supergateway', source: 'MCP Python SDK, settings of FastMCP' },
  { port: 8080, use: 'HTTP, alternate; mcp-proxy', source: 'IANA; mcp-proxy, README' },
  { port: 9443, use: 'HTTPS of gateways and admin consoles', source: 'Red Hat JBoss EAP, Portainer' },
] as const satisfies readonly PortRow[]
