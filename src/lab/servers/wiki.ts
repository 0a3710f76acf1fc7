import { McpServer, ResourceTemplate } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { answer, failure } from './answer.ts'

const PAGES: Record<string, string> = {
  'product-roadmap': 'Confidential. Version 9 ships the offline mode that the competition lacks.',
  'patent-drafts': 'Invention disclosure 14: a cheaper catalyst. Not filed yet.',
}

/** The company's knowledge: designs and plans nobody outside has seen. */
export const wiki = (): McpServer => {
  const server = new McpServer({ name: 'wiki', title: 'Engineering wiki', version: '1.0.19' })

  server.registerTool(
    'search_pages',
    {
      title: 'Search the wiki',
      description: 'Search internal documentation: designs, roadmaps, patent drafts.',
      inputSchema: z.object({ query: z.string() }),
      annotations: { readOnlyHint: true },
    },
    ({ query }) =>
      answer({ pages: Object.keys(PAGES).filter((page) => `${page} ${PAGES[page]}`.includes(query)) }),
  )

  server.registerTool(
    'edit_page',
    {
      title: 'Edit a page',
      description: 'Replace the text of a wiki page.',
      inputSchema: z.object({ page: z.string(), text: z.string() }),
      annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true },
    },
    ({ page, text }) =>
      page in PAGES
        ? answer({ page, revision: 2, length: text.length })
        : failure(`There is no page ${page}.`),
  )

  server.registerResource(
    'page',
    new ResourceTemplate('wiki://pages/{page}', {
      list: () => ({
        resources: Object.keys(PAGES).map((page) => ({ uri: `wiki://pages/${page}`, name: page })),
      }),
    }),
    { title: 'Wiki page', mimeType: 'text/plain' },
    (uri, { page }) => ({
      contents: [{ uri: uri.href, mimeType: 'text/plain', text: PAGES[String(page)] ?? '' }],
    }),
  )

  return server
}
