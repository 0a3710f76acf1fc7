import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'

export type Peer = { close(): Promise<void> }

/** Starts a program and waits until one of its lines says that it is ready. */
export const startPeer = async (
  command: string,
  args: string[],
  ready: string,
  env: Record<string, string> = {},
): Promise<Peer> => {
  const child: ChildProcess = spawn(command, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  })
  let said = ''
  await new Promise<void>((resolve, reject) => {
    const listen = (text: Buffer): void => {
      said += text
      if (said.includes(ready)) resolve()
    }
    child.stdout?.on('data', listen)
    child.stderr?.on('data', listen)
    child.once('error', reject)
    child.once('exit', () => reject(new Error(`${command} ended: ${said}`)))
  })
  return {
    close: async () => {
      child.kill()
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    },
  }
}
