import type { Endpoint } from '../../model/endpoint.ts'
import type { McpFacts } from '../../model/mcp.ts'
import { endpointName } from '../../model/questions/endpoint.ts'
import type { ServerEvidence } from './sensitivity.ts'

export const serverEvidence = (endpoint: Endpoint, mcp: McpFacts | undefined): ServerEvidence => {
  const name = endpointName(endpoint)
  const title = mcp?.server?.title
  return {
    url: endpoint.url,
    ...(name === undefined ? {} : { name }),
    ...(title === undefined ? {} : { title }),
    ...(mcp?.server?.name === undefined ? {} : { serverName: mcp.server.name }),
    ...(mcp?.instructions === undefined ? {} : { instructions: mcp.instructions }),
    ...(endpoint.stdio?.package === undefined ? {} : { packageName: endpoint.stdio.package }),
    ...(endpoint.stdio ? { command: endpoint.stdio.command } : {}),
    ...(endpoint.secrets ? { environment: endpoint.secrets.map(({ name }) => name) } : {}),
    ...(mcp
      ? {
          tools: mcp.tools.map(({ name, title: toolTitle, description, annotations, inputSchema }) => ({
            name,
            ...(toolTitle === undefined ? {} : { title: toolTitle }),
            ...(description === undefined ? {} : { description }),
            ...(annotations === undefined ? {} : { annotations }),
            arguments: argumentsOf(inputSchema),
          })),
          resources: mcp.resources.map(({ uri, name, description }) => ({
            uri,
            ...(name === undefined ? {} : { name }),
            ...(description === undefined ? {} : { description }),
          })),
          prompts: mcp.prompts.map(({ name, description }) => ({
            name,
            ...(description === undefined ? {} : { description }),
          })),
        }
      : {}),
  }
}

/** JSON Schema: the names of an object's properties. */
const argumentsOf = (schema: Readonly<Record<string, unknown>>): string[] => {
  const properties = schema['properties']
  return typeof properties === 'object' && properties !== null ? Object.keys(properties) : []
}
