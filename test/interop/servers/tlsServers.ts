import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from './freePort.ts'

const HOUSE = new URL('../../../.peers/trixie', import.meta.url).pathname

/** Why a server of the chroot cannot be tried; undefined where it can. */
export const whyNot = (program: string): string | undefined => {
  if (!existsSync(HOUSE + program)) return `no ${program} in .peers/trixie: test/peers/setup.sh brings it`
  return process.getuid?.() === 0 ? undefined : 'chroot needs root'
}

/** A folder that the chroot and this process see, with certificates for localhost. */
export type Folder = {
  /** As this process sees it, and as the chroot does. */
  outside: string
  inside: string
  /** Paths within the chroot, without the endings .pem and .key: P-256, and ML-DSA-65. */
  classical: string
  postQuantum: string
  write(name: string, text: string): string
  remove(): void
}

export const makeFolder = (): Folder => {
  mkdirSync(`${HOUSE}/tmp`, { recursive: true })
  const outside = mkdtempSync(`${HOUSE}/tmp/remediation-`)
  execFileSync('chmod', ['755', outside])
  const inside = outside.slice(HOUSE.length)
  certificate(`${inside}/p256`, 'EC', '-pkeyopt', 'ec_paramgen_curve:P-256')
  certificate(`${inside}/mldsa`, 'ML-DSA-65')
  execFileSync('chroot', [
    HOUSE,
    'sh',
    '-c',
    `cat ${inside}/p256.pem ${inside}/p256.key > ${inside}/p256.both`,
  ])
  return {
    outside,
    inside,
    classical: `${inside}/p256`,
    postQuantum: `${inside}/mldsa`,
    write: (name, text) => {
      writeFileSync(`${outside}/${name}`, text)
      return `${inside}/${name}`
    },
    remove: () => rmSync(outside, { recursive: true, force: true }),
  }
}

export const openssl = (...args: string[]): Buffer =>
  execFileSync('chroot', [HOUSE, 'openssl', ...args], { stdio: ['ignore', 'pipe', 'ignore'] })

export const inChroot = (script: string): Buffer =>
  execFileSync('chroot', [HOUSE, 'sh', '-euc', script], { stdio: ['ignore', 'ignore', 'pipe'] })

const certificate = (path: string, ...algorithm: string[]): void => {
  openssl('genpkey', '-algorithm', ...algorithm, '-out', `${path}.key`)
  const name = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost']
  openssl('req', '-x509', '-new', '-key', `${path}.key`, ...name, '-days', '2', '-out', `${path}.pem`)
}

export type Running = {
  command: string[]
  env?: Record<string, string>
  chrooted?: boolean
  /** What ends it. */
  signal?: NodeJS.Signals
}

/** A shell command within the chroot, with /proc, which goes with the process and its namespace. */
export const withProc = (command: string, ...args: string[]): Running => {
  const script = `mount -t proc proc ${HOUSE}/proc && exec chroot ${HOUSE} sh -c "$0" sh "$@"`
  const namespace = ['unshare', '--mount', '--pid', '--fork', '--kill-child']
  return {
    command: [...namespace, 'sh', '-c', script, command, ...args],
    chrooted: false,
    // unshare blocks SIGTERM.
    signal: 'SIGKILL',
  }
}

/** A command of Debian's Java in `folder`. */
export const java = ({ inside }: Pick<Folder, 'inside'>, ...command: string[]): Running =>
  withProc(`cd ${inside} && exec java "$@"`, ...command)

/** Runs a server on a port of loopback while `use` looks at it. */
export const withServer = async <T>(
  make: (port: number) => Running,
  use: (port: number) => Promise<T>,
): Promise<T> => {
  const port = await freePort()
  const { command, env = {}, chrooted = true, signal = 'SIGTERM' } = make(port)
  const [program = '', ...args] = chrooted ? ['chroot', HOUSE, ...command] : command
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const listen = (text: Buffer): void => {
    said += text
  }
  child.stdout.on('data', listen)
  child.stderr.on('data', listen)
  const gone = once(child, 'exit')
  try {
    await accepting(
      port,
      () => child.exitCode !== null || child.signalCode !== null,
      () => said,
    )
    return await use(port)
  } finally {
    if (child.exitCode === null && child.signalCode === null) {
      child.kill(signal)
      await gone
    }
  }
}

const accepting = async (port: number, hasEnded: () => boolean, said: () => string): Promise<void> => {
  for (;;) {
    if (hasEnded()) throw new Error(`the server ended: ${said()}`)
    const socket = connect(port, '127.0.0.1')
    const open = await new Promise((resolve) => {
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false))
    })
    socket.destroy()
    if (open) return
    await sleep(50)
  }
}
