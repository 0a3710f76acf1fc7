import { z } from 'zod'
import { demoServer, documents, READ, tool } from './demoServer.ts'

const FILES: Record<string, string> = {
  'engine/pricing.ts': 'export const price = (base: number, margin: number) => base * (1 + margin)\n',
  'engine/README.md': '# Pricing engine\n\nUnpublished. Do not distribute.\n',
}

/** A private repository: trade secrets. */
export const sourceCode = demoServer(
  { name: 'source-code', title: 'Source code repository', version: '0.9.3' },
  tool(
    'search_code',
    'Search code',
    'Search the private git repository’s source code for a string.',
    { query: z.string().min(1) },
    READ,
    ({ query }) => ({
      matches: Object.keys(FILES).filter((path) => path.includes(query) || FILES[path]?.includes(query)),
    }),
  ),
  tool(
    'read_file',
    'Read a source file',
    'Read one file of the repository at the head of the main branch.',
    { path: z.string() },
    READ,
    ({ path }) => {
      const text = FILES[path]
      return text === undefined ? `There is no file ${path}.` : { path, text }
    },
  ),
  tool(
    'open_pull_request',
    'Open a pull request',
    'Open a pull request from a branch.',
    { branch: z.string(), title: z.string() },
    { readOnlyHint: false, destructiveHint: false },
    ({ branch, title }) => ({ number: 318, branch, title, state: 'open' }),
  ),
  documents('file', 'repo://main/{+path}', { title: 'Repository file', mimeType: 'text/plain' }, FILES),
)
