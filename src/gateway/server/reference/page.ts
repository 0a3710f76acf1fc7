import { kindOfGroup } from '../../groups.ts'
import type { ConnectionFacts } from '../connectionFacts.ts'

/** For the person who opens the server in a browser. Nothing in it comes from the network. */
export const welcomePage = (version: string, facts: ConnectionFacts | undefined): string => `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>mcp-pqc reference server</title>
<style>body { font: 16px/1.5 system-ui, sans-serif; max-width: 40rem; margin: 3rem auto; padding: 0 1rem }</style>
<h1>mcp-pqc reference server</h1>
<p>An MCP server answers at <code>/mcp</code>, in the stateless revision 2026-07-28 and in those before it.
It is for MCP clients: a browser finds this page alone.</p>
<p>${facts === undefined ? '' : connection(facts)}</p>
<p>mcp-pqc ${version}</p>
</html>
`

const connection = ({ group, cipherSuite, protocol }: ConnectionFacts): string =>
  `This connection: ${protocol.replace('TLSv', 'TLS ')}, ${cipherSuite}, key exchange <strong>${group}</strong> (${kindOfGroup(group)}).`
