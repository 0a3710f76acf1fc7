import { once } from 'node:events'
import { copyFileSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { expect } from 'chai'
import { certificateFiles } from '../../../src/gateway/identity/identity.ts'
import { identityFolder } from '../../../src/gateway/identity/identityFolder.ts'
import type { McpHandler } from '../../../src/gateway/mcpHandler.ts'
import {
  dial,
  hangUp,
  LOOPBACK,
  request,
  type Serving,
  serve,
  temporaryFolder,
  withClient,
} from './serving.ts'

/** Answers when it is told to, after what it says at once, and says when a request has come. */
const patient = (begin = '') => {
  const arrived = Promise.withResolvers<void>()
  const go = Promise.withResolvers<void>()
  const handler: McpHandler = {
    handle: (_, response) => {
      if (begin !== '') response.write(begin)
      arrived.resolve()
      void go.promise.then(() => response.end('answered'))
    },
    close: async () => {},
  }
  return { handler, arrived: arrived.promise, go: go.resolve }
}

describe('gateway server: its end', () => {
  it('answers what is under way, and takes nothing new', async () => {
    const { handler, arrived, go } = patient()
    const server = await serve({ handler })
    const answer = request(server, '/mcp', { method: 'POST', body: '{}' })
    await arrived
    const closed = server.close()
    expect(await dial(server).catch((error) => error.code)).to.equal('ECONNREFUSED')
    go()
    expect((await answer).text).to.equal('answered')
    await closed
  })

  it('waits for an answer no longer than it may', async () => {
    const { handler, arrived } = patient()
    const server = await serve({ handler, limits: { closeMs: 50 } })
    const answer = request(server, '/mcp', { method: 'POST', body: '{}' }).catch((error) => error)
    await arrived
    await server.close()
    expect(await answer).to.be.instanceOf(Error)
  })

  it('does not wait for the streams of clients, nor for half a handshake', async () => {
    // If it waited, it would wait for longer than this test may take.
    const server = await serve({ limits: { closeMs: 600_000 } })
    await withClient(server, 'legacy', async (client) => {
      await client.listTools()
      const silent = await dial(server)
      await Promise.all([server.close(), once(silent, 'close')])
    })
    await server.close()
  })
})

describe('gateway server: a changed identity', () => {
  let server: Serving
  afterEach(() => server.close())

  const shown = async (sigalgs: string): Promise<string | undefined> => {
    const socket = await dial(server, { sigalgs, rejectUnauthorized: false })
    const certificate = socket.getPeerX509Certificate()
    await hangUp(socket)
    return certificate?.fingerprint256
  }

  it('is taken up without dropping an open stream', async () => {
    const folder = temporaryFolder()
    const { handler, arrived, go } = patient('begun and ')
    server = await serve({ identity: identityFolder(folder, LOOPBACK), handler })
    const before = await shown('mldsa65')
    const stream = request(server, '/mcp', { method: 'POST', body: '{}' })
    await arrived
    // Made elsewhere by the same authorities, and put in its place as a renewal would.
    rmSync(join(folder, 'server-ml-dsa-65.pem'))
    await identityFolder(folder, LOOPBACK).load()
    const { credentials } = await server.event('identity-reloaded')
    expect(credentials.map(({ algorithm }) => algorithm)).to.deep.equal(['ECDSA P-256', 'ML-DSA-65'])
    expect(await shown('mldsa65')).to.not.equal(before)
    go()
    expect((await stream).text).to.equal('begun and answered')
  })

  it('of two files is taken up when both have come; until then the one before is shown', async () => {
    const [folder, other] = [temporaryFolder(), temporaryFolder()]
    await Promise.all([folder, other].map((one) => identityFolder(one, LOOPBACK).load()))
    const [certificate, key] = [join(folder, 'mine.pem'), join(folder, 'mine-key.pem')]
    for (const path of [certificate, key]) copyFileSync(join(folder, 'server-ecdsa-p256.pem'), path)
    server = await serve({ identity: certificateFiles([{ certificate, key }]) })
    const before = await shown('ecdsa_secp256r1_sha256')
    const replace = (path: string): void => {
      const fresh = `${path}.new`
      writeFileSync(fresh, readFileSync(join(other, 'server-ecdsa-p256.pem')), { mode: 0o600 })
      renameSync(fresh, path)
    }
    replace(certificate)
    expect((await server.event('identity-kept')).error).to.include({ code: 'KEY_MISMATCH' })
    expect(await shown('ecdsa_secp256r1_sha256')).to.equal(before)
    replace(key)
    await server.event('identity-reloaded')
    expect(await shown('ecdsa_secp256r1_sha256')).to.not.equal(before)
  })

  it('is shown to clients that would resume a session of the one before', async () => {
    const folder = temporaryFolder()
    server = await serve({ identity: identityFolder(folder, LOOPBACK) })
    const sessionOf = async (socket: TLSSocket): Promise<Buffer> => {
      const [session] = (await once(socket, 'session')) as [Buffer]
      await hangUp(socket)
      return session
    }
    const isResumed = async (session: Buffer, ecdhCurve: string): Promise<boolean> => {
      const socket = await dial(server, { session, ecdhCurve, rejectUnauthorized: false })
      const reused = socket.isSessionReused()
      await hangUp(socket)
      return reused
    }
    const [hybrid, other] = ['X25519MLKEM768', 'SecP384r1MLKEM1024']
    const old = await sessionOf(await dial(server, { ecdhCurve: hybrid }))
    await server.reload()
    expect(await isResumed(old, hybrid)).to.equal(true)
    rmSync(join(folder, 'server-ml-dsa-65.pem'))
    await server.reload()
    expect(await isResumed(old, hybrid)).to.equal(false)
    expect(await isResumed(old, other)).to.equal(false)
    const fresh = await sessionOf(await dial(server, { ecdhCurve: hybrid }))
    expect(await isResumed(fresh, other)).to.equal(true)
  })

  it('that is the same as before is no change', async () => {
    const folder = temporaryFolder()
    server = await serve({ identity: identityFolder(folder, LOOPBACK) })
    utimesSync(join(folder, 'server-ml-dsa-65.pem'), new Date(), new Date())
    await server.reload()
    expect(server.events).to.deep.equal([])
  })
})
