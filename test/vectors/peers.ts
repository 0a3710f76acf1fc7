/** The servers of the recordings: programs of the Debian 13 of test/peers/setup.sh, on loopback. */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { type AddressInfo, connect, createServer } from 'node:net'

const HOUSE = new URL('../../.peers/trixie', import.meta.url).pathname
const READY_MS = 20_000

/** A folder in the chroot, in which the programs run, with the certificates and the two servers that need compiling. */
export class Peers {
  readonly #folder = mkdtempSync(`${HOUSE}/tmp/recording-`)
  readonly #inside = this.#folder.slice(HOUSE.length)

  constructor() {
    this.run('openssl req -x509 -newkey rsa:2048 -nodes -keyout rsa.key -out rsa.pem', ...SUBJECT)
    this.run('openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ec.key -out ec.pem', ...SUBJECT)
    this.run('openssl req -x509 -newkey ML-DSA-65 -nodes -keyout mldsa.key -out mldsa.pem', ...SUBJECT)
    this.run('openssl pkcs12 -export -name rsa -inkey rsa.key -in rsa.pem -passout pass:recording -out rsa.p12')
    this.run('sh -c', 'cat rsa.pem rsa.key >rsa-both.pem')
    for (const file of ['server.go', 'Server.java']) {
      copyFileSync(new URL(`servers/${file}`, import.meta.url), `${this.#folder}/${file}`)
    }
  }

  write(name: string, text: string): void {
    writeFileSync(`${this.#folder}/${name}`, text)
  }

  /** Both outputs of a program that ends by itself. */
  run(command: string, ...more: string[]): string {
    return execFileSync('unshare', this.#inChroot(command, more), { stdio: ['ignore', 'pipe', 'pipe'] }).toString()
  }

  start(command: string): ChildProcess {
    return spawn('unshare', this.#inChroot(command, []), { stdio: ['ignore', 'pipe', 'pipe'] })
  }

  /** Java and Go want /proc, which is mounted in a namespace of its own and gone with the program. */
  #inChroot(command: string, more: readonly string[]): string[] {
    const script = `mount -t proc proc ${HOUSE}/proc && exec chroot ${HOUSE} sh -c 'cd ${this.#inside} && exec "$@"' sh "$@"`
    const environment = ['env', 'GOROOT=/usr/lib/go-1.24', `GOCACHE=${this.#inside}/go`, `HOME=${this.#inside}`, 'CGO_ENABLED=0']
    return ['--mount', '--pid', '--fork', '--kill-child', 'sh', '-c', script, 'sh', ...environment, ...command.split(' '), ...more]
  }

  remove(): void {
    rmSync(this.#folder, { recursive: true })
  }
}

const SUBJECT = ['-days', '3650', '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

/** Resolves when the port takes connections. */
export const listening = async (port: number, server: ChildProcess): Promise<void> => {
  let output = ''
  for (const stream of [server.stdout, server.stderr]) stream?.on('data', (text) => { output += text })
  for (const end = Date.now() + READY_MS; Date.now() < end; ) {
    const socket = connect(port, '127.0.0.1')
    const open = await Promise.race([once(socket, 'connect').then(() => true), once(socket, 'error').then(() => false, () => false)]).catch(() => false)
    socket.destroy()
    if (open) return
    if (server.exitCode !== null) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`no listener on ${port}: ${output}`)
}

export const stop = async (child: ChildProcess): Promise<void> => {
  if (child.exitCode !== null || child.signalCode !== null) return
  child.kill('SIGKILL')
  await once(child, 'exit')
}
