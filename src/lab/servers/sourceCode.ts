import { McpServer, ResourceTemplate } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { answer, failure } from './answer.ts'

const FILES: Record<string, string> = {
  'engine/pricing.ts': 'export const price = (base: number, margin: number) => base * (1 + margin)\n',
  'engine/README.md': '# Pricing engine\n\nUnpublished. Do not distribute.\n',
}

/** A private repository: trade secrets. */
export const sourceCode = (): McpServer => {
  const server = new McpServer({ name: 'source-code', title: 'Source code repository', version: '0.9.3' })

  server.registerTool(
    'search_code',
    {
      title: 'Search code',
      description: 'Search the private git repository’s source code for a string.',
      inputSchema: z.object({ query: z.string().min(1) }),
      annotations: { readOnlyHint: true },
    },
    ({ query }) =>
      answer({
        matches: Object.keys(FILES).filter((path) => path.includes(query) || FILES[path]?.includes(query)),
      }),
  )

  server.registerTool(
    'read_file',
    {
      title: 'Read a source file',
      description: 'Read one file of the repository at the head of the main branch.',
      inputSchema: z.object({ path: z.string() }),
      annotations: { readOnlyHint: true },
    },
    ({ path }) => {
      const text = FILES[path]
      return text === undefined ? failure(`There is no file ${path}.`) : answer({ path, text })
    },
  )

  server.registerTool(
    'open_pull_request',
    {
      title: 'Open a pull request',
      description: 'Open a pull request from a branch.',
      inputSchema: z.object({ branch: z.string(), title: z.string() }),
      annotations: { readOnlyHint: false, destructiveHint: false },
    },
    ({ branch, title }) => answer({ number: 318, branch, title, state: 'open' }),
  )

  server.registerResource(
    'file',
    new ResourceTemplate('repo://main/{+path}', {
      list: () => ({
        resources: Object.keys(FILES).map((path) => ({ uri: `repo://main/${path}`, name: path })),
      }),
    }),
    { title: 'Repository file', mimeType: 'text/plain' },
    (uri, { path }) => ({
      contents: [{ uri: uri.href, mimeType: 'text/plain', text: FILES[String(path)] ?? '' }],
    }),
  )

  return server
}
