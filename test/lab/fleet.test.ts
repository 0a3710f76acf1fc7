import { spawn } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { expect } from 'chai'
import { startLab } from '../../src/lab/fleet.ts'

const FLEET = new URL('../../src/lab/fleet.ts', import.meta.url).href

describe('the lab', () => {
  it('starts every endpoint on a port of its own and stops them all', async () => {
    const lab = await startLab()
    const ports = lab.endpoints.map(({ url }) => Number(new URL(url).port))
    expect(new Set(ports).size).to.equal(14)
    expect(await Promise.all(ports.map(isOpen))).to.not.include(false)
    await lab.close()
    expect(await Promise.all(ports.map(isOpen))).to.not.include(true)
  })

  it('may be closed twice', async () => {
    const lab = await startLab()
    await Promise.all([lab.close(), lab.close()])
  })

  it('closes when its signal is aborted', async () => {
    const controller = new AbortController()
    const lab = await startLab({ signal: controller.signal })
    controller.abort()
    await lab.close()
    expect(await isOpen(Number(new URL(lab.endpoints[0]?.url ?? '').port))).to.equal(false)
  })

  it('does not start when its signal is aborted already', async () => {
    const error = await startLab({ signal: AbortSignal.abort() }).catch((reason: unknown) => reason)
    expect(error).to.have.property('name', 'AbortError')
  })

  it('gives out two authorities, without their keys', async () => {
    const lab = await startLab()
    await lab.close()
    const authorities = lab.ca
      .split(/(?<=END CERTIFICATE-----\n)(?=-----BEGIN)/)
      .map((pem) => new X509Certificate(pem))
    expect(authorities.map((one) => one.publicKey.asymmetricKeyType)).to.deep.equal(['ec', 'ml-dsa-65'])
    expect(authorities.every((one) => one.ca && one.verify(one.publicKey))).to.equal(true)
    expect(lab.ca).to.not.include('PRIVATE')
  })

  it('leaves no handle: a process that closed it ends by itself', async () => {
    const { code, output } = await run(`
      import { connect } from 'node:net'
      import { once } from 'node:events'
      const { startLab } = await import('${FLEET}')
      const lab = await startLab()
      // Half a handshake on one, half a request on the other.
      for (const name of ['weather', 'tickets']) {
        const { port } = new URL(lab.endpoints.find((one) => one.name === name).url)
        const socket = connect(Number(port), '127.0.0.1')
        socket.on('error', () => {})
        await once(socket, 'connect')
        socket.write(name === 'weather' ? Uint8Array.of(22, 3, 1, 2, 0, 1) : 'POST /mcp HTTP/1.1\\r\\n')
      }
      const { url } = lab.endpoints.find((one) => one.name === 'tickets')
      await (await fetch(url)).text()
      await lab.close()`)
    expect({ code, output }).to.deep.equal({ code: 0, output: '' })
  })

  it('is not loaded before it is started', async () => {
    const { output } = await run(`
      import { registerHooks } from 'node:module'
      registerHooks({
        load(url, context, next) {
          if (/peculiar|modelcontextprotocol|zod/.test(url)) console.log(url)
          return next(url, context)
        },
      })
      await import('${FLEET}')`)
    expect(output).to.equal('')
  })
})

const isOpen = async (port: number): Promise<boolean> => {
  const socket = connect(port, '127.0.0.1')
  try {
    await once(socket, 'connect')
    return true
  } catch {
    return false
  } finally {
    socket.destroy()
  }
}

/** In a Node.js of its own, killed when it does not end. */
const run = async (script: string): Promise<{ code: number | null; output: string }> => {
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], { timeout: 15_000 })
  let output = ''
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    output += chunk.toString()
  })
  const [code] = (await once(child, 'close')) as [number | null]
  return { code, output }
}
