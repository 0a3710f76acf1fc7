import { z } from 'zod'
import { demoServer, documents, list, tool } from './demoServer.ts'
import SERVERS from './servers.json' with { type: 'json' }

const PAGES: Record<string, string> = SERVERS.wiki.records
const FILES: Record<string, string> = SERVERS['source-code'].records
const TABLES: Record<string, readonly object[]> = SERVERS.sql.records
const SECRETS: Record<string, { version: number; rotated: string; value: string }> =
  SERVERS['secrets-vault'].records

/** Trade secrets, credentials, and broad access: data unknown. */
export const ENGINEERING = {
  wiki: demoServer(
    'wiki',
    {
      search_pages: tool({ query: z.string() }, ({ query }) => ({
        pages: Object.keys(PAGES).filter((page) => `${page} ${PAGES[page]}`.includes(query)),
      })),
      edit_page: tool({ page: z.string(), text: z.string() }, ({ page, text }) =>
        page in PAGES ? { page, revision: 2, length: text.length } : `There is no page ${page}.`,
      ),
    },
    documents('page', 'wiki://pages/{page}', { title: 'Wiki page', mimeType: 'text/plain' }, PAGES),
  ),

  'source-code': demoServer(
    'source-code',
    {
      search_code: tool({ query: z.string().min(1) }, ({ query }) => ({
        matches: Object.keys(FILES).filter((path) => path.includes(query) || FILES[path]?.includes(query)),
      })),
      read_file: tool({ path: z.string() }, ({ path }) => {
        const text = FILES[path]
        return text === undefined ? `There is no file ${path}.` : { path, text }
      }),
      open_pull_request: tool({ branch: z.string(), title: z.string() }, ({ branch, title }) => ({
        number: 318,
        branch,
        title,
        state: 'open',
      })),
    },
    documents('file', 'repo://main/{+path}', { title: 'Repository file', mimeType: 'text/plain' }, FILES),
  ),

  sql: demoServer('sql', {
    run_query: tool({ sql: z.string().describe('Any SQL statement') }, ({ sql }) => {
      const table = /\bfrom\s+(\w+)/i.exec(sql)?.[1] ?? ''
      const rows = TABLES[table]
      return rows ? { rows } : `ERROR: relation "${table}" does not exist`
    }),
    list_tables: list(() => ({ tables: Object.keys(TABLES) })),
  }),

  'secrets-vault': demoServer('secrets-vault', {
    read_secret: tool({ path: z.string() }, ({ path }) => {
      const secret = SECRETS[path]
      return secret ? { path, ...secret } : `There is no secret at ${path}.`
    }),
    list_secrets: list(() => ({ paths: Object.keys(SECRETS) })),
    rotate_secret: tool({ path: z.string() }, ({ path }) => {
      const secret = SECRETS[path]
      return secret ? { path, version: secret.version + 1 } : `There is no secret at ${path}.`
    }),
  }),
}
