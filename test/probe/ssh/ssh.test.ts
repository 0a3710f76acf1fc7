import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import { expect } from 'chai'
import { SshFacts } from '../../../src/model/ssh.ts'
import { probeSsh } from '../../../src/probe/ssh/ssh.ts'
import { kexInit, packet } from '../../ssh/packet.ts'
import { at } from '../at.ts'
import { probeOptions } from '../probing.ts'

const BANNER = 'SSH-2.0-Test_1\r\n'

describe('probeSsh', () => {
  let server: Server | undefined
  const sockets = new Set<Socket>()
  afterEach(async () => {
    for (const socket of sockets) socket.destroy()
    await new Promise((resolve) => server?.close(resolve) ?? resolve(undefined))
    server = undefined
  })

  const probe = async (speak: (socket: Socket) => void): Promise<SshFacts> => {
    server = createServer((socket) => {
      sockets.add(socket)
      socket.on('error', () => {})
      speak(socket)
    })
    await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    return SshFacts.parse(await probeSsh({ ...probeOptions(), to: at(port) }))
  }

  it('tells what each algorithm is, and keeps those that nobody knows', async () => {
    const lists = [
      'mlkem768x25519-sha256,curve25519-sha256,diffie-hellman-group1-sha1,new-kex@example.org,ext-info-s,kex-strict-s-v00@openssh.com',
      'ssh-ed25519,ssh-rsa',
      'aes128-ctr',
      'aes128-ctr,aes256-ctr',
    ]
    const facts = await probe((socket) =>
      socket.write(Buffer.concat([Buffer.from(BANNER), packet(kexInit(...lists))])),
    )
    expect(facts.state).to.equal('accepted')
    expect(facts.identification).to.deep.equal({ protocolVersion: '2.0', software: 'Test_1' })
    expect(facts.keyExchange).to.deep.equal([
      { name: 'mlkem768x25519-sha256', kind: 'hybrid', weak: false },
      { name: 'curve25519-sha256', kind: 'classical', weak: false },
      { name: 'diffie-hellman-group1-sha1', kind: 'classical', weak: true },
      { name: 'new-kex@example.org', kind: 'unknown', weak: false },
    ])
    expect(facts.hostKeys.map(({ weak }) => weak)).to.deep.equal([false, true])
    expect(facts.ciphers).to.deep.equal(['aes128-ctr', 'aes256-ctr'])
    expect(facts.strictKeyExchange).to.equal(true)
  })

  it('reads a server that waits for our line, byte by byte', async () => {
    const facts = await probe((socket) => {
      socket.setNoDelay(true)
      socket.once('data', async (line) => {
        expect(line.toString()).to.equal('SSH-2.0-mcp_pqc\r\n')
        for (const byte of Buffer.concat([Buffer.from(BANNER), packet(kexInit('curve25519-sha256'))])) {
          socket.write(Buffer.of(byte))
          await new Promise(setImmediate)
        }
      })
    })
    expect(facts.keyExchange).to.have.length(1)
    expect(facts.strictKeyExchange).to.equal(false)
  })

  it('keeps the identification of a server that says no more', async () => {
    const facts = await probe((socket) => socket.write(BANNER))
    expect(facts.state).to.equal('timed-out')
    expect(facts.identification?.software).to.equal('Test_1')
    expect(facts.strictKeyExchange).to.equal(null)
  })

  it('is not misled by what is not SSH', async () => {
    const facts = await probe((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    expect(facts.state).to.equal('cut-off')
    expect(facts.keyExchange).to.deep.equal([])
  })

  it('stops a server that never ends', async () => {
    const facts = await probe((socket) => {
      const flood = (): void => {
        while (!socket.destroyed && socket.write('x'.repeat(10_000)));
        if (!socket.destroyed) socket.once('drain', flood)
      }
      flood()
    })
    expect(facts.state).to.equal('cut-off')
    expect(facts.detail).to.contain('a line without an end')
  })

  it('finds a closed port', async () => {
    const facts = await probeSsh({ ...probeOptions(), to: at(1) })
    expect(facts.state).to.equal('not-tested')
    expect(facts.detail).to.equal('connection refused')
  })
})
