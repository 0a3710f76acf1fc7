import type { Socket } from 'node:net'
import type { TLSSocket } from 'node:tls'
import { ianaGroupName } from '../registry/tls/software/openSslGroups.ts'
import { timeLimit } from './timeLimit.ts'

/** The group of a connection, by its IANA name; undefined for static RSA, resumed sessions and plain HTTP. */
export const negotiatedGroup = (socket: TLSSocket): string | undefined => {
  const info = socket.getEphemeralKeyInfo?.()
  return info && 'name' in info && typeof info.name === 'string' ? ianaGroupName(info.name) : undefined
}

/** The time limit of this side was reached. */
export class DialTimeout extends Error {
  override readonly name = 'DialTimeout'
  readonly code = 'ETIMEDOUT'
}

export type Limits = {
  /** Milliseconds for a connection, and again for each answer. */
  timeoutMs: number
  signal?: AbortSignal | undefined
}

/** `since`: when the time began, by `performance.now()`; undefined: now. */
export type DialLimits = Limits & { since?: number | undefined }

/** Milliseconds; 0 where the time is over. */
export const timeLeft = ({ timeoutMs, since }: DialLimits): number =>
  since === undefined ? timeoutMs : Math.max(0, since + timeoutMs - performance.now())

/**
 * Resolves when the socket is connected (TLS: when the handshake is complete). Otherwise it destroys the socket and
 * rejects with the error of the socket, DialTimeout, or an AbortError.
 */
export const established = (
  socket: Socket,
  event: 'connect' | 'secureConnect',
  limits: DialLimits,
): Promise<void> => {
  const { timeoutMs, signal } = limits
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const settle = (): void => {
    endTime()
    signal?.removeEventListener('abort', onAbort)
    socket.off('error', fail).off('close', onClose).off(event, onEvent)
  }
  const fail = (error: Error): void => {
    settle()
    // A destroyed socket may report further errors.
    socket.on('error', () => {}).destroy()
    reject(error)
  }
  const onEvent = (): void => {
    settle()
    resolve()
  }
  const onClose = (): void => fail(Object.assign(new Error('closed'), { code: 'ECONNRESET' }))
  const onAbort = (): void => fail(new DOMException('aborted', 'AbortError'))
  const late = (): void => fail(new DialTimeout(`no connection in ${timeoutMs} ms`))
  const endTime = timeLimit(timeLeft(limits), late, timeoutMs)
  socket.once('error', fail).once('close', onClose).once(event, onEvent)
  if (signal?.aborted) onAbort()
  else signal?.addEventListener('abort', onAbort)
  return promise
}

/** Rejects with the reason of the signal where that comes first. */
export const untilAborted = async <T>(task: Promise<T>, signal: AbortSignal | undefined): Promise<T> => {
  if (!signal) return task
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = (): void => reject(signal.reason)
  // The race also handles a rejection of the task where the signal comes first.
  if (signal.aborted) abort()
  else signal.addEventListener('abort', abort)
  try {
    return await Promise.race([task, promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
