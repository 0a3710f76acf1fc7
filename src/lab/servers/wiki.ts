import { z } from 'zod'
import { demoServer, documents, READ, SET, tool } from './demoServer.ts'

const PAGES: Record<string, string> = {
  'product-roadmap': 'Confidential. Version 9 ships the offline mode that the competition lacks.',
  'patent-drafts': 'Invention disclosure 14: a cheaper catalyst. Not filed yet.',
}

/** The company's knowledge: unpublished designs and plans. */
export const wiki = demoServer(
  { name: 'wiki', title: 'Engineering wiki', version: '1.0.19' },
  tool(
    'search_pages',
    'Search the wiki',
    'Search internal documentation: designs, roadmaps, patent drafts.',
    { query: z.string() },
    READ,
    ({ query }) => ({ pages: Object.keys(PAGES).filter((page) => `${page} ${PAGES[page]}`.includes(query)) }),
  ),
  tool(
    'edit_page',
    'Edit a page',
    'Replace the text of a wiki page.',
    { page: z.string(), text: z.string() },
    SET,
    ({ page, text }) =>
      page in PAGES ? { page, revision: 2, length: text.length } : `There is no page ${page}.`,
  ),
  documents('page', 'wiki://pages/{page}', { title: 'Wiki page', mimeType: 'text/plain' }, PAGES),
)
