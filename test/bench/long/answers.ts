import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { figure, measure, withTemporaryFolder } from '../harness/measure.ts'
import { peakHook } from '../harness/program.ts'
import type { Report } from '../harness/row.ts'

/**
 * One MCP server that answers as much as the probe reads, under twenty and 120 URLs: the memory of `scan --json`, its
 * document and its store. `BENCH_ENTRY=/other/checkout/bin/dev.js` measures another version.
 */
export const run = async (report: Report): Promise<void> => {
  const entry = process.env['BENCH_ENTRY'] ?? fileURLToPath(new URL('../../../bin/dev.js', import.meta.url))
  const { child, url } = await startServer()
  try {
    for (const [lists, path] of LISTS) {
      for (const count of [20, 120]) {
        const urls = Array.from({ length: count }, (_, i) => `${url}${path}/${i}`)
        report({ 'a hostile MCP server, under': `${count} URLs, ${lists}`, ...(await scanOf(entry, urls)) })
      }
    }
  } finally {
    child.kill()
    await once(child, 'exit')
  }
}

const LISTS = [
  ['the same lists', '/same'],
  ['lists of its own under each', '/own'],
] as const

const scanOf = (entry: string, urls: readonly string[]) =>
  withTemporaryFolder(async (folder) => {
    const [document, peak, store] = ['document.json', 'peak', 'scans.db'].map((name) => `${folder}/${name}`)
    const hook = ['--import', peakHook(peak as string)]
    const command = [process.execPath, ...hook, entry, 'scan', '-', '--json', '--store', store as string]
    const stdin = urls.join('\n')
    const { wall, exitCode } = await measure(command, { stdout: document as string, stdin })
    return {
      'exit code': exitCode ?? 'none',
      'memory, peak MB': figure((peakOf(peak as string) * 1024) / 1e6),
      'document, MB': figure(sizeOf(document as string) / 1e6),
      'store, MB': figure((sizeOf(store as string) + sizeOf(`${store}-wal`)) / 1e6),
      seconds: figure(wall),
    }
  })

const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0

/** getrusage(2) counts in kibibytes. A process that is killed for its memory writes no figure. */
const peakOf = (file: string): number => (existsSync(file) ? Number(readFileSync(file, 'utf8')) : Number.NaN)

const startServer = async (): Promise<{ child: ChildProcess; url: string }> => {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.url)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { child, url: `http://127.0.0.1:${line}` }
}

/** Bytes of a page: a little less than the probe reads. */
const PAGE = 15_000_000

/** Tools with a description and a schema as long as the inventory may have them, and so many that they fill a page. */
const pageOf = (path: string, page: number): string => {
  const description = `${path} ${'d'.repeat(8_000)}`
  const inputSchema = { type: 'object', description: `${path} ${'s'.repeat(60_000)}` }
  const tools = Array.from({ length: Math.floor(PAGE / 69_000) }, (_, i) => ({
    name: `tool-${page}-${i}`,
    description,
    inputSchema,
  }))
  return JSON.stringify({ tools, ...(page < 3 && { nextCursor: String(page + 1) }) })
}

const serve = (): void => {
  const pages = new Map<number, string>()
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
    })
    request.on('end', () => {
      const { id, method, params } = text === '' ? ({} as never) : JSON.parse(text)
      const page = Number(params?.cursor ?? 1)
      const list = (): string => {
        if (request.url?.startsWith('/own')) return pageOf(request.url, page)
        const known = pages.get(page) ?? pageOf('', page)
        pages.set(page, known)
        return known
      }
      const answers: Record<string, () => string> = {
        initialize: () =>
          JSON.stringify({
            protocolVersion: '2025-06-18',
            capabilities: { tools: {} },
            serverInfo: { name: 'hostile', version: '1' },
          }),
        'tools/list': list,
      }
      const result = answers[method]?.()
      response.setHeader('content-type', 'application/json')
      if (id === undefined) response.writeHead(202).end()
      else if (result === undefined)
        response.end(`{"jsonrpc":"2.0","id":${id},"error":{"code":-32601,"message":"unknown"}}`)
      else response.end(`{"jsonrpc":"2.0","id":${id},"result":${result}}`)
    })
  })
  server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port))
}

if (process.argv[1] === fileURLToPath(import.meta.url)) serve()
