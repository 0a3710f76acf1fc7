import { type FSWatcher, watch } from 'node:fs'
import { basename, dirname } from 'node:path'
import { McpPqcError } from '../../model/error.ts'
import type { CredentialFacts } from './credential.ts'
import type { Identity, IdentitySource } from './identity.ts'

export type IdentityEvent =
  | { event: 'identity-reloaded'; credentials: readonly CredentialFacts[] }
  /** What the files now hold cannot be used: the server goes on with what it had. */
  | { event: 'identity-kept'; error: McpPqcError }
  /** Changes will not be noticed by themselves. */
  | { event: 'identity-unwatched'; path: string; detail: string }

export type IdentityWatch = {
  /** Reads the files now. Throws nothing: what is wrong is an event. */
  reload(): Promise<void>
  close(): void
}

export type IdentityWatchOptions = {
  current: Identity
  /** May throw what OpenSSL throws. */
  replace: (identity: Identity) => void
  onEvent: (event: IdentityEvent) => void
}

/** Milliseconds of quiet after a change: certificate and key are two files, and written one after the other. */
const QUIET = 200
/** Milliseconds between looks at an identity that nobody touches: ours is renewed before it expires. */
const LOOK_AGAIN = 43_200_000

/** Takes up a changed identity without a restart. */
export const watchIdentity = (
  source: IdentitySource,
  { current, replace, onEvent }: IdentityWatchOptions,
): IdentityWatch => {
  let shown = fingerprints(current)
  const read = async (): Promise<void> => {
    try {
      const fresh = await source.load()
      if (fingerprints(fresh) === shown) return
      replace(fresh)
      shown = fingerprints(fresh)
      onEvent({ event: 'identity-reloaded', credentials: fresh.credentials.map(({ facts }) => facts) })
    } catch (error) {
      onEvent({ event: 'identity-kept', error: asMcpPqcError(error) })
    }
  }
  let last = Promise.resolve()
  const reload = (): Promise<void> => {
    last = last.then(read)
    return last
  }
  let quiet: NodeJS.Timeout | undefined
  const changed = (): void => {
    clearTimeout(quiet)
    quiet = setTimeout(() => void reload(), QUIET)
  }
  const watchers = watchFolders(source.files, changed, (path, error) =>
    onEvent({ event: 'identity-unwatched', path, detail: error.message }),
  )
  const again = setInterval(() => void reload(), LOOK_AGAIN)
  again.unref()
  return {
    reload,
    close: () => {
      clearTimeout(quiet)
      clearInterval(again)
      for (const watcher of watchers) watcher.close()
    },
  }
}

/** The folders, because a file that is replaced by another of its name is no longer the one that was watched. */
const watchFolders = (
  files: readonly string[],
  changed: () => void,
  failed: (path: string, error: Error) => void,
): FSWatcher[] => {
  const names = new Set(files.map((file) => basename(file)))
  return [...new Set(files.map((file) => dirname(file)))].flatMap((folder) => {
    try {
      const watcher = watch(folder, { persistent: false }, (_, name) => {
        // Kubernetes replaces a link called `..data`, to which the files themselves are links.
        if (name === null || names.has(name) || name.startsWith('..')) changed()
      })
      return [watcher.on('error', (error) => failed(folder, error))]
    } catch (error) {
      failed(folder, error as Error)
      return []
    }
  })
}

const fingerprints = ({ credentials }: Identity): string =>
  credentials.map(({ facts }) => facts.sha256).join()

const asMcpPqcError = (error: unknown): McpPqcError =>
  error instanceof McpPqcError
    ? error
    : new McpPqcError(
        'CERTIFICATE_INVALID',
        `OpenSSL does not take the certificates together (${(error as Error).message})`,
        'Look at what changed; the server goes on with what it had.',
        { cause: error },
      )
