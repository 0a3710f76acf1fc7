import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'chai'
import type { Inventory } from '../../../src/model/inventory.ts'
import { outcome, startShell, words } from '../../cli/program.ts'
import { skipIf } from '../../skip.ts'

const NOT_FOUND = 'HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'
const HOSTS = 40

describe('a scan of many hosts with few descriptors', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mcp-pqc-descriptors-'))
  const servers: Server[] = []
  before(function () {
    skipIf(this, process.platform === 'linux' ? undefined : 'only Linux has all of 127.0.0.0/8')
  })
  after(() => {
    for (const server of servers) server.close()
    rmSync(folder, { recursive: true, force: true })
  })

  it('waits for them, and reports no host as one that cannot be reached', async () => {
    // Each holds its connections until several hosts have some, which a descriptor each would not suffice for.
    const held = new Set<Socket>()
    const release = (): void => {
      for (const socket of held) socket.end(NOT_FOUND)
      held.clear()
    }
    const urls: string[] = []
    for (let i = 1; i <= HOSTS; i++) {
      const server = createServer((socket) => {
        socket
          .on('error', () => {})
          .once('data', () => {
            held.add(socket)
            setTimeout(release, 100)
          })
      })
      servers.push(server)
      server.listen(0, `127.9.0.${i}`)
      await once(server, 'listening')
      urls.push(`http://127.9.0.${i}:${(server.address() as AddressInfo).port}/mcp`)
    }
    writeFileSync(join(folder, 'list.txt'), urls.join('\n'))
    const args = ['scan', '-f', join(folder, 'list.txt'), '--store', join(folder, 'scans.db')]
    const more = ['--concurrency', '60', '--json']
    const { code, stdout, stderr } = await outcome(
      startShell('ulimit -n 64; exec "$0" "$@"', words([...args, ...more])),
    )
    expect(code, stderr).to.equal(0)
    const { endpoints } = JSON.parse(stdout) as Inventory
    expect(endpoints.flatMap(({ addresses }) => addresses.map(({ state }) => state))).to.deep.equal(
      urls.map(() => 'open'),
    )
  })
})
