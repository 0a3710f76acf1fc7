import { z } from 'zod'
import { CHANGE, demoServer, READ, tool } from './demoServer.ts'

const SECRETS: Record<string, { version: number; rotated: string; value: string }> = {
  'ci/deploy-token': { version: 4, rotated: '2026-09-30', value: 'not-a-real-token' },
  'db/reporting-password': { version: 11, rotated: '2026-11-01', value: 'not-a-real-password' },
}

/** Passwords, API keys, tokens. */
export const secretsVault = demoServer(
  { name: 'secrets-vault', title: 'Secrets vault', version: '6.0.0' },
  tool(
    'read_secret',
    'Read a secret',
    'Read a password, API key or access token from the vault.',
    { path: z.string() },
    READ,
    ({ path }) => {
      const secret = SECRETS[path]
      return secret ? { path, ...secret } : `There is no secret at ${path}.`
    },
  ),
  tool(
    'list_secrets',
    'List secrets',
    'List the paths of the stored credentials, without their values.',
    undefined,
    READ,
    () => ({ paths: Object.keys(SECRETS) }),
  ),
  tool(
    'rotate_secret',
    'Rotate a secret',
    'Replace a credential with a new one and revoke the old.',
    { path: z.string() },
    CHANGE,
    ({ path }) => {
      const secret = SECRETS[path]
      return secret ? { path, version: secret.version + 1 } : `There is no secret at ${path}.`
    },
  ),
)
